// Parts `lan` and `lossy`: from device to device. Ours over the data channel and over TLS, beside libdatachannel and an upload by HTTPS.
import { fileURLToPath } from "node:url";
import { CERTIFICATE_PASSWORD, makeCertificate } from "../../e2e/lib/web-server.mjs";
import { lab } from "../../e2e/lib/lab.mjs";
import { summary } from "../lib.mjs";
import { TransferPair, devices, warmUp } from "./pair.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** What is compared with what: data channels with each other, and what goes by TCP. */
const GROUPS = {
  "by data channel": ["lanward", "lanward-nio", "libdatachannel"],
  "by TLS": ["lanward-tls", "https"],
};
export const PEERS = Object.values(GROUPS).flat();
const NAMES = { "lanward-tls": "ours, TLS 1.3", https: "upload by HTTPS, Node.js" };
const UNITS = { speed: "MiB/s", sender: "CPU s/GiB", receiver: "CPU s/GiB" };
export const TITLES = { sender: "CPU of the sender", receiver: "CPU of the receiver" };

/** The programs of both ends, of which the second receives. */
function programs(name, files, receiver) {
  if (name.startsWith("lanward")) return devices(name, files, name === "lanward-nio" ? ["LANWARD_IO=nio"] : []);
  if (name === "https") {
    const keys = makeCertificate(receiver, files.path("keys.p12"));
    const server = ["server", files.into, receiver.ipv4, keys, CERTIFICATE_PASSWORD];
    return [["client"], server].map((words) => ["node", here("https.mjs"), ...words]);
  }
  const end = here("../peers/libdatachannel/transfer.mjs");
  return [["node", end], ["node", end, files.into]];
}

/** What belongs together, each as a multiple of ours. @returns {object[]} */
function grouped({ key, words, rounds }, samples) {
  return Object.entries(GROUPS).flatMap(([group, members]) => {
    const taken = members.filter((name) => samples.has(name));
    if (!taken.length) return [];
    const part = `a file ${group}${words}`;
    // The first of ours is what the others are compared with.
    const peer = (name) => (name === members[0] ? "lanward" : name);
    const names = Object.fromEntries(taken.filter((name) => NAMES[name]).map((name) => [peer(name), NAMES[name]]));
    const results = taken.map((name) => ({ part, peer: peer(name), figures: summary(samples.get(name)) }));
    return [{ part, file: `file-${group}-${key}`, rounds, units: UNITS, titles: TITLES, names, results }];
  });
}

/** @param {import("../transfer.mjs").Run} run @param {import("../transfer.mjs").Part[]} parts */
export async function measure({ rounds, peers, files, hosts: [a, b], report }, parts) {
  const pairs = [];
  try {
    for (const name of peers) {
      pairs.push(await TransferPair.open(name, programs(name, files, b), [a.name, b.name], { invites: name !== "libdatachannel" }));
    }
    await warmUp(pairs, files);
    for (const part of parts) {
      const file = files.make(part.key, part.mebibytes);
      await lab.link(a.name, part.link);
      const samples = new Map(pairs.map((pair) => [pair.name, []]));
      for (let i = 0; i < rounds; i++) {
        for (const pair of pairs) samples.get(pair.name).push(await pair.send(file, files));
      }
      await lab.link(a.name, null);
      files.remove(file);
      grouped({ ...part, rounds }, samples).forEach(report);
    }
  } finally {
    await Promise.allSettled(pairs.map((pair) => pair.close()));
  }
}
