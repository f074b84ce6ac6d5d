// The codes of a device in pairing mode.

/**
 * Pairs by a code of its own, or by the link beside it. The code that the device shows at once when this one was used is waited for: it must not be taken for the next
 * one, which takes its place.
 *
 * @param {{ mark: () => number, event: (name: string, how?: object) => Promise<any>, write: (order: object) => void }} process of a device that was started in pairing mode
 * @param {(code: string, link: string) => Promise<unknown>} pair
 */
export async function useCode(process, pair) {
  await process.event("pairing");
  const before = process.mark();
  process.write({ pair: true });
  const { code, link } = await process.event("pairing", { after: before });
  const shown = process.mark();
  await pair(code, link);
  await process.event("pairing", { after: shown });
}
