import { LanwardError } from "./errors.js";

/** @param {import("./control.js").RefusedMessage} message @returns {LanwardError} */
export function refusal({ code, left }) {
  switch (code) {
    case "wrong-code":
      if (left === 0) return new LanwardError("wrong-code", "That was the last guess: the device has a new code now.", { left });
      return new LanwardError("wrong-code", undefined, { left });
    case "code-expired":
    case "pairing-closed":
    case "busy":
      return new LanwardError(code);
    case "malformed":
      return new LanwardError("protocol-error", "The device could not read what this page sent.");
    case "other":
      return new LanwardError("refused");
  }
}
