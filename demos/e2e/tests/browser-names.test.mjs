// Browsers as peers of our multicast DNS: each resolves the host name that the other has, on hosts of their own.
import assert from "node:assert/strict";
import { bare, programsOn } from "../../../signaling-mdns/it/hosts.mjs";
import { browserKinds } from "../lib/browser.mjs";
import { LibraryPage } from "../lib/library-page.mjs";
import { scenario } from "../lib/scenario.mjs";
import { librarySite } from "../lib/sites.mjs";

for (const kind of browserKinds) {
  scenario(`${kind} is found by the name of its candidate, and finds a device by the name of its nameplate`, async (s) => {
    const [home, web, viewer] = [await s.host("home"), await s.host("web"), await s.host("viewer")];
    const [device, browser, server] = await Promise.all([
      s.device(home, { args: ["--pair"] }),
      s.browser(kind, viewer),
      s.serve(web, { mounts: librarySite }),
    ]);
    const page = await LibraryPage.open(browser, server.origin);

    await s.step("we resolve what the page calls itself", async () => {
      const names = await browser.evaluate(candidateNames);
      assert.ok(names.length > 0, "the page has a candidate with a name");
      const resolver = await programsOn(home, (text) => s.figure(text)).ours();
      s.onEnd(() => resolver.kill("SIGKILL"));
      const addresses = [];
      for (const name of names) {
        resolver.write(`resolve ${name}`);
        const { address, ms } = await resolver.event("address", { where: ({ host }) => host === name, timeoutMs: 15_000 });
        s.figure(`${name} is ${address}, told after ${ms} ms`);
        addresses.push(bare(address));
      }
      assert.ok(addresses.includes(viewer.ipv4), `${names} are ${addresses}`);
      assert.ok(addresses.every((each) => [viewer.ipv4, viewer.ipv6].includes(each)), `${names} are ${addresses}`);
    });

    await s.step("it resolves what the device calls itself", async () => {
      const { id } = await page.mustPair((await device.event("pairing")).code);
      await page.mustConnect(id);
    });
  });
}

// In the page.

/**
 * The names that stand for the page's addresses, which nobody has let it see, as long as its connections are there. With an answer:
 * before it has one Firefox does not answer for them.
 */
async function candidateNames() {
  const [caller, callee] = (globalThis.connections = [new RTCPeerConnection(), new RTCPeerConnection()]);
  const candidates = [];
  const gathered = new Promise((resolve) => {
    caller.onicecandidate = ({ candidate }) => (candidate?.candidate ? candidates.push(candidate.candidate) : resolve());
  });
  caller.createDataChannel("any");
  await caller.setLocalDescription();
  await callee.setRemoteDescription(caller.localDescription);
  await callee.setLocalDescription();
  await caller.setRemoteDescription(callee.localDescription);
  await gathered;
  const names = candidates.map((candidate) => / ([0-9a-f-]{36})\.local /.exec(candidate)?.[1]);
  return [...new Set(names.filter(Boolean))];
}
