// One stack in one role: the whole of the workload, and what it comes to.
import { createHash } from "node:crypto";
import { lab } from "../../e2e/lib/lab.mjs";
import { faults, isReliable } from "./accounts.mjs";
import { ask, roles } from "./ends.mjs";
import { all, negotiated, ours, theirs } from "./plans.mjs";

const MANY = 1_000;
const FEW = 20;
const LINK = { delay: "20ms", loss: "2%", seed: 7 };
const PATIENCE_MS = 60_000;

/** Less than the 30 s of silence after which a session ends by itself. */
const TOLD_MS = 15_000;

/**
 * SHUTDOWN COMPLETE is sent once (RFC 9260 9.2), and usrsctp's users heed no close_notify: where it gets lost, one time in
 * fifty, silence tells them, by ICE consent (RFC 7675), after 30 s.
 */
const NOTICED_MS = 40_000;

/** This side closes half of the channels, of each kind and of each side's; the peer closes the others. */
const closedByUs = all.filter((_, i) => i % 2 === 0).map(({ label }) => label);
const closedByPeer = all.filter((_, i) => i % 2 === 1).map(({ label }) => label);

/**
 * Plays the workload: what must hold goes into the facts, which are the same on every run; what varies goes to `figure`.
 *
 * @param {{ role: "door" | "knock", own: import("./ends.mjs").End, peer: import("./ends.mjs").End, peerHost: string,
 *   host: import("../../e2e/lib/lab.mjs").Host, figure: (text: string) => void }} cell
 */
export async function play({ role, own, peer, peerHost, host, figure }) {
  const ends = { own, peer, host, ownChannels: [...negotiated, ...ours], peerChannels: [...negotiated, ...theirs] };
  const facts = {};

  await lab.link(peerHost, LINK);
  let marks = marksOf(own, peer);
  await roles[role](ends);
  const first = await opened(own, peer, marks);
  facts.opened = { ...first.facts, interleaving: await interleaves(own) };
  facts.lossy = await exchange(own, peer, { count: MANY, seed: 1, figure });

  marks = marksOf(own, peer);
  own.write({ command: "close", labels: closedByUs });
  peer.write({ command: "close", labels: closedByPeer });
  facts.closed = { byUs: await closed(own, peer, marks, closedByUs), byPeer: await closed(own, peer, marks, closedByPeer) };
  Object.assign(facts.lossy, await accounts(own, peer, figure));

  marks = marksOf(own, peer);
  own.write({ command: "open", channels: ends.ownChannels });
  peer.write({ command: "open", channels: ends.peerChannels });
  const second = await opened(own, peer, marks);
  // How many varies with what got lost: this side leaves alone an id whose reset the peer may ask for anew, and a peer one that it has
  // not heard to be free.
  const before = Object.values(first.ids);
  const taken = (channels) => channels.filter(({ label }) => before.includes(second.ids[label])).length;
  facts.reopened = { ...second.facts, takesIdsAgain: taken(ours) > 0 };
  figure(`of the ids before, this side took ${taken(ours)} of ${ours.length} again, they ${taken(theirs)} of ${theirs.length}`);
  facts.again = { ...(await exchange(own, peer, { count: FEW, seed: 2, figure })), ...(await accounts(own, peer, figure)) };

  marks = marksOf(own, peer);
  own.write({ command: "hangUp" });
  const how = await Promise.any([
    closedAt(peer, marks.peer, all.map(({ label }) => label)).then((count) => `${count} channels closed`),
    peer.event("over", { after: marks.peer, timeoutMs: NOTICED_MS }).then(({ why }) => why),
  ]);
  await own.event("over", { after: marks.own, timeoutMs: PATIENCE_MS });
  figure(`we hung up; there: ${how}`);
  facts.weHangUp = { told: true };

  await lab.link(peerHost, null);
  marks = marksOf(own, peer);
  await roles[role](ends);
  facts.secondConnection = (await opened(own, peer, marks)).facts;
  facts.plain = { ...(await exchange(own, peer, { count: FEW, seed: 3, figure })), ...(await accounts(own, peer, figure)) };
  marks = marksOf(own, peer);
  peer.write({ command: "hangUp" });
  const { why } = await own.event("over", { after: marks.own, timeoutMs: TOLD_MS });
  figure(`they hung up: ${why}`);
  facts.theyHangUp = { told: true };
  return facts;
}

