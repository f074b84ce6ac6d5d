/** Numbers, times and names as people read them. Pure. */

export const MOST_NAME = 120;
const STEP = 1_024;
const UNITS = ["KiB", "MiB", "GiB", "TiB"];
const MOST_NAMED = 3;
/** Control, format and separating characters but the joiners, which emoji and some scripts need; halves of characters. */
const HIDDEN = /[\p{Cc}\p{Cs}\u2028\u2029]|(?![\u200c\u200d])\p{Cf}/gu;

/** As the command line spells it: powers of 1,024. @param {number} bytes */
export function spellBytes(bytes) {
  if (bytes < STEP) return bytes === 1 ? "1 byte" : `${Math.floor(bytes)} bytes`;
  let amount = bytes;
  let power = -1;
  while (amount >= STEP && power < UNITS.length - 1) {
    amount /= STEP;
    power++;
  }
  return `${amount.toFixed(amount < 100 ? 1 : 0)} ${UNITS[power]}`;
}

/** What is left, coarser the longer it is. @param {number} seconds */
export function spellLeft(seconds) {
  if (seconds < 60) return `${seconds} s left`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min left`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min left` : `${Math.round(hours / 24)} days left`;
}

/** @param {number} count @param {string} one */
export const plural = (count, one) => `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;

/**
 * A name that somebody else chose, as it may be shown: control and format characters (which turn text round, or cannot be seen)
 * become a mark, and the middle of what is too long is left out, since the end of a file's name tells what it is.
 *
 * @param {string} name
 * @param {number} [most] characters
 */
export function clip(name, most = MOST_NAME) {
  const all = String(name);
  const start = Array.from(all.slice(0, 4 * most).replace(HIDDEN, "·"));
  if (start.length <= most && all.length <= 4 * most) return start.join("");
  const tail = Math.floor(most / 3);
  const end = Array.from(all.slice(-2 * tail).replace(HIDDEN, "·"));
  return `${start.slice(0, most - tail - 1).join("")}…${end.slice(-tail).join("")}`;
}

/**
 * What a transfer holds: `photo.jpg`, or `Holidays/ and 2 more`. A folder stands for what is in it.
 *
 * @param {{path: string, kind: string}[]} items
 */
export function spellItems(items) {
  const top = items.filter(({ path }) => !path.includes("/"));
  const names = top.slice(0, MOST_NAMED).map(({ path, kind }) => clip(path, 60) + (kind === "folder" ? "/" : ""));
  const more = top.length - names.length;
  if (more > 0) return `${names.join(", ")} and ${more.toLocaleString("en")} more`;
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : (names[0] ?? "nothing");
}

/** `3 files, 12.3 MiB`, `1 folder`, `2 files` where the size is not known. @param {{kind: string}[]} items @param {number | null} bytes */
export function spellContent(items, bytes) {
  const files = items.filter(({ kind }) => kind === "file").length;
  const count = files > 0 ? plural(files, "file") : plural(items.length, "folder");
  return bytes === null ? count : `${count}, ${spellBytes(bytes)}`;
}

/** The time of day, with the day where that is not today. @param {number} at @param {number} now milliseconds since 1970 */
export function spellWhen(at, now) {
  const date = new Date(at);
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return new Date(now).toDateString() === date.toDateString() ? time : `${spellDay(date)} ${time}`;
}

/** @param {Date} date in local time */
export const spellDay = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;

/** @param {number} number */
export const two = (number) => String(number).padStart(2, "0");
