/** Names that people gave to devices and pages (protocol section 8). */

export const NAME_CHARACTERS = 64;

/** Without control and format characters and surrounding white space. @param {string} text */
export function cleanName(text) {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, "").trim();
}

/** @param {string} text @returns {string | undefined} the cleaned name, or nothing where it has not 1 to 64 characters */
export function readName(text) {
  const name = cleanName(text);
  const length = [...name].length;
  const isUnicode = !/\p{Cs}/u.test(name);
  return length >= 1 && length <= NAME_CHARACTERS && isUnicode ? name : undefined;
}

/** @param {string} text */
export function isDeviceType(text) {
  return /^[a-z0-9-]{1,32}$/.test(text);
}
