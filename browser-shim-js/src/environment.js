import { LanwardError } from "./errors.js";

/**
 * What the library takes from the browser: everything that has a clock, a wire or a disk behind it. Tests hand in their own.
 *
 * @typedef {object} Environment
 * @property {typeof RTCPeerConnection} RTCPeerConnection
 * @property {typeof MediaStream} MediaStream
 * @property {IDBFactory} indexedDB
 * @property {typeof BroadcastChannel | undefined} BroadcastChannel tells other tabs of a change
 * @property {Pick<Permissions, "query"> | undefined} permissions
 * @property {boolean} isSecureContext
 * @property {string} hostname of the page, which is the device's address where the device serves the page
 * @property {EventTarget} page `pagehide`, `pageshow`, `online`, `focus`
 * @property {EventTarget & {readonly visibilityState?: string}} document `visibilitychange`
 * @property {() => number} now milliseconds since 1970
 * @property {(callback: () => void, milliseconds: number) => unknown} setTimeout
 * @property {(timer: any) => void} clearTimeout
 */

/** @returns {Environment} */
export function browserEnvironment() {
  const { RTCPeerConnection, crypto, navigator, location } = globalThis;
  if (typeof RTCPeerConnection?.generateCertificate !== "function") {
    throw new LanwardError("unsupported-browser", "RTCPeerConnection.generateCertificate is missing.");
  }
  if (typeof crypto?.getRandomValues !== "function") throw new LanwardError("unsupported-browser", "crypto.getRandomValues is missing.");
  return {
    RTCPeerConnection,
    MediaStream: globalThis.MediaStream,
    indexedDB: findIndexedDB(),
    BroadcastChannel: globalThis.BroadcastChannel,
    permissions: navigator?.permissions,
    isSecureContext: globalThis.isSecureContext ?? false,
    hostname: location?.hostname ?? "",
    page: globalThis.window ?? new EventTarget(),
    document: globalThis.document ?? new EventTarget(),
    now: () => Date.now(),
    setTimeout: (callback, milliseconds) => globalThis.setTimeout(callback, milliseconds),
    clearTimeout: (timer) => globalThis.clearTimeout(timer),
  };
}

function findIndexedDB() {
  let indexedDB;
  try {
    indexedDB = globalThis.indexedDB;
  } catch (cause) {
    throw new LanwardError("storage-failed", "The browser denies this page its storage.", { cause });
  }
  if (!indexedDB) throw new LanwardError("unsupported-browser", "IndexedDB is missing.");
  return indexedDB;
}

/**
 * The promise's outcome, or `fallback` where it fails or takes longer: for questions that a browser may never answer.
 *
 * @template T
 * @param {Environment} environment
 * @param {Promise<T>} promise
 * @param {number} milliseconds
 * @param {T} fallback
 * @returns {Promise<T>}
 */
export function within(environment, promise, milliseconds, fallback) {
  return new Promise((resolve) => {
    const timer = environment.setTimeout(() => resolve(fallback), milliseconds);
    promise.then(
      (value) => {
        environment.clearTimeout(timer);
        resolve(value);
      },
      () => {
        environment.clearTimeout(timer);
        resolve(fallback);
      },
    );
  });
}
