import { isAddress } from "./address.js";
import { within } from "./environment.js";
import { LanwardError } from "./errors.js";

/** Browsers may leave either question unanswered. */
const ANSWER_MILLISECONDS = 300;

/** What browsers call, or have called, the permission to reach the local network. */
const PERMISSION_NAMES = ["local-network", "local-network-access", "loopback-network"];

/**
 * What the browser says of its local-network permission: `denied` where any of its names is, else what it says to the first name that it
 * knows, or nothing where it knows none. Chromium calls it denied on every page that is not a secure context, asked or not, and lets
 * those from the LAN do as they like: from there its answer says nothing.
 *
 * @param {import("./environment.js").Environment} environment
 * @returns {Promise<string | undefined>}
 */
export async function localNetworkPermission(environment) {
  if (!environment.isSecureContext && isLocal(environment.hostname)) return undefined;
  const states = await Promise.all(PERMISSION_NAMES.map((name) => within(environment, query(environment, name), ANSWER_MILLISECONDS, undefined)));
  return states.includes("denied") ? "denied" : states.find((state) => state !== undefined);
}

/** Whether a page comes from the LAN, as far as its host name shows. @param {string} hostname */
function isLocal(hostname) {
  return isAddress(hostname.replace(/^\[(.*)\]$/, "$1")) || hostname.endsWith(".local") || !hostname.includes(".");
}

/** @param {import("./environment.js").Environment} environment @param {string} name @returns {Promise<string | undefined>} */
async function query({ permissions }, name) {
  // An unknown name throws a TypeError, in some browsers before there is a promise.
  return (await permissions?.query({ name: /** @type {PermissionName} */ (name) }))?.state;
}

/**
 * How many pairs of candidates the browser has formed: none means that it had no address to try.
 *
 * @param {import("./environment.js").Environment} environment
 * @param {RTCPeerConnection} pc
 * @param {string[]} [except] remote addresses that do not count
 * @returns {Promise<number>}
 */
export async function countPairs(environment, pc, except = []) {
  const report = await within(environment, pc.getStats(), ANSWER_MILLISECONDS, undefined);
  let pairs = 0;
  report?.forEach((stats) => {
    if (stats.type === "candidate-pair" && !except.includes(report.get(stats.remoteCandidateId)?.address)) pairs++;
  });
  return pairs;
}

/**
 * Why nobody answered. Chromium reports a name that does not resolve, and a denied permission, as nothing at all.
 *
 * @param {import("./environment.js").Environment} environment
 * @param {RTCPeerConnection} pc not closed yet
 * @param {string[]} addresses that were tried besides names
 * @param {string[]} guesses those of them where the device need not be: that nobody is there says nothing of it
 * @returns {Promise<LanwardError>}
 */
export async function diagnose(environment, pc, addresses, guesses) {
  const hadAddresses = addresses.some((address) => !guesses.includes(address));
  const [pairs, permission] = await Promise.all([countPairs(environment, pc, guesses), localNetworkPermission(environment)]);
  if (pairs > 0) return new LanwardError("not-found", undefined, { permission });
  if (permission === "denied") return new LanwardError("blocked-by-browser", undefined, { permission });
  if (hadAddresses && permission === "prompt") {
    return new LanwardError("blocked-by-browser", "The browser's question about the local network may be waiting for an answer.", { permission });
  }
  if (hadAddresses) return new LanwardError("not-found", "This browser has no network, or none that reaches the device's address.", { permission });
  return new LanwardError("name-unresolved", undefined, { permission });
}
