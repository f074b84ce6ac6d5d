// What Chromium is about to do: refuse local descriptions whose ufrag was changed (which it does in all tests: lib/browser-options.mjs), tell
// SCTP's INIT in SDP, begin DTLS within STUN.
import assert from "node:assert/strict";
import { HelloPage } from "../lib/hello-page.mjs";
import { LibraryPage } from "../lib/library-page.mjs";
import { scenario } from "../lib/scenario.mjs";
import { helloSite, librarySite } from "../lib/sites.mjs";

scenario("chromium that refuses a changed ufrag pairs, echoes and connects again", async (s) => {
  const [home, web, viewer] = [await s.host("home"), await s.host("web"), await s.host("viewer")];
  const [device, browser, server] = await Promise.all([
    s.device(home, { name: "Doorbell", args: ["--pair"] }),
    s.browser("chromium", viewer),
    s.serve(web, { mounts: helloSite }),
  ]);
  const page = await HelloPage.open(browser, `${server.origin}/`);
  assert.equal(await browser.evaluate(changeUfrag), "InvalidModificationError", "the trial is on, here as in all tests");
  await page.pair((await device.event("pairing")).code);
  await page.state("connected");
  await page.echoes();
  await browser.reload();
  await page.state("connected");
  await page.echoes();
});

async function changeUfrag() {
  const connection = new RTCPeerConnection();
  connection.createDataChannel("any");
  const { type, sdp } = await connection.createOffer();
  try {
    await connection.setLocalDescription({ type, sdp: sdp.replace(/a=ice-ufrag:.*/g, "a=ice-ufrag:chosen") });
    return "taken";
  } catch (error) {
    return error.name;
  } finally {
    connection.close();
  }
}

const CONNECTS = 20;

scenario("chromium that tells SCTP's INIT opens without SCTP's handshake, once it knows that the device can", async (s) => {
  const { id, page, browser } = await paired(s, "WebRTC-Sctp-Snap/Enabled/");
  const first = await opens(page, browser, id);
  assert.deepEqual([first.knock, first.tellsInit], ["lw1", false], "no hello has told of it yet");
  // The device's hello comes behind the first echo, or just before it.
  for (let i = 0; i < 5 && (await opens(page, browser, id)).knock !== "lw3"; i++);
  const [told, hidden] = [[], []];
  for (let i = 0; i < CONNECTS; i++) {
    told.push(await opens(page, browser, id));
    await browser.evaluate(() => (globalThis.hidesInit = true));
    hidden.push(await opens(page, browser, id));
    await browser.evaluate(() => (globalThis.hidesInit = false));
  }
  const said = (openings) => [...new Set(openings.map(({ knock, tellsInit }) => `${knock} ${tellsInit}`))];
  assert.deepEqual([said(told), said(hidden)], [["lw3 true"], ["lw1 false"]]);
  s.figure(`chromium: DTLS to open ${median(told)} ms with SNAP, ${median(hidden)} ms without (medians of ${CONNECTS})`);
  assert.ok(median(told) < median(hidden), "SCTP's handshake is saved");
});

scenario("chromium that offers its INIT and ignores the device's is reached at once all the same, and not asked again", async (s) => {
  const { id, page, browser } = await paired(s, "WebRTC-Sctp-Snap/Enabled/");
  for (let i = 0; i < 10 && (await opens(page, browser, id)).knock !== "lw3"; i++);
  await browser.evaluate(() => {
    globalThis.ignoresInit = true;
    globalThis.openings = [];
  });
  const { milliseconds, ...outcome } = await page.connect(id);
  assert.ok("value" in outcome, JSON.stringify(outcome));
  assert.ok(milliseconds < 2_000, `it took ${milliseconds} ms`);
  await page.mustEcho();
  await page.close();
  await opens(page, browser, id);
  assert.deepEqual(await browser.evaluate(() => globalThis.openings.map(({ knock }) => knock)), ["lw3", "lw1", "lw1"]);
  s.figure(`chromium: ${milliseconds} ms to fall back`);
});

scenario("chromium that begins DTLS within STUN connects all the same", async (s) => {
  const { id, page, browser } = await paired(s, "WebRTC-IceHandshakeDtls/Enabled/");
  for (let i = 0; i < 5; i++) assert.equal((await opens(page, browser, id)).knock, "lw1");
});

/** A page of the library that is paired with a device, in a Chromium with that field trial. */
async function paired(s, trial) {
  const [home, web, viewer] = [await s.host("home"), await s.host("web"), await s.host("viewer")];
  const [device, browser, server] = await Promise.all([
    s.device(home, { args: ["--pair"] }),
    s.browser("chromium", viewer, { args: [`--force-fieldtrials=${trial}`] }),
    s.serve(web, { mounts: librarySite }),
  ]);
  const page = await LibraryPage.open(browser, server.origin);
  const { id } = await page.mustPair((await device.event("pairing")).code);
  await browser.evaluate(watchOpenings);
  await browser.evaluate(() => globalThis.library.open("Watched"));
  return { id, page, browser };
}

/** Connects, has a message returned, closes; how the connection opened. */
async function opens(page, browser, id) {
  await page.mustConnect(id);
  const opening = await browser.evaluate(() => globalThis.openings.at(-1));
  await page.close();
  assert.ok(opening.open >= opening.dtls, "the control channel opens after DTLS");
  return { ...opening, milliseconds: opening.open - opening.dtls };
}

function median(openings) {
  const sorted = openings.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  return Number(sorted[Math.floor(sorted.length / 2)].toFixed(2));
}

/** Notes of each peer connection what it was answered, and when DTLS and the first channel were up. */
function watchOpenings() {
  globalThis.openings = [];
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    #opening = {};
    #offer;

    /** With `hidesInit` the page does not see SCTP's INIT in it. */
    async createOffer() {
      const { type, sdp } = (this.#offer = await super.createOffer());
      return { type, sdp: globalThis.hidesInit ? sdp.replace(/^a=sctp-init:.*\r\n/gm, "") : sdp };
    }

    setLocalDescription() {
      return super.setLocalDescription(this.#offer);
    }

    createDataChannel(...args) {
      const channel = super.createDataChannel(...args);
      channel.addEventListener("open", () => (this.#opening.open ??= performance.now()));
      return channel;
    }

    /** With `ignoresInit` the browser does not see the device's in it. */
    async setRemoteDescription(answer) {
      const { type, sdp } = answer;
      await super.setRemoteDescription({ type, sdp: globalThis.ignoresInit ? sdp.replace(/^a=sctp-init:.*\r\n/gm, "") : sdp });
      const opening = this.#opening;
      Object.assign(opening, { knock: /a=ice-ufrag:(...)/.exec(answer.sdp)[1], tellsInit: answer.sdp.includes("a=sctp-init:") });
      globalThis.openings.push(opening);
      const dtls = this.sctp.transport;
      dtls.addEventListener("statechange", () => dtls.state === "connected" && (opening.dtls = performance.now()));
    }
  };
}
