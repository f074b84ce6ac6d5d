import { noticeFor } from "./hello/words.js";

/** What only this page tells. @type {Record<string, {title: string, tone: "info" | "warn" | "bad"}>} */
const OWN = {
  "media-refused": { title: "Not allowed", tone: "warn" },
  "no-media": { title: "Nothing to see there", tone: "info" },
  "media-interrupted": { title: "The camera is away", tone: "info" },
  "not-captured": { title: "Not given", tone: "warn" },
  "no-picture": { title: "No picture yet", tone: "info" },
};

/** @param {{code?: string, message?: string}} error @returns {import("./hello/words.js").Notice} */
export function noticeOf(error) {
  const own = OWN[error.code ?? ""];
  return own ? { code: error.code ?? "", message: error.message ?? "", steps: [], ...own } : noticeFor(error);
}
