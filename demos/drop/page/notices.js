import { noticeFor } from "./hello/words.js";

/** What only this page tells. The message says what to do. @type {Record<string, {title: string, tone: "info" | "warn" | "bad"}>} */
const OWN = {
  away: { title: "Not here now", tone: "info" },
  nothing: { title: "Nothing to send", tone: "info" },
  others: { title: "Other files", tone: "warn" },
  ...Object.fromEntries(["unsafe-name", "too-large", "exists", "unreadable", "not-sendable"].map((code) => [code, { title: "This cannot be sent", tone: "warn" }])),
  "not-saved": { title: "Not saved", tone: "bad" },
};

/** @param {{code?: string, message?: string}} error @returns {import("./hello/words.js").Notice} */
export function noticeOf(error) {
  const own = OWN[error.code ?? ""];
  return own ? { code: error.code ?? "", message: error.message ?? "", steps: [], ...own } : noticeFor(error);
}
