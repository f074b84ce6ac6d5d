import { DIAL_MILLISECONDS } from "./dial.js";
import { LanwardError, abortedBy } from "./errors.js";

/** The pause after a failed attempt, doubled each time. */
export const RETRY_MILLISECONDS = { first: 250, last: 5_000 };

/**
 * How long a device is tried. One that answers and is not done in that time, as it has just been started or has many to talk to, has twice
 * as long the next time: else each attempt is in vain, and costs it what the next one needs.
 */
export const TRY_MILLISECONDS = { first: DIAL_MILLISECONDS, last: 4 * DIAL_MILLISECONDS };

/** After these there is nothing to try again. */
const FINAL = new Set(["revoked", "not-paired", "identity-expired", "closed", "aborted", "unsupported-browser", "storage-failed", "invalid-argument"]);

/**
 * @typedef {object} KeepOptions
 * @property {(connection: import("./connection.js").Connection) => void} [onconnection] each time the device is connected
 * @property {(error: LanwardError, retryInMilliseconds: number) => void} [onretry] each time an attempt failed
 * @property {AbortSignal} [signal]
 */

/**
 * Connects again and again until there is no point in it.
 *
 * @param {import("./environment.js").Environment} environment
 * @param {(timeoutMilliseconds: number) => Promise<import("./connection.js").Connection>} connect
 * @param {KeepOptions} options
 * @returns {Promise<never>} rejects with why it ended
 */
export async function keepConnected(environment, connect, { onconnection, onretry, signal }) {
  let pause = RETRY_MILLISECONDS.first;
  let timeout = TRY_MILLISECONDS.first;
  /** @type {import("./connection.js").Connection | undefined} */
  let before;
  for (;;) {
    try {
      const connection = await connect(timeout);
      if (before) connection.resumeMedia(before);
      before = connection;
      const reason = await useUntilEnd(connection, onconnection, signal);
      pause = RETRY_MILLISECONDS.first;
      timeout = TRY_MILLISECONDS.first;
      // Another tab of this page has it now: come back when the person does.
      if (reason === "replaced") await wake(environment, undefined, signal);
      else if (reason !== "revoked" && reason !== "forgotten") await wake(environment, pause, signal);
    } catch (error) {
      if (!(error instanceof LanwardError) || FINAL.has(error.code)) throw error;
      onretry?.(error, pause);
      timeout = error.code === "timed-out" ? Math.min(timeout * 2, TRY_MILLISECONDS.last) : TRY_MILLISECONDS.first;
      await wake(environment, pause, signal);
      pause = Math.min(pause * 2, RETRY_MILLISECONDS.last);
    }
  }
}

/** @param {import("./connection.js").Connection} connection @param {KeepOptions["onconnection"]} use @param {AbortSignal | undefined} signal */
async function useUntilEnd(connection, use, signal) {
  const close = () => connection.close();
  signal?.addEventListener("abort", close);
  try {
    if (signal?.aborted) close();
    else use?.(connection);
    const reason = await connection.closed;
    if (signal?.aborted) throw abortedBy(signal);
    return reason;
  } finally {
    // Where the caller's callback has thrown, nobody has the connection.
    close();
    signal?.removeEventListener("abort", close);
  }
}

/**
 * Waits, but no longer than until the network or the person comes back.
 *
 * @param {import("./environment.js").Environment} environment
 * @param {number | undefined} milliseconds without which only those two end the wait
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<void>}
 */
function wake({ page, document, setTimeout, clearTimeout }, milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer);
      for (const type of ["online", "pageshow", "focus"]) page.removeEventListener(type, done);
      document.removeEventListener("visibilitychange", shown);
      signal?.removeEventListener("abort", aborted);
      resolve();
    };
    const shown = () => {
      if (document.visibilityState !== "hidden") done();
    };
    const aborted = () => {
      reject(abortedBy(signal));
      done();
    };
    const timer = milliseconds === undefined ? undefined : setTimeout(done, milliseconds);
    for (const type of ["online", "pageshow", "focus"]) page.addEventListener(type, done);
    document.addEventListener("visibilitychange", shown);
    signal?.addEventListener("abort", aborted);
    if (signal?.aborted) aborted();
  });
}
