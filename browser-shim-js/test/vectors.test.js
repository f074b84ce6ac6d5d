import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { midOfOffer, writeAnswer } from "../src/answer.js";
import { base64, fromHex, hex, toBigInt, utf8 } from "../src/bytes.js";
import { parseCode } from "../src/code.js";
import { readControlMessage } from "../src/control.js";
import { LanwardError, MalformedMessage } from "../src/errors.js";
import { PAIRING_CERTIFICATE_FINGERPRINT, formatFingerprint, pairingId, parseFingerprint } from "../src/fingerprint.js";
import { derive, hostKey, sealKey, standingPort } from "../src/key-schedule.js";
import { linkKnock, pairedKnock, pairingKnock } from "../src/knock.js";
import { parseLink } from "../src/link.js";
import { seal, unseal } from "../src/seal.js";
import { Spake2, passwordScalar } from "../src/spake2.js";
import { nameplateHost, resolvableHost, uuid } from "../src/uuid.js";
import { derivePairingCertificate } from "./support/pairing-certificate.js";
import { vectors } from "./support/vectors.js";

/** Runs every vector of a list and says which one failed. @param {any[]} list @param {number} least @param {(vector: any) => void} check */
function each(list, least, check) {
  assert.ok(list.length >= least, `at least ${least} vectors, not ${list.length}`);
  for (const vector of list) {
    try {
      check(vector);
    } catch (error) {
      throw new Error(`vector ${JSON.stringify(vector).slice(0, 300)}: ${/** @type {Error} */ (error).message}`, { cause: error });
    }
  }
}

/** @param {string} text @returns {bigint} */
const scalar = (text) => toBigInt(fromHex(text));

test("every file of vectors is run here, except what only a device or a transfer of files needs", () => {
  const run = ["adverts.json", "answers.json", "codes.json", "control-messages.json", "key-schedule.json", "knocks.json", "links.json", "media-messages.json", "nameplates.json", "page-descriptions.json", "room-desk.json", "room-frames.json"];
  const files = readdirSync(new URL("../../docs/vectors/", import.meta.url)).filter((name) => name.endsWith(".json"));
  assert.deepEqual(files.filter((name) => ![...run, "pairing-certificate.json", "spake2-p256.json", "stun.json", "room-messages.json"].includes(name) && !name.startsWith("drop-")), []);
});

// Pages see no adverts; but the keys are derived from what they hold, and the two sides must agree.
test("adverts.json", () => {
  const all = vectors("adverts.json");
  each(all.keys, 3, ({ pairingKey, deviceAdvertKey, pageAdvertKey }) => {
    assert.equal(hex(derive(fromHex(pairingKey), "lanward advert device", 32)), deviceAdvertKey);
    assert.equal(hex(derive(fromHex(pairingKey), "lanward advert page", 32)), pageAdvertKey);
  });
  each(all.resolvableIds, 14, ({ pairingKey, id, ofDevice, ofPage }) => {
    for (const [side, expected] of [["device", ofDevice], ["page", ofPage]]) {
      const tag = hex(hmac(sha256, derive(fromHex(pairingKey), `lanward advert ${side}`, 32), fromHex(id.slice(0, 16)))).slice(0, 8);
      const tags = id.slice(16).match(/.{8}/g) ?? [];
      assert.equal([16, 32].includes(tags.length) && tags.join("").length === id.length - 16 && tags.includes(tag), expected);
    }
  });
});

test("answers.json", () => {
  const { answers, refusedMids } = vectors("answers.json");
  each(answers, 5, ({ offer, mid, ufrag, pwd, fingerprint, candidates, sdp }) => {
    assert.equal(midOfOffer(offer), mid);
    assert.equal(writeAnswer({ mid, knock: { ufrag, pwd }, fingerprint: fromHex(fingerprint), targets: candidates }), sdp);
  });
  // Candidates and passwords are computed or checked before they come here; the mid alone is the browser's.
  each(refusedMids, 7, ({ mid }) => {
    const offer = answers[0].offer.replace("a=mid:0", () => `a=mid:${mid}`);
    assert.throws(() => midOfOffer(offer), (error) => error instanceof LanwardError && error.code === "unsupported-browser");
  });
});

