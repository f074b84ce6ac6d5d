// A device whose camera a media server shows: the contract double of Kurento, with the browsers and Pion as viewers. What the double hears is
// held to the published API; it is not the server.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { KurentoDouble } from "../lib/kurento-double.mjs";
import { lab, until } from "../lib/lab.mjs";
import { MediaPage, silent } from "../lib/media-page.mjs";
import { PionDevice, missing } from "../lib/pion-device.mjs";
import { scenario } from "../lib/scenario.mjs";
import { librarySite } from "../lib/sites.mjs";
import { BAR_NAMES } from "./pages/picture.js";

const rtspServer = fileURLToPath(new URL("../lib/rtsp-server.mjs", import.meta.url));
const TEST_HERTZ = 1_000;
/** Behind the double each viewer has a process of its own, which is started first. */
const PATIENT = { timeout: 30_000 };
const STREAM = { publish: 5554, play: 8554 };

/** The picture is encoded twice on its way, on a machine that also decodes it twice; that frames go on is looked at by itself. */
const MOST_LATE_MS = 6_000;

scenario(
  "a media server shows the camera",
  async (s) => {
    const [home, web, viewer, second] = [await s.host("home"), await s.host("web"), await s.host("viewer"), await s.host("second")];
    const args = (camera, ...more) => ["--pair=60m", "--camera", camera, "--grant", "video,audio", ...more];
    const here = (server) => ["--kurento", server.url];
    const [kurento, chromium, firefox, site] = await Promise.all([
      KurentoDouble.start(s, home),
      s.browser("chromium", viewer, silent),
      s.browser("firefox", second, silent),
      s.serve(web, { mounts: librarySite }),
    ]);
    const device = await s.device(home, { name: "Front door", args: args("test", ...here(kurento)), env: { LANWARD_JAVA_OPTS: "" } });
    const page = await MediaPage.open(chromium, site.origin);
    const grant = (peer, grants) => device.process.write({ grant: { peer, grants } });
    let id;
    let peer;

    await s.step("Chromium sees the test picture through it, and hears the tone", async () => {
      id = await page.pair((await device.event("pairing")).code);
      ({ peer } = await device.event("paired"));
      await page.keep(id);
      const { milliseconds } = await watch(page);
      await page.mustPlay();
      const late = await page.mustSeeTestPicture(MOST_LATE_MS);
      await page.mustHear(TEST_HERTZ);
      s.figure(`media ${milliseconds.toFixed(0)} ms after it was asked for; the picture was ${late} ms old`);
    });

    await s.step("the server was given the page's certificate, and its address in place of its name", async () => {
      const [{ operationParams }] = kurento.calls("processAnswer");
      assert.match(operationParams.answer, /a=fingerprint:sha-256 /);
      assert.ok(!JSON.stringify(kurento.requests()).includes(".local"), "no name");
      const added = kurento.calls("addIceCandidate").map(({ operationParams: { candidate } }) => candidate.candidate);
      assert.ok(added.some((line) => line.includes(` ${viewer.ipv4} `)), JSON.stringify(added));
    });

    const others = [];
    await s.step("Firefox sees it as well, each by an endpoint of its own", async () => {
      const other = await MediaPage.open(firefox, site.origin, "Firefox");
      const mark = device.mark();
      device.process.write({ pair: true });
      await other.keep(await other.pair((await device.event("pairing", { after: mark })).code));
      await watch(other);
      await other.mustPlay();
      await other.mustSeeTestPicture(MOST_LATE_MS);
      others.push(other);
    });

    await s.step("the endpoint of whose grant is taken away is released within a second, and the other one sees on", async () => {
      const [mark, before] = [kurento.mark(), performance.now()];
      grant(peer, "none");
      await kurento.released(mark, 1_000);
      s.figure(`an endpoint was released ${(performance.now() - before).toFixed(0)} ms after its grant was taken away`);
      await page.state("refused");
      await others[0].mustPlay();
      grant(peer, "video,audio");
      await until("what it is granted again", async () => (await page.request({ video: true, audio: true }, PATIENT)).value, 30_000);
      await page.mustSeeTestPicture(MOST_LATE_MS);
    });

    await s.step("the server is started anew: that is said, once to the owner, and both see on without doing anything", async () => {
      const [mark, before] = [device.mark(), await chromium.evaluate(() => media.statuses.length)];
      kurento.command("restart", { seconds: 3 });
      await chromium.waitFor((before) => media.statuses.slice(before).includes("interrupted by device"), { args: [before] });
      await device.event("recovered", { after: mark, timeoutMs: 20_000, where: ({ what }) => what === "media-server" });
      for (const each of [page, ...others]) {
        await each.state("live", 30_000);
        await each.mustPlay();
        await each.mustSeeTestPicture(MOST_LATE_MS);
      }
      const said = device.process.events.slice(mark).filter(({ event, code }) => event === "error" && code === "media-server");
      assert.equal(said.length, 1, JSON.stringify(said));
    });

    await s.step("the pipeline is lost: the same", async () => {
      const mark = device.mark();
      kurento.command("release", { what: "MediaPipeline" });
      await device.event("recovered", { after: mark, timeoutMs: 20_000, where: ({ what }) => what === "media-server" });
      await page.state("live", 30_000);
      await page.mustPlay();
      await page.mustSeeTestPicture(MOST_LATE_MS);
    });

    await s.step("a description with another certificate than the server reports is refused", async () => {
      await page.request({});
      kurento.fault("other-fingerprint");
      const refused = await page.request({ video: true }, PATIENT);
      assert.equal(refused.error, "media-refused", JSON.stringify(refused));
      assert.match(refused.message, /another certificate/);
      kurento.fault("other-fingerprint", false);
      await watch(page);
      await page.mustPlay();
    });

    if (!missing) {
      await s.step("a viewer on Pion sees it", () => watchOnPion(s, device));
    }

    await s.step("it plays a stream by itself, and records it; while the stream is gone that is said", async () => {
      const start = async () => {
        const server = lab.spawn("home", [process.execPath, rtspServer, STREAM.publish, STREAM.play].map(String));
        await server.event("ready");
        const source = lab.spawn("home", ["ffmpeg", ...barsAndTone(), "-f", "rtsp", `rtsp://127.0.0.1:${STREAM.publish}/door`], { log: join(s.directory, "camera.log") });
        return () => Promise.all([server.kill("SIGKILL"), source.kill("SIGKILL")]);
      };
      const recordings = join(s.directory, "recordings");
      mkdirSync(recordings);
      let unplug = await start();
      try {
        await device.restart({ args: args(`rtsp://127.0.0.1:${STREAM.play}/door`, ...here(kurento), "--record", recordings) });
        await live(page);
        await unplug();
        await page.state("interrupted", 30_000);
        unplug = await start();
        await live(page);
      } finally {
        await unplug();
      }
      assert.ok(kurento.calls("record").length > 0, "it records");
      assert.match(readdirSync(recordings)[0] ?? "nothing", /^lanward-\d{8}-\d{6}\.webm$/);
    });

    await s.step("by TLS only the server whose certificate the owner named is trusted, and that is kept", async () => {
      const secure = await KurentoDouble.start(s, home, { port: 8433, secure: true });
      const wrong = secure.fingerprint.replace(/^../, (byte) => (byte === "00" ? "01" : "00"));
      const untrusted = [args("test", ...here(secure)), args("test", ...here(secure), "--kurento-fingerprint", wrong)];
      for (const words of untrusted) {
        await device.restart({ args: words });
        const { message } = await device.event("error", { timeoutMs: 20_000, where: ({ code }) => code === "media-server-certificate" });
        assert.ok(message.includes(secure.fingerprint), message);
        assert.deepEqual(secure.requests(), [], "not a word was said to it");
      }
      for (const words of [args("test", ...here(secure), "--kurento-fingerprint", secure.fingerprint), args("test", ...here(secure))]) {
        await device.restart({ args: words });
        await page.state("live", 60_000);
        await page.mustPlay(20, 45_000);
        await page.mustSeeTestPicture(MOST_LATE_MS);
      }
      secure.mustHoldTheContract();

      const mark = secure.mark();
      await device.command("trust", "revoke", peer);
      const before = performance.now();
      await secure.released(mark, 1_000);
      s.figure(`an endpoint was released at most ${(performance.now() - before).toFixed(0)} ms after \`trust revoke\` had said so`);
      await chromium.waitFor(() => media.closes.some(({ reason }) => reason === "revoked"));
    });

    kurento.mustHoldTheContract();
  },
  { timeoutMs: 420_000 },
);

