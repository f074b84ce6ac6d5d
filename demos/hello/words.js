/**
 * What the page says to a person. An error's next step comes from the library (`LanwardError.message`); here stand only a short
 * title for each, how grave it is, and steps that depend on this page.
 *
 * @typedef {{code: string, title: string, message: string, steps: string[], tone: "info" | "warn" | "bad"}} Notice
 */

const TITLES = {
  "not-found": "No answer",
  "name-unresolved": "Not found on this network",
  "timed-out": "Too slow",
  "blocked-by-browser": "Local network access is blocked",
  "wrong-certificate": "This is not the device you paired",
  revoked: "Pairing removed",
  "not-paired": "Not paired",
  "identity-expired": "Pairing expired",
  "wrong-code": "Wrong code",
  "code-expired": "Code expired",
  "pairing-closed": "Pairing is closed",
  busy: "Busy",
  refused: "Refused",
  "invalid-code": "Not a whole code",
  "invalid-link": "Not a pairing link",
  "unsupported-browser": "This browser cannot connect",
  "storage-failed": "Nothing can be stored",
  "protocol-error": "Not understood",
  replaced: "Open somewhere else",
  "library-missing": "lanward.js is missing",
  "asked-by-link": "Pair with another device?",
};

/** A device that is off is no fault: the page keeps looking, and says so calmly. */
const CALM = new Set(["not-found", "name-unresolved", "timed-out", "busy", "replaced"]);
const GRAVE = new Set(["wrong-certificate", "unsupported-browser", "storage-failed", "protocol-error", "library-missing"]);

const STEPS = {
  "blocked-by-browser": [
    "Open the site settings: the icon left of the address.",
    "Set “Local network access” to “Allow”, then reload this page.",
    "On macOS, also allow the browser in System Settings › Privacy & Security › Local Network.",
  ],
};

/**
 * @param {{code?: string, message?: string, left?: number}} error
 * @param {{retrying?: boolean}} [facts] whether the page tries again by itself
 * @returns {Notice}
 */
export function noticeFor(error, { retrying = false } = {}) {
  const code = error.code ?? "unexpected";
  const tone = CALM.has(code) ? "info" : GRAVE.has(code) || !(code in TITLES) ? "bad" : "warn";
  const left = code === "wrong-code" && typeof error.left === "number" ? ` ${guesses(error.left)}` : "";
  const patience = retrying && code !== "replaced" ? " This page keeps trying by itself." : "";
  return {
    code,
    title: TITLES[code] ?? "Something went wrong",
    message: `${error.message || "Reload the page and try again."}${left}${patience}`,
    steps: STEPS[code] ?? [],
    tone,
  };
}

/** What the page asks before it follows a link to a device beside those that it has. @param {string} name as the link has it, if it does */
export function asked(name) {
  return `A link asks to pair with ${name ? `“${name}”` : "another device"}. If you have just scanned or opened it yourself, press Pair. Otherwise it is not yours.`;
}

/** @param {number} left */
function guesses(left) {
  if (left <= 0) return "That was the last guess for this code: use the new one that the device shows now.";
  return left === 1 ? "One guess is left for this code." : `${left} guesses are left for this code.`;
}

/** The line beside the state's mark. @param {string} state @param {{busy: boolean, device: string}} facts */
export function stateText(state, { busy, device }) {
  switch (state) {
    case "connecting":
      return "Connecting…";
    case "connected":
      return "Connected";
    case "searching":
      return `Searching for ${device || "the device"}…`;
    case "revoked":
      return "No longer paired";
    case "error":
      return "Not connected";
    default:
      return busy ? `Pairing${device ? ` with ${device}` : ""}…` : "Ready to pair";
  }
}