test("codes.json", () => {
  each(vectors("codes.json").vectors, 41, ({ text, valid, nameplate, pin, canonical, w }) => {
    if (!valid) return assert.throws(() => parseCode(text), LanwardError);
    assert.deepEqual(parseCode(text), { nameplate, pin, text: canonical });
    return assert.equal(passwordScalar(canonical), scalar(w));
  });
});

test("links.json", () => {
  each(vectors("links.json").vectors, 40, ({ text, valid, fingerprint, secret, host, port, addresses, name, type }) => {
    if (!valid) return assert.throws(() => parseLink(text), (error) => error instanceof LanwardError && error.code === "invalid-link");
    const link = parseLink(text);
    assert.deepEqual({ ...link, fingerprint: hex(link.fingerprint), secret: hex(link.secret) }, { fingerprint, secret, host, port, addresses, name, type });
    return undefined;
  });
});

test("nameplates.json", () => {
  each(vectors("nameplates.json").vectors, 12, ({ nameplate, uuid: expected, host }) => {
    assert.equal(nameplateHost(nameplate), expected);
    assert.equal(`${nameplateHost(nameplate)}.local`, host);
  });
});

test("pairing-certificate.json", () => {
  const { certificate, fingerprint, sdp } = vectors("pairing-certificate.json");
  assert.equal(hex(derivePairingCertificate()), certificate);
  assert.equal(hex(PAIRING_CERTIFICATE_FINGERPRINT), fingerprint);
  assert.equal(formatFingerprint(PAIRING_CERTIFICATE_FINGERPRINT), sdp);
});

test("key-schedule.json", () => {
  const all = vectors("key-schedule.json");
  each(all.hkdf, 3, ({ ikm, info, length, okm }) => assert.equal(hex(derive(fromHex(ikm), fromHex(info), length)), okm));
  each(all.uuids, 4, ({ bytes, uuid: expected }) => assert.equal(uuid(fromHex(bytes)), expected));
  each(all.pairingIds, 2, ({ fingerprint, sdp, id }) => {
    assert.equal(pairingId(fromHex(fingerprint)), id);
    assert.equal(formatFingerprint(fromHex(fingerprint)), sdp);
    assert.equal(hex(parseFingerprint(sdp)), fingerprint);
  });
  each(all.standingPorts, 4, ({ deviceFingerprint, port }) => assert.equal(standingPort(fromHex(deviceFingerprint)), port));
  each(all.knocks, 3, checkKnock);
  each(all.resolvableHosts, 2, ({ pairingKey, hostKey: key, uuid: host, valid }) => {
    if (valid) assert.equal(hex(hostKey(fromHex(pairingKey))), key);
    // The nonce stands at the beginning of the name.
    assert.equal(resolvableHost(fromHex(pairingKey), fromHex(host.replaceAll("-", "").slice(0, 12))) === host, valid);
  });
  // Pages answer for no name; but a device looks for one that is a device too by what the page derives.
  each(all.pageHosts, 1, ({ pairingKey, hostKey: key, valid }) => {
    if (valid) assert.equal(hex(derive(fromHex(pairingKey), "lanward host-name page", 32)), key);
  });
  each(all.seals, 1, ({ ke, plain, pageKey, sealedByPage, deviceKey, sealedByDevice }) => {
    const text = new TextDecoder().decode(fromHex(plain));
    assert.deepEqual([hex(sealKey(fromHex(ke), "page")), hex(sealKey(fromHex(ke), "device"))], [pageKey, deviceKey]);
    assert.deepEqual([hex(seal(fromHex(ke), "page", text)), hex(seal(fromHex(ke), "device", text))], [sealedByPage, sealedByDevice]);
    assert.deepEqual([unseal(fromHex(ke), "page", fromHex(sealedByPage)), unseal(fromHex(ke), "device", fromHex(sealedByDevice))], [text, text]);
  });
});

