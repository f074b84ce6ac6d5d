import { base64, equalBytes, fromBase64 } from "../../src/bytes.js";
import { formatFingerprint } from "../../src/fingerprint.js";
import { seal, unseal } from "../../src/seal.js";
import { Spake2, passwordScalar } from "../../src/spake2.js";

/** The device's half of pairing by code, for tests: the product's is in Java. */
export class DevicePairing {
  #code;
  #pageFingerprint;
  #presented;
  #offer;
  #spake2;
  /** @type {import("../../src/spake2.js").Spake2Secrets | undefined} */
  #secrets;
  /** The page's name, once it is trusted. @type {string | undefined} */
  pageName;

  /**
   * @param {object} parties
   * @param {string} parties.code
   * @param {Uint8Array} parties.pageFingerprint as DTLS shows it
   * @param {Uint8Array} parties.presented the certificate of this session
   * @param {object} parties.offer what is sealed for the page
   */
  constructor({ code, pageFingerprint, presented, offer }) {
    this.#code = code;
    this.#pageFingerprint = pageFingerprint;
    this.#presented = presented;
    this.#offer = offer;
    this.#spake2 = new Spake2("B", passwordScalar(this.#code));
  }

  /** @param {any} message @returns {any} the reply */
  receive(message) {
    if (message.step === "share") {
      this.#secrets = this.#spake2.finish(fromBase64(message.share, 65), this.#pageFingerprint, this.#presented);
      return { type: "pair", step: "share", share: base64(this.#spake2.share) };
    }
    const { confirmA, confirmB, ke } = /** @type {import("../../src/spake2.js").Spake2Secrets} */ (this.#secrets);
    if (!equalBytes(fromBase64(message.confirm), confirmA)) return { type: "pair", step: "refused", code: "wrong-code", left: 2 };
    this.pageName = JSON.parse(unseal(ke, "page", fromBase64(message.sealed))).name;
    return { type: "pair", step: "confirm", confirm: base64(confirmB), sealed: base64(seal(ke, "device", JSON.stringify(this.#offer))) };
  }
}

/** @param {Uint8Array} fingerprint @param {Uint8Array} key @param {object} [changes] */
export function deviceOffer(fingerprint, key, changes = {}) {
  return {
    name: "Doorbell",
    deviceType: "camera",
    fingerprint: formatFingerprint(fingerprint),
    host: "00112233-4455-4677-8899-aabbccddeeff",
    addresses: ["192.0.2.7", "fe80::1"],
    port: 47470,
    key: base64(key),
    ...changes,
  };
}
