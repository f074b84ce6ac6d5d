import { spellDay, two } from "./spell.js";

/** What is shown in the page, and copied from it; longer ones are saved as files. */
export const MOST_SHOWN_BYTES = 64 * 1_024;

/** A text as the file in which it travels: `Text 2026-01-31 17.05.09.txt`, in local time. @param {string} text @param {Date} now */
export function fileOfText(text, now) {
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(".");
  return new File([text], `Text ${spellDay(now)} ${time}.txt`, { type: "text/plain", lastModified: now.getTime() });
}

/**
 * What a received file says, where that is worth showing: a short `.txt` file that is UTF-8 and has no control characters.
 *
 * @param {{path: string, size?: number, blob: () => Promise<Blob>}} file
 * @returns {Promise<string | null>}
 */
export async function textOf({ path, size, blob }) {
  if (!/\.txt$/i.test(path) || size === undefined || size === 0 || size > MOST_SHOWN_BYTES) return null;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await (await blob()).arrayBuffer());
    return /[^\P{Cc}\t\n\r]/u.test(text) ? null : text;
  } catch {
    return null;
  }
}
