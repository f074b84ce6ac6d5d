// Whether what arrived on a channel is what its kind promises, from the digests that both ends kept.

/** @typedef {{ label: string, ordered: boolean, maxRetransmits?: number, maxPacketLifeTime?: number }} Plan */

/** @param {Plan} plan */
export const isReliable = (plan) => plan.maxRetransmits === undefined && plan.maxPacketLifeTime === undefined;

/**
 * What is wrong with one direction of a channel; empty when nothing is.
 *
 * @param {Plan} plan
 * @param {string[]} sent digests in the order of sending
 * @param {string[]} received digests in the order of arrival
 * @returns {string[]}
 */
export function faults(plan, sent, received) {
  const found = [];
  const { lost, foreign } = compare(sent, received);
  if (foreign > 0) found.push(`${foreign} messages that were not sent, or not so often`);
  if (isReliable(plan) && lost > 0) found.push(`${lost} of ${sent.length} messages lost`);
  if (plan.ordered && !isSubsequence(received, sent)) found.push("order not kept");
  return found;
}

/** As multisets: empty messages have the same digest. */
function compare(sent, received) {
  const left = new Map();
  for (const each of sent) left.set(each, (left.get(each) ?? 0) + 1);
  let foreign = 0;
  for (const each of received) {
    const count = left.get(each) ?? 0;
    if (count === 0) foreign++;
    else left.set(each, count - 1);
  }
  return { lost: sent.length - (received.length - foreign), foreign };
}

/** Whether `part` comes of `whole` by leaving some out. */
function isSubsequence(part, whole) {
  let next = 0;
  for (const each of whole) if (next < part.length && part[next] === each) next++;
  return next === part.length;
}
