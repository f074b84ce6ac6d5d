import { LanwardDataChannel } from "../../src/channel.js";
import { LanwardError } from "../../src/errors.js";
import { FakeDataChannel } from "./fake-rtc.js";

export const ids = { ada: "a1".repeat(16), bob: "b2".repeat(16), eve: "e3".repeat(16) };
export const VISIT = "00112233aabbccdd";

/** @param {string} id @param {string} name @param {object} [more] */
export const member = (id, name, more = {}) => ({ id, name, fingerprint: (id.slice(0, 2).toUpperCase() + ":").repeat(31) + id.slice(0, 2).toUpperCase(), visit: VISIT, away: false, ...more });

/** A connection with a device or a page: channels that the test opens and reads. */
export class FakeConnection extends EventTarget {
  /** @type {FakeDataChannel[]} */ inner = [];
  isClosed = false;

  /** @param {string} label @param {RTCDataChannelInit} options */
  createDataChannel(label, options) {
    const inner = new FakeDataChannel(label, options);
    this.inner.push(inner);
    return new LanwardDataChannel(/** @type {any} */ (inner));
  }

  /** @param {string} label @returns {FakeDataChannel} the latest of that label */
  channel(label) {
    const found = this.inner.filter((each) => each.label === label).at(-1);
    if (!found) throw new Error(`no channel ${label}`);
    return found;
  }

  /** The other side opens one. @param {string} label @param {RTCDataChannelInit} options */
  offers(label, options) {
    const inner = new FakeDataChannel(label, options);
    inner.readyState = "open";
    this.inner.push(inner);
    this.dispatchEvent(Object.assign(new Event("datachannel"), { channel: new LanwardDataChannel(/** @type {any} */ (inner)) }));
    return inner;
  }

  close() {
    if (this.isClosed) return;
    this.isClosed = true;
    this.dispatchEvent(new Event("close"));
  }
}

/** What the room needs of `Lanward`: the test says when the device is here, and what comes of a call. */
export class FakeLan {
  name = "Page";
  /** @type {{isCall: boolean, caller: any, signal: AbortSignal, open: (connection: FakeConnection) => void, fail: () => void, answers: any[]}[]} */
  meetings = [];
  /** @type {(connection: FakeConnection) => void} */ #onconnection = () => {};
  /** @type {(error: Error) => void} */ #fail = () => {};

  /** @param {string} _id @param {any} options */
  keepConnected(_id, { onconnection, signal }) {
    this.#onconnection = onconnection;
    this.signal = signal;
    return new Promise((_, reject) => {
      this.#fail = reject;
      signal.addEventListener("abort", () => {
        this.device?.close();
        reject(new LanwardError("aborted"));
      });
    });
  }

  /** The device is here. */
  connect() {
    this.device = new FakeConnection();
    this.#onconnection(this.device);
    return this.device;
  }

  /** There is no point in connecting any more. @param {import("../../src/errors.js").LanwardErrorCode} code */
  fail(code) {
    this.#fail(new LanwardError(code));
  }

  /** @param {any} _connection @param {any} options */
  call = async (_connection, options) => this.#meet(true, undefined, options);

  /** @param {any} _connection @param {any} caller @param {any} options */
  answer = async (_connection, caller, options) => this.#meet(false, caller, options);

  /** @param {boolean} isCall @param {any} caller @param {any} options */
  #meet(isCall, caller, { signal }) {
    /** @type {any} */
    const meeting = { isCall, caller, signal, answers: [] };
    this.meetings.push(meeting);
    const opened = new Promise((resolve, reject) => {
      meeting.open = resolve;
      meeting.fail = () => reject(new LanwardError("timed-out"));
      signal.addEventListener("abort", () => reject(new LanwardError("aborted")));
    });
    opened.catch(() => {});
    return { opened, answered: (/** @type {any} */ other) => meeting.answers.push(other), description: { ufrag: "mine", pwd: "p".repeat(22), candidates: [] } };
  }
}
