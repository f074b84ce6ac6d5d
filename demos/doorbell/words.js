/**
 * What the page says of a camera. Pure.
 *
 * @typedef {object} Facts
 * @property {"looking" | "here" | "away" | "removed" | "trouble"} presence
 * @property {boolean} wanted whether a person wants to see it
 * @property {{state: string, cause?: string, reason?: string}} media
 * @property {import("./hello/words.js").Notice | null} notice
 *
 * @typedef {{pill: string, busy: string, trouble: string, tone: "good" | "wait" | "bad" | "idle"}} Words
 */

/** @param {Facts} facts @returns {Words} */
export function cameraWords({ presence, wanted, media, notice }) {
  const trouble = notice?.message ?? "";
  switch (presence) {
    case "removed":
      return { pill: "Pairing removed", busy: "", trouble: trouble || "The camera has forgotten this page. Pair again.", tone: "bad" };
    case "trouble":
      return { pill: notice?.title ?? "Not connected", busy: "", trouble, tone: "bad" };
    case "away":
      return { pill: "Away", busy: wanted ? "Goes on by itself when it is back" : "", trouble, tone: "wait" };
    case "looking":
      return { pill: "Looking for it…", busy: wanted ? "Looking for it…" : "", trouble, tone: "wait" };
    default:
      return { ...mediaWords(media, wanted), trouble: troubleOf(media) || trouble };
  }
}

/** @param {Facts["media"]} media @param {boolean} wanted @returns {Omit<Words, "trouble">} */
function mediaWords({ state, cause }, wanted) {
  if (state === "live") return { pill: "Live", busy: "", tone: "good" };
  if (state === "asking") return { pill: "Asking", busy: "Asking the owner of the camera…", tone: "wait" };
  if (state === "refused") return { pill: "Not allowed", busy: "", tone: "bad" };
  if (state === "interrupted") {
    return cause === "device"
      ? { pill: "Camera away", busy: "The camera is away; the device goes on trying…", tone: "wait" }
      : { pill: "Interrupted", busy: "Nothing comes through; looking for another way…", tone: "wait" };
  }
  return wanted ? { pill: "Starting…", busy: "Starting…", tone: "wait" } : { pill: "Ready", busy: "", tone: "idle" };
}

/** @param {Facts["media"]} media */
function troubleOf({ state, reason }) {
  if (state === "refused") return `The owner of the camera has not allowed this page to see it.${reason ? ` It says: ${reason}` : ""}`;
  if (state === "none") return "It has no camera to look through.";
  return state === "interrupted" && reason ? `It says: ${reason}` : "";
}

/** @param {"off" | "opening" | "asking" | "on"} state */
export function talkWords(state) {
  return {
    off: { button: "Talk", heard: "" },
    opening: { button: "Starting…", heard: "" },
    asking: { button: "Asking…", heard: "Asking whether you may talk" },
    on: { button: "Stop talking", heard: "Microphone on: you are heard" },
  }[state];
}

/** `Front door 2026-11-27 08.05.09.png`: a name that every file system takes. @param {string} name @param {Date} at */
export function snapshotName(name, at) {
  const two = (number) => String(number).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const clean = name.replace(/[\p{Cc}\p{Cf}\p{Cs}<>:"/\\|?*]/gu, " ").replace(/\s+/g, " ").replace(/^[. ]+|[. ]+$/g, "").slice(0, 60);
  return `${clean || "Camera"} ${day} ${two(at.getHours())}.${two(at.getMinutes())}.${two(at.getSeconds())}.png`;
}
