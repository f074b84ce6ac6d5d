// The codes of a device in pairing mode.

/**
 * Pairs by a code of its own. The code that the device shows at once when this one was used is waited for: it must not be taken for the next
 * one, which takes its place.
 *
 * @param {{ mark: () => number, event: (name: string, how?: object) => Promise<any>, write: (order: object) => void }} process of a device that was started in pairing mode
 * @param {(code: string) => Promise<unknown>} pair
 */
export async function useCode(process, pair) {
  await process.event("pairing");
  const before = process.mark();
  process.write({ pair: true });
  const { code } = await process.event("pairing", { after: before });
  const shown = process.mark();
  await pair(code);
  await process.event("pairing", { after: shown });
}
