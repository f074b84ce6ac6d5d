// What multicast DNS sends on the lab's LAN, counted by its bridge, and loss there. Addresses, neighbour discovery and group membership do not
// count.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const RULES = `
table bridge wire {
  counter mdns {}
  chain count { type filter hook prerouting priority -300; udp dport 5353 counter name "mdns"; }
  chain lose { type filter hook forward priority 10; }
}`;

function nft(args, input) {
  const running = promisify(execFile)("nft", args);
  running.child.stdin.end(input);
  return running.then(({ stdout }) => stdout);
}

/** @param {string} ruleset what nft prints of the counter @returns {{ packets: number, bytes: number }} */
export function counted(ruleset) {
  const [, packets, bytes] = /packets (\d+) bytes (\d+)/.exec(ruleset) ?? [];
  if (packets === undefined) throw new Error(`no counter in: ${ruleset}`);
  return { packets: Number(packets), bytes: Number(bytes) };
}

export const wire = {
  /** Begins to count. */
  watch: () => nft(["-f", "-"], RULES),

  /** What was sent so far, each packet once however many receive it; bytes are those of the IP packets. */
  total: async () => counted(await nft(["list", "counter", "bridge", "wire", "mdns"])),

  /** From now on each receiver loses so many of the packets, each for itself, as where a multicast frame is sent once over the air. */
  async lose(percent) {
    await nft(["flush", "chain", "bridge", "wire", "lose"]);
    if (percent > 0) {
      await nft(["add", "rule", "bridge", "wire", "lose", "udp", "dport", "5353", "numgen", "random", "mod", "1000", "<", String(percent * 10), "drop"]);
    }
  },
};
