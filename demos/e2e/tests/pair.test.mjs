// Pairing and echo over every kind of page: served by the device, by another host, over https; by code and by link. Names resolve by
// multicast DNS alone: the lab has a resolver configured that nobody answers at.
import assert from "node:assert/strict";
import { browserKinds } from "../lib/browser.mjs";
import { HelloPage } from "../lib/hello-page.mjs";
import { lab, lanward, until } from "../lib/lab.mjs";
import { scenario } from "../lib/scenario.mjs";
import { helloDirectory, helloSite } from "../lib/sites.mjs";
import { terminalQr } from "../lib/terminal.mjs";

for (const kind of browserKinds) {
  scenario(`${kind} pairs with a device and echoes`, async (s) => {
    const [home, web, viewer] = [await s.host("home"), await s.host("web"), await s.host("viewer")];
    const [device, browser, http, https] = await Promise.all([
      s.device(home, { name: "Doorbell", args: ["--pair", "--serve", helloDirectory] }),
      s.browser(kind, viewer, { args: asShipped(kind) }),
      s.serve(web, { mounts: helloSite }),
      s.serve(web, { mounts: helloSite, https: true }),
    ]);
    const { stdout } = await lab.exec("viewer", ["cat", "/etc/resolv.conf"]);
    assert.match(stdout, /^nameserver 10\.77\.0\.253$/m, "the resolver is one that never answers");

    await s.step("by code, on the page that the device serves over http", async () => {
      const page = await HelloPage.open(browser, device.ready.url);
      await pairsByCode(page, device);
      await chats(page, device);
    });
    await s.step("by code, on a page of another host over http", async () => {
      const page = await HelloPage.open(browser, `${http.origin}/`);
      await pairsByCode(page, device);
      await chats(page, device);
    });
    await s.step("by code, on a page of another host over https", async () => {
      const page = await HelloPage.open(browser, `${https.origin}/`);
      assert.equal(await browser.evaluate(() => isSecureContext), true);
      await pairsByCode(page, device);
    });
    await s.step("by link, on a page of another host over https", async () => {
      await browser.evaluate(() => lanwardHello.lan.forget(lanwardHello.connection.device.id));
      const { link } = newest(device, "pairing");
      const page = await HelloPage.open(browser, "about:blank");
      await page.page.goto(`${https.origin}/#${link.slice(link.indexOf("#") + 1)}`);
      await connects(page, device);
    });
  });

  scenario(`${kind} pairs by the QR code that a terminal shows`, async (s) => {
    const [home, web, viewer] = [await s.host("home"), await s.host("web"), await s.host("viewer")];
    const demo = s.spawn(home, [lanward, "demo", "--name", "Doorbell", "--state", `${s.directory}/state`]);
    const [browser, https] = await Promise.all([s.browser(kind, viewer), s.serve(web, { mounts: helloSite, https: true })]);
    let url;
    await s.step("the QR code is read back from a screenshot", async () => {
      url = await terminalQr(browser, demo);
      assert.match(url, /^http:\/\/10\.77\.0\.1:47480\/#lanward:1\?f=/);
    });
    await s.step("it opens the device's own page, which pairs, echoes and chats with the terminal", async () => {
      const page = await HelloPage.open(browser, url);
      await page.state("connected");
      assert.equal(await page.text("device-name"), "Doorbell");
      assert.ok((await page.echoes()) < 1_000);
      assert.doesNotMatch(await browser.evaluate(() => location.href), /lanward:/, "the secret has left the address bar");
      await page.say("Is anybody at home?");
      await until("the terminal shows it", () => demo.output.includes("Is anybody at home?"));
      demo.write("Yes, come in.");
      await page.hears("Yes, come in.");
    });
    await s.step("it works once", async () => {
      const page = await HelloPage.open(browser, `${https.origin}/${url.slice(url.indexOf("#"))}`);
      await page.error("not-found");
    });
  });
}

/** With the code that the device shows now. */
async function pairsByCode(page, device) {
  await device.event("pairing");
  const { code } = newest(device, "pairing");
  const mark = device.mark();
  await page.pair(code);
  await connects(page, device, mark);
  await device.event("pairing", { after: mark, where: (shown) => shown.code !== code }); // a code pairs once
}

async function connects(page, device, mark = device.mark()) {
  await page.state("connected");
  assert.equal(await page.text("device-name"), "Doorbell");
  assert.ok((await page.echoes()) < 1_000, "a round trip takes less than a second");
  const paired = await device.event("paired", { after: mark });
  assert.match(paired.fingerprint, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  await device.event("session", { after: mark, where: ({ peer, state }) => peer === paired.peer && state === "open" });
}

const newest = (device, name) => device.process.events.filter(({ event }) => event === name).at(-1);

async function chats(page, device) {
  const mark = device.mark();
  await page.say("Is anybody at home?");
  await device.event("message", { after: mark, where: ({ channel, text }) => channel === "chat" && text === "Is anybody at home?" });
  device.process.write({ send: "Yes, come in." });
  await page.hears("Yes, come in.");
}

/** Other tests have Chromium refuse a changed ufrag; here it is what people have. */
function asShipped(kind) {
  return kind === "chromium" ? ["--force-fieldtrials="] : [];
}
