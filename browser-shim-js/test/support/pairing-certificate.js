import { p256 } from "@noble/curves/nist.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, fromHex, toBigInt, utf8 } from "../../src/bytes.js";
import { derive } from "../../src/key-schedule.js";

/** Derives the pairing certificate from its description (protocol section 2.1), byte by byte. @returns {Uint8Array} its DER */
export function derivePairingCertificate() {
  const scalar = (toBigInt(derive(utf8("lanward pairing certificate"), "key", 40)) % (p256.CURVE.n - 1n)) + 1n;
  const key = fromHex(scalar.toString(16).padStart(64, "0"));
  const ecdsaWithSha256 = sequence(der(0x06, fromHex("2a8648ce3d040302")));
  const name = sequence(der(0x31, sequence(der(0x06, fromHex("550403")), der(0x0c, utf8("lanward-pairing")))));
  const publicKey = sequence(
    sequence(der(0x06, fromHex("2a8648ce3d0201")), der(0x06, fromHex("2a8648ce3d030107"))),
    bitString(p256.getPublicKey(key, false)),
  );
  const unsigned = sequence(
    der(0xa0, der(0x02, Uint8Array.of(2))),
    der(0x02, Uint8Array.of(1)),
    ecdsaWithSha256,
    name,
    sequence(der(0x17, utf8("200101000000Z")), der(0x18, utf8("29991231235959Z"))),
    name,
    publicKey,
  );
  const signature = p256.sign(sha256(unsigned), key, { lowS: false, prehash: false }).toDERRawBytes();
  return sequence(unsigned, ecdsaWithSha256, bitString(signature));
}

/** @param {...Uint8Array} parts */
function sequence(...parts) {
  return der(0x30, ...parts);
}

/** @param {Uint8Array} bits */
function bitString(bits) {
  return der(0x03, Uint8Array.of(0), bits);
}

/** @param {number} tag @param {...Uint8Array} parts @returns {Uint8Array} */
function der(tag, ...parts) {
  const value = concat(...parts);
  if (value.length < 0x80) return concat(Uint8Array.of(tag, value.length), value);
  if (value.length < 0x100) return concat(Uint8Array.of(tag, 0x81, value.length), value);
  return concat(Uint8Array.of(tag, 0x82, value.length >> 8, value.length & 0xff), value);
}
