// Where a host's datagrams really go, counted by its kernel: browsers tell of a candidate with a .local name no more than that name.
import { lab } from "./lab.mjs";

const RULES = `
table inet sent {
  set ipv4 { type ipv4_addr . inet_service; flags dynamic; counter; size 256; }
  set ipv6 { type ipv6_addr . inet_service; flags dynamic; counter; size 256; }
  chain output {
    type filter hook output priority 0;
    udp dport { 53, 5353 } accept
    meta nfproto ipv4 meta l4proto udp add @ipv4 { ip daddr . udp dport }
    meta nfproto ipv6 meta l4proto udp add @ipv6 { ip6 daddr . udp dport }
  }
}`;

/**
 * Counts the datagrams that a host sends while `work` lasts, names being looked up left out.
 *
 * @param {string} host @param {() => Promise<any>} work
 * @returns {Promise<{ address: string, port: number, packets: number }[]>} the destination of most of them first
 */
export async function sentDatagrams(host, work) {
  const nft = (input, ...args) => lab.exec(host, ["nft", ...args], { input });
  await nft(RULES, "-f", "-");
  try {
    await work();
    const { stdout } = await nft("", "list", "table", "inet", "sent");
    const elements = stdout.matchAll(/([0-9a-f.:]+) \. (\d+) counter packets (\d+)/g);
    return [...elements]
      .map(([, address, port, packets]) => ({ address, port: Number(port), packets: Number(packets) }))
      .sort((a, b) => b.packets - a.packets);
  } finally {
    await nft("", "delete", "table", "inet", "sent");
  }
}

const LOOK_UPS = `
table inet look_ups {
  chain output {
    type filter hook output priority 0;
    meta l4proto { tcp, udp } th dport { 53, 853 } counter
  }
}`;

/**
 * Counts what a host sends to the name servers of ordinary DNS while `work` lasts.
 *
 * @param {string} host @param {() => Promise<any>} work
 * @returns {Promise<number>} packets
 */
export async function lookUps(host, work) {
  const nft = (input, ...args) => lab.exec(host, ["nft", ...args], { input });
  await nft(LOOK_UPS, "-f", "-");
  try {
    await work();
    const { stdout } = await nft("", "list", "table", "inet", "look_ups");
    return Number(/counter packets (\d+)/.exec(stdout)[1]);
  } finally {
    await nft("", "delete", "table", "inet", "look_ups");
  }
}
