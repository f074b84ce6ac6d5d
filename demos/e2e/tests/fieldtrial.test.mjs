// Chromium is about to refuse local descriptions whose ufrag was changed. Lanward changes none, so nothing may differ under the trial.
import assert from "node:assert/strict";
import { HelloPage } from "../lib/hello-page.mjs";
import { scenario } from "../lib/scenario.mjs";
import { helloSite } from "../lib/sites.mjs";

scenario("chromium that refuses a changed ufrag pairs, echoes and connects again", async (s) => {
  const [home, web, viewer] = [await s.host("home"), await s.host("web"), await s.host("viewer")];
  const [device, browser, server] = await Promise.all([
    s.device(home, { name: "Doorbell", args: ["--pair"] }),
    s.browser("chromium", viewer, { args: ["--force-fieldtrials=WebRTC-NoSdpMangleUfrag/Enabled/"] }),
    s.serve(web, { mounts: helloSite }),
  ]);
  const page = await HelloPage.open(browser, `${server.origin}/`);
  assert.equal(await browser.evaluate(changeUfrag), "InvalidModificationError", "the trial is on");
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
