import { sha256 as noble } from "@noble/hashes/sha2.js";

/**
 * SHA-256, for pages of devices: on plain http browsers have no `crypto.subtle`.
 *
 * @param {...Uint8Array} parts hashed one after another, as if they were joined
 * @returns {Uint8Array} 32 bytes
 */
export function sha256(...parts) {
  const hash = noble.create();
  for (const part of parts) hash.update(part);
  return hash.digest();
}