/** @param {any} vector */
function checkKnock({ kind, pairingKey, secret, linkSecret, nonce, deviceFingerprint, pageFingerprint, doorUfrag: ufrag, doorPwd: pwd }) {
  const page = fromHex(pageFingerprint);
  const [key, device] = [pairingKey ?? linkSecret ?? secret, deviceFingerprint];
  switch (kind) {
    case "pairing":
      return assert.deepEqual(pairingKnock(page), { ufrag, pwd });
    case "paired":
      return assert.deepEqual(pairedKnock(fromHex(key), fromHex(nonce), fromHex(device), page), { ufrag, pwd });
    case "link":
      return assert.deepEqual(linkKnock(fromHex(key), fromHex(nonce), fromHex(device), page), { ufrag, pwd });
    default:
      throw new Error(`unknown kind ${kind}`);
  }
}

test("spake2-p256.json", () => {
  const { runs, refusedShares, identityShares, mismatches } = vectors("spake2-p256.json");
  each(runs, 6, (run) => {
    if (run.code) assert.equal(passwordScalar(run.code), scalar(run.w));
    const [a, b] = [new Spake2("A", scalar(run.w), scalar(run.x)), new Spake2("B", scalar(run.w), scalar(run.y))];
    assert.deepEqual([hex(a.share), hex(b.share)], [run.pA, run.pB]);
    const identities = /** @type {const} */ ([fromHex(run.identityA), fromHex(run.identityB)]);
    for (const secrets of [a.finish(b.share, ...identities), b.finish(a.share, ...identities)]) {
      const { transcript, ke, ka, kcA, kcB, confirmA, confirmB } = secrets;
      assert.deepEqual([transcript, ke, ka, kcA, kcB, confirmA, confirmB].map(hex), [run.TT, run.Ke, run.Ka, run.KcA, run.KcB, run.cA, run.cB]);
    }
  });
  each(refusedShares, 15, ({ share }) => {
    for (const role of /** @type {const} */ (["A", "B"])) {
      assert.throws(() => new Spake2(role, 5n).finish(fromHex(share), utf8("a"), utf8("b")), MalformedMessage);
    }
  });
  each(identityShares, 2, ({ receiver, w, share }) => {
    assert.throws(() => new Spake2(receiver, scalar(w)).finish(fromHex(share), utf8("a"), utf8("b")), MalformedMessage);
  });
  each(mismatches, 4, ({ x, y, sideA, sideB }) => {
    const [a, b] = [new Spake2("A", scalar(sideA.w), scalar(x)), new Spake2("B", scalar(sideB.w), scalar(y))];
    const ofA = a.finish(b.share, fromHex(sideA.identityA), fromHex(sideA.identityB));
    const ofB = b.finish(a.share, fromHex(sideB.identityA), fromHex(sideB.identityB));
    assert.notDeepEqual(ofA.confirmA, ofB.confirmA);
    assert.notDeepEqual(ofA.confirmB, ofB.confirmB);
  });
});

test("control-messages.json", () => {
  each(vectors("control-messages.json").vectors, 144, ({ text, valid, kind, canonical }) => {
    if (!valid) return assert.throws(() => readControlMessage(text), MalformedMessage);
    const message = readControlMessage(text);
    if (kind === "unknown") return assert.equal(message, undefined);
    assert.equal([message?.type, /** @type {any} */ (message).step].filter(Boolean).join(" "), kind);
    return assert.deepEqual(spelled(message), JSON.parse(canonical));
  });
});

test("media-messages.json", () => {
  each(vectors("media-messages.json").vectors, 115, ({ text, valid, kind, canonical }) => {
    if (!valid) return assert.throws(() => readControlMessage(text), MalformedMessage);
    /** @type {any} */
    const message = readControlMessage(text);
    if (kind === "unknown") return assert.equal(message, undefined);
    assert.equal(message.type === "media" ? `media ${message.want ? "want" : "state"}` : message.type, kind);
    return assert.deepEqual(spelled(message), JSON.parse(canonical));
  });
});

/** A message that was read, as its members stand on the wire. @param {any} message @returns {any} */
function spelled({ device, ...rest }) {
  return Object.fromEntries(
    Object.entries({ ...(rest.type === "hello" ? { version: 1 } : {}), ...rest, ...device })
      .filter(([key, value]) => value !== undefined && (key !== "knocks" || value.length > 0))
      .map(([key, value]) => [key, value instanceof Uint8Array ? (key === "fingerprint" ? formatFingerprint(value) : base64(value)) : value]),
  );
}
