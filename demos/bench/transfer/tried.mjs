// Part `tried`: what one thing or another is worth to a transfer over the data channel. Each variant is a pair of devices of its own, which
// differs from the first in one thing; a round of each in turn.
import { summary } from "../lib.mjs";
import { TITLES } from "./devices.mjs";
import { TransferPair, devices, warmUp } from "./pair.mjs";

const BASE = "base";
const java = (...words) => [`LANWARD_JAVA_OPTS=${words.join(" ")}`];
const trial = (name, value) => java(`-Dlanward.trial.${name}=${value}`);

/** What each is called, and its environment. `./lanward` gives 64 MiB of new memory, and Trials.java says what else there is. */
const KINDS = {
  [BASE]: ["as it is", []],
  nio: ["plain NIO, no offload", ["LANWARD_IO=nio"]],
  "no-gso": ["each datagram sent alone (no GSO)", trial("gso", false)],
  "no-gro": ["each datagram received alone (no GRO)", trial("gro", false)],
  "buffer-64k": ["receive buffer of 64 KiB", trial("receiveBufferBytes", 64 << 10)],
  "buffer-208k": ["receive buffer of 208 KiB, the kernel's default", trial("receiveBufferBytes", 212_992)],
  "buffer-1m": ["receive buffer of 1 MiB", trial("receiveBufferBytes", 1 << 20)],
  "window-256k": ["receive window of 256 KiB", trial("receiveWindowBytes", 256 << 10)],
  "window-4m": ["receive window of 4 MiB", trial("receiveWindowBytes", 4 << 20)],
  "sack-1": ["a SACK for every packet", trial("packetsPerSack", 1)],
  "sack-4": ["a SACK for every 4th packet", trial("packetsPerSack", 4)],
  "sack-8": ["a SACK for every 8th packet", trial("packetsPerSack", 8)],
  "sack-32": ["a SACK for every 32nd packet", trial("packetsPerSack", 32)],
  "burst-16": ["bursts of 16 packets", trial("maxBurstPackets", 16)],
  "no-pacing": ["no pacing", trial("maxBurstPackets", 65_535)],
  "young-8m": ["8 MiB of new memory", java("-Xmn8m")],
  "young-256m": ["256 MiB of new memory", java("-Xmn256m")],
};
export const VARIANTS = Object.keys(KINDS);
const UNITS = { speed: "MiB/s", ratio: "x", sender: "CPU s/GiB", receiver: "CPU s/GiB" };

/** Each round's speed is also given as a share of what the first had in that round. @param {Map<string, { speed: number }[]>} samples */
export function withRatios(samples) {
  const [base] = samples.values();
  return [...samples].map(([peer, each]) => ({
    peer,
    figures: summary(each.map(({ speed, ...others }, i) => ({ speed, ratio: speed / base[i].speed, ...others }))),
  }));
}

/** @param {import("../transfer.mjs").Run} run @param {import("../transfer.mjs").Part[]} parts */
export async function measure({ rounds, variants, files, hosts, report }, [{ key, mebibytes }]) {
  const names = [BASE, ...variants.filter((name) => name !== BASE)];
  const pairs = [];
  try {
    for (const name of names) {
      pairs.push(await TransferPair.open(name, devices(name, files, KINDS[name][1]), hosts.map((host) => host.name), { invites: true }));
    }
    await warmUp(pairs, files);
    const file = files.make(key, mebibytes);
    const samples = new Map(names.map((name) => [name, []]));
    for (let i = 0; i < rounds; i++) {
      for (const pair of pairs) samples.get(pair.name).push(await pair.send(file, files));
    }
    files.remove(file);
    const part = "what was tried: a file by data channel";
    const results = withRatios(samples).map((each) => ({ part, ...each }));
    const labels = Object.fromEntries(names.map((name) => [name, KINDS[name][0]]));
    const titles = { ...TITLES, ratio: "beside the first's in the same round" };
    report({ part, file: "file-tried", rounds, units: UNITS, titles, names: labels, draw: "none", results });
  } finally {
    await Promise.allSettled(pairs.map((pair) => pair.close()));
  }
}
