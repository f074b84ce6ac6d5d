// Packets grow to what the LAN carries once a browser has answered a probe, and fall back where long ones stop arriving.
import assert from "node:assert/strict";
import { browserKinds } from "../lib/browser.mjs";
import { lab } from "../lib/lab.mjs";
import { LibraryPage } from "../lib/library-page.mjs";
import { scenario } from "../lib/scenario.mjs";
import { librarySite } from "../lib/sites.mjs";

/** Of an IP packet: longer than any before the probes, which have 1,192 bytes of SCTP. */
const LONG_BYTES = 1_300;
const MESSAGE = "x".repeat(200_000);
/** The firewall sees a batch of short datagrams as one long packet, where the kernel takes batches: singly, then. */
const SINGLY = { LANWARD_IO: "nio" };

for (const kind of browserKinds) {
  scenario(`${kind} is sent longer packets where they arrive, and shorter ones where they do not`, async (s) => {
    const [home, web, viewer] = [await s.host("home"), await s.host("web"), await s.host("viewer")];
    const [device, browser, server] = await Promise.all([s.device(home, { args: ["--pair"], env: SINGLY }), s.browser(kind, viewer), s.serve(web, { mounts: librarySite })]);
    const page = await LibraryPage.open(browser, server.origin);
    const { id } = await page.mustPair((await device.event("pairing")).code);
    await page.mustConnect(id);
    await countLong(home);

    await s.step("longer ones", async () => {
      for (let i = 0; i < 20 && (await longPackets(home)) < 100; i++) await page.mustEcho(MESSAGE);
      const count = await longPackets(home);
      assert.ok(count >= 100, `${count} packets of more than ${LONG_BYTES} bytes left the device`);
      s.figure(`${kind}: ${count} long packets`);
    });
    await s.step("a path that lost its width without a word", async () => {
      await nft(home, `add rule inet lengths out udp sport 47470 meta length > ${LONG_BYTES} drop`);
      const { milliseconds } = await page.mustEcho(MESSAGE);
      s.figure(`${kind}: the first echo took ${Math.round(milliseconds)} ms`);
      await page.mustEcho(MESSAGE);
    });
  });
}

const nft = (host, command) => lab.exec(host.name, ["nft", command]);

async function countLong(host) {
  await nft(host, "add table inet lengths");
  await nft(host, "add chain inet lengths out { type filter hook output priority 0 ; }");
  await nft(host, `add rule inet lengths out udp sport 47470 meta length > ${LONG_BYTES} counter`);
}

async function longPackets(host) {
  const { stdout } = await lab.exec(host.name, ["nft", "-j", "list table inet lengths"]);
  const rules = JSON.parse(stdout).nftables.flatMap(({ rule }) => rule?.expr ?? []);
  return rules.find(({ counter }) => counter).counter.packets;
}
