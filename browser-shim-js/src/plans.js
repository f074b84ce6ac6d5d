import { isAddress } from "./address.js";
import { randomBytes } from "./bytes.js";
import { PAIRING_CERTIFICATE_FINGERPRINT } from "./fingerprint.js";
import { standingPort } from "./key-schedule.js";
import { KNOCK_NONCE_BYTES, linkKnock, openingKnock, pairedKnock, pairingKnock } from "./knock.js";
import { DOOR_PORT } from "./link.js";
import { OPENING_KNOCK, openingBytes } from "./snap.js";
import { RESOLVABLE_NONCE_BYTES, nameplateHost, resolvableHost } from "./uuid.js";

/** A page that gets no answer from the last known port tries the standing port as well (protocol section 5). */
export const STANDING_PORT_MILLISECONDS = 1_000;

/**
 * A device that serves the page itself is tried at the page's address where its name does not lead to it. Not before the name has had time: what
 * was multicast a moment ago is not multicast again within a second (RFC 6762 section 6).
 */
export const PAGE_ADDRESS_MILLISECONDS = 1_500;

/**
 * Whom to knock at, where, and with what: a `DialPlan` without the caller's limits.
 *
 * @typedef {Pick<import("./dial.js").DialPlan, "knock" | "openingKnock" | "fingerprint" | "targets" | "laterTargets" | "laterMilliseconds" | "guesses">} Route
 */

/**
 * To the device of a nameplate. The knock does not say which nameplate it is for, so the page's own address comes later than the name: a
 * guess must not be spent on the device that serves the page while another one shows the code.
 *
 * @param {number} nameplate
 * @param {Uint8Array} pageFingerprint
 * @param {string} hostname of the page
 * @param {{addresses?: string[], port?: number}} hint
 * @returns {Route}
 */
export function routeToNameplate(nameplate, pageFingerprint, hostname, { addresses = [], port = DOOR_PORT }) {
  const pageAddress = hostname.replace(/^\[(.*)\]$/, "$1");
  const laterAddresses = isAddress(pageAddress) && !addresses.includes(pageAddress) ? [pageAddress] : [];
  return {
    knock: pairingKnock(pageFingerprint),
    fingerprint: PAIRING_CERTIFICATE_FINGERPRINT,
    targets: at(port, ...addresses, `${nameplateHost(nameplate)}.local`),
    laterTargets: at(port, ...laterAddresses),
    laterMilliseconds: PAGE_ADDRESS_MILLISECONDS,
    guesses: laterAddresses,
  };
}

/**
 * To the device of a link.
 *
 * @param {import("./link.js").PairingLink} link
 * @param {Uint8Array} pageFingerprint
 * @returns {Route}
 */
export function routeToLink({ secret, fingerprint, host, port, addresses }, pageFingerprint) {
  const knock = linkKnock(secret, randomBytes(KNOCK_NONCE_BYTES), fingerprint, pageFingerprint);
  return { knock, fingerprint, ...places(fingerprint, port, addresses, host) };
}

/**
 * To a paired device, under a name and a nonce that are used once.
 *
 * @param {import("./store.js").PeerRecord} peer
 * @param {Uint8Array} pageFingerprint
 * @returns {Route}
 */
export function routeToPeer({ key, fingerprint, port, addresses, knocks }, pageFingerprint) {
  const nonce = randomBytes(KNOCK_NONCE_BYTES);
  const host = resolvableHost(key, randomBytes(RESOLVABLE_NONCE_BYTES));
  return {
    knock: pairedKnock(key, nonce, fingerprint, pageFingerprint),
    ...(knocks?.includes(OPENING_KNOCK)
      ? { openingKnock: (opening) => openingKnock(key, nonce, openingBytes(opening), fingerprint, pageFingerprint) }
      : {}),
    fingerprint,
    ...places(fingerprint, port, addresses, host),
  };
}

/** @param {Uint8Array} fingerprint @param {number} port @param {string[]} addresses @param {string} host */
function places(fingerprint, port, addresses, host) {
  const standing = standingPort(fingerprint);
  return {
    targets: at(port, ...addresses, `${host}.local`),
    laterTargets: standing === port ? [] : at(standing, ...addresses, `${host}.local`),
    laterMilliseconds: STANDING_PORT_MILLISECONDS,
    guesses: [],
  };
}

/** @param {number} port @param {...string} addresses @returns {import("./answer.js").Target[]} */
function at(port, ...addresses) {
  return addresses.map((address) => ({ address, port }));
}
