// The address of a page's host changes in the middle of a session, without the page's knowing: as when a router translates to another one
// from now on.
import assert from "node:assert/strict";
import { lab } from "./lab.mjs";
import { succeeded } from "./library-page.mjs";

export const MOVES = ["10.77.0.150", "10.77.0.151"];

/** What `from` says to the device comes from `to` from now on, and what the device says to any other address of the host is lost. */
function translation(from, to, device) {
  return `
table ip moved { }
delete table ip moved
table ip moved {
  chain out {
    type filter hook postrouting priority 100
    ip saddr ${from} ip daddr ${device} ip protocol udp ip saddr set ${to}
  }
  chain in {
    type filter hook prerouting priority -300
    ip saddr ${device} ip protocol udp ip daddr ${to} ip daddr set ${from} accept
    ip saddr ${device} ip protocol udp ip daddr { ${from}, ${MOVES.join(", ")} } drop
  }
}`;
}

/** Moves the page's host to an address, after which every message must come back. @returns after how many ms the first one did */
export async function move(page, viewer, to, home) {
  // On lo, so that browsers do not offer it; the host answers ARP for it all the same.
  await lab.exec(viewer.name, ["ip", "address", "add", `${to}/32`, "dev", "lo"]);
  await lab.exec(viewer.name, ["nft", "-f", "-"], { input: translation(viewer.ipv4, to, home.ipv4) });
  const start = performance.now();
  let first;
  for (let i = 0; i < 10; i++) {
    assert.equal(succeeded(await page.ask(`message ${i}`, { timeout: 20_000 }), "an echo"), `message ${i}`);
    first ??= Math.round(performance.now() - start);
  }
  return first;
}
