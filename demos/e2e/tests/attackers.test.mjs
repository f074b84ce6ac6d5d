// Attackers on the LAN, each a program of demos/attackers, against a real page and a real device. They may deny service; nothing else.
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { attack, doorOf, doorsOf } from "../lib/attacker.mjs";
import { browserKinds } from "../lib/browser.mjs";
import { lab } from "../lib/lab.mjs";
import { LibraryPage } from "../lib/library-page.mjs";
import { scenario } from "../lib/scenario.mjs";
import { librarySite } from "../lib/sites.mjs";

for (const kind of browserKinds) {
  scenario(`${kind} pairs while somebody in the middle relays everything`, async (s) => {
    const { home, mallory, device, page, server } = await stage(s, kind);
    const { code } = await device.event("pairing");
    const [nameplate, pin] = code.split("-");
    const relays = { listen: doorsOf(mallory), device: doorOf(home), interface: "eth0", nameplate };
    await lab.partition("viewer", "home"); // every datagram goes through him

    const learnsNothing = (attacker, result) => {
      assert.equal(result.sessions, 1, "the page did speak to him");
      assert.equal(result.deviceConfirmed, false, "the device trusts nobody");
      const seen = attacker.all("message");
      assert.ok(seen.some(({ from, step }) => from === "page" && step === "confirm"), "it came to confirmation");
      assert.ok(!seen.some(({ text }) => text.includes(pin)), "the PIN is not in anything he saw");
    };

    await s.step("with a certificate of his own towards the device: wrong-code on both sides", async () => {
      const attacker = await attack(s, mallory, "relay", { ...relays, certificate: "own" });
      await page.mustFail(page.pair(code), "wrong-code");
      learnsNothing(attacker, await attacker.stop());
      await device.event("error", { where: (event) => event.code === "wrong-code" });
    });
    await s.step("who forges the device's confirmation: the page sees through it", async () => {
      const attacker = await attack(s, mallory, "relay", { ...relays, forge: "yes" });
      await page.mustFail(page.pair(code), "wrong-code");
      assert.equal(attacker.all("forged").length, 1);
      learnsNothing(attacker, await attacker.stop());
    });
    await s.step("with the pairing certificate towards the device, too: refused before anything", async () => {
      const attacker = await attack(s, mallory, "relay", { ...relays, certificate: "pairing" });
      const { error } = await page.pair(code);
      assert.ok(error, "the page has not paired");
      const result = await attacker.stop();
      assert.equal(result.deviceConfirmed, false);
    });
    await s.step("nobody trusts anybody, and without him they pair", async () => {
      assert.deepEqual(await page.devices(), []);
      assert.ok(!device.process.events.some(({ event }) => event === "paired"));
      await lab.heal();
      const { id } = await page.mustPair((await device.event("pairing")).link);
      await page.mustConnect(id);
    });
    await s.step("and the code that he relayed still works, on another host", async () => {
      // Not on this one, where Chromium keeps the address that he gave the nameplate for as long as he said.
      const other = await s.browser(kind, await s.host("other"));
      const page = await LibraryPage.open(other, server.origin);
      assert.equal(newestCode(device), code, "two wrong guesses have not burnt it");
      const { id } = await page.mustPair(code);
      await page.mustConnect(id);
    });
  });

  scenario(`${kind} connects while somebody else answers for every name`, async (s) => {
    const { home, mallory, browser, device, page } = await stage(s, kind);
    const { id } = await page.mustPair((await device.event("pairing")).code);
    const stolen = join(s.directory, "stolen");

    await s.step("an impostor without the pairing key: the page reaches the real device", async () => {
      const attacker = await attack(s, mallory, "impostor", { listen: doorsOf(mallory), interface: "eth0" });
      await page.mustConnect(id);
      await page.close();
      await device.stop(); // now he is alone, and all that he can do is to be in vain
      await page.mustFail(page.connect(id), "not-found");
      const result = await attacker.stop();
      assert.ok(result.liesSent > 0 && result.requests > 0, `he lied, and the page asked him: ${JSON.stringify(result)}`);
      assert.equal(result.dtlsRecords, 0, "ICE never finished with him");
    });

    await s.step("an impostor who stole the pairing key: wrong-certificate, and not one application byte", async () => {
      await cp(device.stateDirectory, stolen, { recursive: true });
      for (const certificate of ["own", "pairing"]) {
        const attacker = await attack(s, mallory, "stolen-key", { listen: doorsOf(mallory), interface: "eth0", state: stolen, certificate });
        const { milliseconds } = await page.mustFail(page.connect(id), "wrong-certificate");
        s.figure(`${kind}: wrong-certificate (${certificate}) after ${milliseconds} ms`);
        const result = await attacker.stop();
        assert.ok(result.knocks > 0, "ICE finished with him");
        assert.deepEqual([result.handshakesOpened, result.applicationBytes], [0, 0]);
      }
    });

    await s.step("and back to the real device, with no code", async () => {
      await device.startAgain([]);
      await page.mustConnect(id);
      await page.close();
    });

    await s.step("a page with the pairing key and another certificate: fails in DTLS, and the device logs it", async () => {
      const mark = device.mark();
      const attacker = await attack(s, mallory, "wrong-page", { device: doorOf(home), state: stolen });
      const result = await attacker.end();
      assert.deepEqual([result.answered, result.controlChannel], [true, false]);
      await device.event("error", { after: mark, where: ({ code }) => code === "wrong-certificate" });
    });

    await s.step("the same in this browser", async () => {
      const mark = device.mark();
      await browser.evaluate(presentAnotherCertificate);
      await browser.evaluate(() => library.open("Thief"));
      await page.mustFail(page.connect(id), "wrong-certificate");
      await device.event("error", { after: mark, where: ({ code }) => code === "wrong-certificate" });
      assert.ok(!device.process.events.slice(mark).some(({ event, state }) => event === "session" && state === "open"));
    });
  });
}

/** A device in pairing mode, a page of another host that has not paired, and a host for the attacker. */
async function stage(s, kind) {
  const [home, web, viewer, mallory] = [await s.host("home"), await s.host("web"), await s.host("viewer"), await s.host("mallory")];
  const [device, browser, server] = await Promise.all([
    s.device(home, { args: ["--pair"] }),
    s.browser(kind, viewer),
    s.serve(web, { mounts: librarySite }),
  ]);
  return { home, web, viewer, mallory, device, browser, server, page: await LibraryPage.open(browser, server.origin) };
}

const newestCode = (device) => device.process.events.filter(({ event }) => event === "pairing").at(-1).code;

/** In the page: the library keeps knocking as it did, but DTLS gets a certificate that nobody has paired with. */
async function presentAnotherCertificate() {
  const Real = RTCPeerConnection;
  const other = await Real.generateCertificate({ name: "ECDSA", namedCurve: "P-256" });
  globalThis.RTCPeerConnection = class extends Real {
    constructor(configuration) {
      super({ ...configuration, certificates: [other] });
    }
  };
}