const marksOf = (own, peer) => ({ own: own.mark(), peer: peer.mark() });

/** All ten channels are open at both ends; how many of them each end describes as they were planned. */
async function opened(own, peer, marks) {
  const ids = {};
  const asPlanned = { here: 0, there: 0 };
  for (const plan of all) {
    const where = ({ channel }) => channel.label === plan.label;
    const here = await own.event("opened", { where, after: marks.own, timeoutMs: PATIENCE_MS });
    const there = await peer.event("opened", { where, after: marks.peer, timeoutMs: PATIENCE_MS });
    ids[plan.label] = here.id;
    if (isSame(here.channel, plan)) asPlanned.here++;
    if (isSame(there.channel, plan)) asPlanned.there++;
  }
  return { ids, facts: { channels: all.length, asPlanned } };
}

const isSame = (seen, plan) => Object.keys({ ...plan, ...seen }).every((name) => seen[name] === plan[name]);

/** Whether both have agreed on I-DATA (RFC 8260). */
async function interleaves(own) {
  const { stack } = await ask(own, { command: "state" }, "state");
  return stack.includes("I-DATA");
}

/** Both ends send on all channels at once, until all that must arrive has. */
async function exchange(own, peer, { count, seed, figure }) {
  const started = performance.now();
  const expected = Object.fromEntries(all.filter(isReliable).map(({ label }) => [label, count]));
  await Promise.all(
    [own, peer].map(async (end) => {
      const complete = end.mark();
      await ask(end, { command: "send", seed, count }, "sent", { timeoutMs: PATIENCE_MS });
      end.write({ command: "expect", counts: expected });
      await end.event("complete", { after: complete, timeoutMs: PATIENCE_MS });
    }),
  );
  figure(`${count * all.length} messages each way in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return { messagesEachWay: count * all.length };
}

/** Every message that was sent, and every one that came. */
async function accounts(own, peer, figure) {
  const [here, there] = await Promise.all([own, peer].map((end) => ask(end, { command: "report" }, "report", { timeoutMs: PATIENCE_MS })));
  return { toThem: account(here.channels, there.channels, "to them", figure), toUs: account(there.channels, here.channels, "to us", figure) };
}

function account(sender, receiver, direction, figure) {
  const wrong = [];
  const unreliable = [];
  const hash = createHash("sha256");
  let [reliableSent, reliableReceived] = [0, 0];
  for (const plan of all) {
    const sent = sender[plan.label]?.sent ?? [];
    const received = receiver[plan.label]?.received ?? [];
    for (const fault of faults(plan, sent, received)) wrong.push(`${plan.label}: ${fault}`);
    if (isReliable(plan)) {
      reliableSent += sent.length;
      reliableReceived += received.length;
      // In the order of arrival, where there is one.
      hash.update((plan.ordered ? received : [...received].sort()).join());
    } else {
      unreliable.push(`${plan.label} ${received.length}/${sent.length}`);
      if (received.length === 0) wrong.push(`${plan.label}: nothing came at all`);
    }
  }
  figure(`${direction}: ${unreliable.join("; ")}`);
  return { reliable: `${reliableReceived}/${reliableSent}`, hash: hash.digest("hex").slice(0, 16), wrong };
}

async function closed(own, peer, marks, labels) {
  return { here: await closedAt(own, marks.own, labels), there: await closedAt(peer, marks.peer, labels) };
}

async function closedAt(end, after, labels) {
  for (const label of labels) await end.event("closed", { after, where: (event) => event.label === label, timeoutMs: PATIENCE_MS });
  return labels.length;
}
