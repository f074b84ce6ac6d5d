// Once paired, always connected: with no code after a reload, a restart of either side, a new address and a new port.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { browserKinds } from "../lib/browser.mjs";
import { HelloPage } from "../lib/hello-page.mjs";
import { lab } from "../lib/lab.mjs";
import { scenario } from "../lib/scenario.mjs";
import { sentDatagrams } from "../lib/sent-datagrams.mjs";
import { helloSite } from "../lib/sites.mjs";

for (const kind of browserKinds) {
  scenario(
    `${kind} connects again with no code`,
    async (s) => {
      const [home, web, viewer] = [await s.host("home"), await s.host("web"), await s.host("viewer")];
      const [device, browser, server] = await Promise.all([
        s.device(home, { name: "Doorbell", args: ["--pair"] }),
        s.browser(kind, viewer),
        s.serve(web, { mounts: helloSite }),
      ]);
      const page = await HelloPage.open(browser, `${server.origin}/`);
      await page.pair((await device.event("pairing")).code);
      await page.state("connected");
      await page.echoes();
      const paired = await device.event("paired");

      /** Connected again to the same device, under the same pairing. */
      const reconnects = async (mark) => {
        await device.event("session", { after: mark, where: ({ peer, state }) => peer === paired.peer && state === "open", timeoutMs: 40_000 });
        await page.state("connected", { timeoutMs: 40_000 });
        await page.echoes();
        assert.equal(await page.text("device-name"), "Doorbell");
      };
      /** The page's connection goes to one of those addresses, and to one of those ports. */
      const speaksTo = async (addresses, ports) => {
        const [{ address, port }] = await sentDatagrams("viewer", () => page.echoes());
        assert.ok(addresses.includes(address), `it speaks to ${address}, not to one of ${addresses}`);
        assert.ok(ports.includes(port), `it speaks to port ${port}, not to one of ${ports}`);
      };
      const after = ["10.77.0.99", "fd77::99"];
      await speaksTo([home.ipv4, home.ipv6], [47470]);
      const standing = standingPort((await device.event("pairing")).link);

      await s.step("after a reload of the page", async () => {
        const mark = device.mark();
        await browser.reload();
        await reconnects(mark);
      });
      await s.step("after a restart of the browser", async () => {
        const mark = device.mark();
        await browser.restart();
        await browser.goto(`${server.origin}/`);
        await reconnects(mark);
      });
      await s.step("after a restart of the device, which nobody told to pair", async () => {
        await device.stop();
        await page.state("searching", { timeoutMs: 20_000 });
        await device.startAgain([]);
        await reconnects(0);
      });
      await s.step("after the device lost its power", async () => {
        await device.restart({ signal: "SIGKILL" });
        await reconnects(0);
      });
      await s.step("after the device moved to another address", async () => {
        const mark = device.mark();
        for (const address of after) await lab.address("home", "change", address);
        await reconnects(mark);
        await speaksTo(after, [47470, standing]);
      });
      await s.step("after the device changed its port", async () => {
        await device.restart({ args: ["--port", "47999"] });
        assert.equal(device.ready.door, 47999);
        await reconnects(0);
        await speaksTo(after, [47999, standing]);
      });
      await s.step("at the new address and port, after a reload", async () => {
        const mark = device.mark();
        await browser.reload();
        await reconnects(mark);
        await speaksTo(after, [47999]);
      });
      assert.deepEqual(await browser.evaluate(async () => (await lanwardHello.lan.devices()).length), 1);
    },
    { timeoutMs: 240_000 },
  );
}

/** Where a device listens besides its door: computed from its fingerprint (protocol section 5), which the link holds. */
function standingPort(link) {
  const fingerprint = Buffer.from(new URLSearchParams(link.split("?")[1]).get("f"), "base64url");
  const digest = createHash("sha256").update("lanward standing port").update(fingerprint).digest();
  return 49152 + (digest.readUInt16BE(0) % 16384);
}