/** Watches and listens, which must succeed. */
async function watch(page) {
  const outcome = await page.request({ video: true, audio: true }, PATIENT);
  assert.deepEqual(outcome.value, ["audio", "video"], JSON.stringify(outcome));
  return outcome;
}

async function live(page) {
  await page.state("live", 60_000);
  await page.mustPlay(20, 45_000);
  const { bars } = await page.page.evaluate(() => media.picture());
  assert.deepEqual(bars, BAR_NAMES);
}

/** As an IP camera encodes them. */
function barsAndTone() {
  const inputs = ["-re", "-f", "lavfi", "-i", "smptebars=size=1280x720:rate=30", "-f", "lavfi", "-i", "sine=frequency=1500:sample_rate=48000,volume=4"];
  return ["-nostdin", "-loglevel", "error", ...inputs, "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "30", "-pix_fmt", "yuv420p", "-c:a", "aac"];
}

/** Pairs the program in Go with the device, and has it watch and hear. */
async function watchOnPion(s, device) {
  const pion = new PionDevice(s, await s.host("gopher"));
  const mark = device.mark();
  device.process.write({ pair: true });
  const { code } = await device.event("pairing", { after: mark });
  await pion.run("pair", code);
  const watching = pion.start("watch", "--for", "60s", device.name);
  const { codec, milliseconds } = await watching.event("picture", { timeoutMs: 30_000, where: ({ kind }) => kind === "video" });
  await watching.event("received", { where: ({ kind, frames }) => kind === "video" && frames > 30 });
  await watching.event("received", { where: ({ kind, packets }) => kind === "audio" && packets > 50 });
  assert.ok(!watching.events.some(({ event }) => event === "error"), watching.output);
  s.figure(`Pion had the first picture, of ${codec}, ${milliseconds} ms after it asked`);
  await watching.kill("SIGINT");
}
