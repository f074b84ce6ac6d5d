import { clip, spellBytes, spellContent, spellItems, spellLeft } from "./spell.js";

/**
 * What is shown of one transfer.
 *
 * @typedef {object} Row
 * @property {string} key
 * @property {"in" | "out"} direction
 * @property {string} device the other's name
 * @property {string} what such as `photo.jpg`
 * @property {string} content such as `3 files, 12.3 MiB`
 * @property {string} state
 * @property {string} status one line
 * @property {number | null} percent 0 to 100, where there is a bar
 * @property {("accept" | "decline" | "pause" | "resume" | "cancel" | "dismiss")[]} actions
 * @property {import("./received.js").Received | null} received what can be saved
 */

/** The states in which nothing more happens by itself. */
export const ENDED = new Set(["sent", "received", "declined", "failed", "cancelled"]);

const ACTIONS = {
  "in offered": ["accept", "decline"],
  "out offered": ["cancel"],
  going: ["pause", "cancel"],
  paused: ["resume", "cancel"],
  interrupted: ["cancel"],
};

/**
 * @param {{key: string, direction: "in" | "out", device: string, transfer: any, pace: import("./pace.js").Pace,
 *   received: import("./received.js").Received | null}} entry
 * @param {number} now of the pace's clock
 * @returns {Row}
 */
export function rowOf({ key, direction, device, transfer, pace, received }, now) {
  const { state, bytes, done } = transfer;
  const isGoing = state === "sending" || state === "receiving";
  const items = itemsOf(transfer);
  return {
    key,
    direction,
    device: clip(device, 64),
    what: spellItems(items),
    content: spellContent(items, bytes ?? null),
    state,
    status: statusOf({ direction, transfer, pace, now }),
    percent: isGoing || state === "paused" || state === "interrupted" ? percentOf(done, bytes) : null,
    actions: ENDED.has(state) ? ["dismiss"] : (ACTIONS[`${direction} ${state}`] ?? ACTIONS[isGoing ? "going" : state] ?? []),
    received,
  };
}

/** A Sending calls entries what a Receiving calls items. @returns {{path: string, kind: "file" | "folder"}[]} */
export const itemsOf = (transfer) => transfer.items ?? transfer.entries ?? [];

/** How a transfer ended, or where it stands. */
function statusOf({ direction, transfer, pace, now }) {
  const { state, bytes, done, message } = transfer;
  switch (state) {
    case "offered":
      return direction === "out" ? "Waiting for somebody there to accept" : "";
    case "sending":
    case "receiving":
      return [progress(done, bytes), ...paceOf(pace, now, bytes === null || bytes === undefined ? 0 : bytes - done)].join(" · ");
    case "paused":
      return `Paused · ${progress(done, bytes)}`;
    case "interrupted":
      return `Connection lost; goes on by itself when the device is back · ${progress(done, bytes)}`;
    default:
      return endOf(state, message);
  }
}

/** @param {string} state @param {string} [message] for a person, from the other side or from here */
export function endOf(state, message = "") {
  const told = clip(message, 300);
  switch (state) {
    case "sent":
      return "Arrived, whole and checked";
    case "received":
      return told ? `Received, whole and checked, into ${told}` : "Received, whole and checked";
    case "declined":
      return told ? `Declined: ${told}` : "Declined";
    case "cancelled":
      return "Cancelled";
    default:
      return told ? `Failed: ${told}` : "Failed";
  }
}

function progress(done, bytes) {
  return bytes === null || bytes === undefined ? spellBytes(done) : `${spellBytes(done)} of ${spellBytes(bytes)}`;
}

function paceOf(pace, now, left) {
  const speed = pace.speed(now);
  if (speed === null) return [];
  const seconds = left > 0 ? pace.secondsLeft(now, left) : null;
  return [`${spellBytes(speed)}/s`, ...(seconds === null ? [] : [spellLeft(seconds)])];
}

/** Never 100 before the end. */
function percentOf(done, bytes) {
  return bytes ? Math.min(99, Math.floor((100 * done) / bytes)) : null;
}
