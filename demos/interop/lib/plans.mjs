// The ten channels of a connection, of all kinds. Labels and protocols are unicode, as they may be.

/** @typedef {import("./accounts.mjs").Plan & { protocol: string, negotiatedId?: number }} ChannelPlan */

const plan = (label, protocol, ordered, more = {}) => ({ label, protocol, ordered, ...more });

/** Opened by both ends, without a word on the wire. @type {ChannelPlan[]} */
export const negotiated = [
  plan("negotiated", "", true, { negotiatedId: 20 }),
  plan("negotiated, lossy", "agreed/2", false, { maxRetransmits: 0, negotiatedId: 21 }),
];

/** Opened by this project. @type {ChannelPlan[]} */
export const ours = [
  plan("信頼 🛰️", "protokoll-ü", true),
  plan("ours, once", "", false, { maxRetransmits: 0 }),
  plan("ours, half a second", "clock/1", true, { maxPacketLifeTime: 500 }),
  plan("ours, thrice", "", false, { maxRetransmits: 3 }),
];

/** Opened by the other stack. @type {ChannelPlan[]} */
export const theirs = [
  plan("zuverlässig ✓", "theirs/1", true),
  plan("theirs, any order", "", false),
  plan("theirs, thrice", "протокол", true, { maxRetransmits: 3 }),
  plan("theirs, half a second", "", false, { maxPacketLifeTime: 500 }),
];

/** @type {ChannelPlan[]} */
export const all = [...negotiated, ...ours, ...theirs];
