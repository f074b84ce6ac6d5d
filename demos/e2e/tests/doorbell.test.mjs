// A camera seen and heard in real browsers: nothing without a grant, the picture itself, sound both ways, and what is lost comes back.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { family, at as share } from "../../bench/lib.mjs";
import { browserKinds } from "../lib/browser.mjs";
import { lab, until } from "../lib/lab.mjs";
import { MediaPage, silent } from "../lib/media-page.mjs";
import { scenario } from "../lib/scenario.mjs";
import { librarySite } from "../lib/sites.mjs";
import { secondsOfTone } from "../lib/tone.mjs";

const TALK_HERTZ = 440;
const TEST_HERTZ = 1_000;
const FIRST_FRAMES = 10;
/** Of a video conference it would be much; this machine encodes, carries and decodes all of it. */
const env = { LANWARD_JAVA_OPTS: "" };

for (const kind of browserKinds) {
  scenario(
    `${kind} at the door`,
    async (s) => {
      const [home, web, viewer] = [await s.host("home"), await s.host("web"), await s.host("viewer")];
      const wav = join(s.directory, "speaker.wav");
      const [device, browser, site] = await Promise.all([
        s.device(home, { name: "Front door", args: ["--pair=60m", "--camera", "test", "--speaker", wav, "--grant", "none"], env }),
        s.browser(kind, viewer, silent),
        s.serve(web, { mounts: librarySite }),
      ]);
      const page = await MediaPage.open(browser, site.origin);
      const mark = device.mark();
      const id = await page.pair((await device.event("pairing")).code);
      const { peer } = await device.event("paired", { after: mark });
      const grant = (grants) => device.command("trust", "grant", peer, grants);
      await page.keep(id);

      await s.step("without a grant the owner is asked, and nothing is captured or sent", async () => {
        const before = device.mark();
        const asked = page.request({ video: true, audio: true });
        await device.event("asked", { after: before });
        await page.state("asking");
        assert.deepEqual(cameras(device), [], "no camera runs");
        device.process.write({ refuse: peer });
        assert.equal((await asked).error, "media-refused");
        assert.deepEqual(await page.kinds(), []);
        assert.equal(await page.frames(), 0);
        assert.deepEqual(cameras(device), []);
      });

      await s.step("with it the picture plays: colour bars, and a clock that is right", async () => {
        await grant("video,audio");
        const { milliseconds } = await page.watchOnceAllowed();
        await page.mustPlay(30);
        assert.deepEqual(await browser.evaluate(() => media.size()), [1280, 720]);
        const late = await page.mustSeeTestPicture();
        s.figure(`${kind}: media ${milliseconds.toFixed(0)} ms after it was asked for the first time; the picture was ${late} ms old`);
      });

      await s.step("a ring shows the picture of that moment", async () => {
        device.process.write({ ring: true });
        const ring = await browser.waitFor(() => media.rings[0]);
        assert.deepEqual(ring.bars, ["white", "yellow", "cyan", "green", "magenta", "red", "blue"]);
        assert.ok(Math.abs(ring.heard - ring.at) < 2_000 && ring.bytes <= 40_000, JSON.stringify(ring));
      });

      await s.step("the microphone is heard", () => page.mustHear(TEST_HERTZ));

      await s.step("talking asks as well, and is heard at the device", async () => {
        const before = device.mark();
        const talk = page.talk(TALK_HERTZ);
        await device.event("asked", { after: before });
        assert.equal(await browser.evaluate(() => media.status().state), "live", "the picture goes on meanwhile");
        await grant("video,audio,talk");
        assert.equal((await talk).value, "live", JSON.stringify(await talk));
        await until("a second of the tone in the loudspeaker's file", () => secondsOfTone(wav, TALK_HERTZ) >= 1, 15_000);
        await page.stop();
        await page.mustHear(TEST_HERTZ);
      });

      await s.step("and again, through the same sections", async () => {
        for (let i = 0; i < 3; i++) {
          assert.equal((await page.talk(TALK_HERTZ)).value, "live");
          await page.stop();
        }
        assert.equal((await page.talk(TALK_HERTZ * 2)).value, "live");
        await until("the other tone", () => secondsOfTone(wav, TALK_HERTZ * 2) >= 0.5, 15_000);
        await page.stop();
      });

      await s.step("nothing wanted: the camera stops", async () => {
        await page.request({});
        assert.deepEqual(await page.kinds(), []);
        await until("no camera runs", () => cameras(device).length === 0, 10_000);
        await page.mustWatch();
        await page.mustPlay();
      });

      await s.step("the camera's process is killed: it is said, and it comes back by itself", async () => {
        const before = await browser.evaluate(() => media.statuses.length);
        const [camera] = await until("a camera's process", () => cameras(device).length > 0 && cameras(device), 10_000);
        process.kill(camera, "SIGKILL");
        await browser.waitFor((before) => media.statuses.slice(before).includes("interrupted by device"), { args: [before], timeoutMs: 15_000 });
        await page.state("live", 30_000);
        await page.mustPlay();
        await page.mustSeeTestPicture();
      });

      for (const signal of ["SIGTERM", "SIGKILL"]) {
        await s.step(`the device restarts after ${signal}: the picture is back by itself`, async () => {
          await device.restart({ signal });
          const from = performance.now();
          await browser.waitFor(() => media.status()?.state === "live" && media.state() === "open", { timeoutMs: 60_000 });
          // Of a device that could not say goodbye Firefox notices nothing for some 20 s, and the page says live until then.
          await page.mustPlay(20, 45_000);
          await page.mustSeeTestPicture();
          s.figure(`${kind}, ${signal}: the picture was back ${((performance.now() - from) / 1_000).toFixed(1)} s after the device was`);
        });
      }

      await s.step("the viewer's network is gone for 20 s: the picture is back by itself", async () => {
        await lab.unplug("viewer");
        await new Promise((resolve) => setTimeout(resolve, 20_000));
        assert.notEqual(await browser.evaluate(() => media.status()?.state), "live", "it does not say live while it is not");
        await lab.plug("viewer");
        const from = performance.now();
        await page.state("live", 60_000);
        await page.mustPlay();
        await page.mustSeeTestPicture();
        s.figure(`${kind}: the picture was back ${((performance.now() - from) / 1_000).toFixed(1)} s after the network was`);
      });

      await s.step("the first picture is there within a second of connect()", async () => {
        await browser.evaluate(() => media.leave());
        const times = [];
        for (let i = 0; i < FIRST_FRAMES + 2; i++) {
          const { value, ...failure } = await browser.evaluate((id) => media.firstFrame(id), id);
          assert.ok(value, JSON.stringify(failure));
          if (i >= 2) times.push(value);
          await browser.evaluate(() => media.leave());
        }
        const median = (of) => share(times.map(of), 0.5).toFixed(0);
        s.figure(`${kind}: connect() to connected ${median(({ connected }) => connected)}, to tracks ${median(({ given }) => given)}, to the first frame ${median(({ shown }) => shown)} ms (median of ${times.length})`);
        assert.ok(share(times.map(({ shown }) => shown), 0.5) <= 1_000, JSON.stringify(times));
      });

      await s.step("a grant that is taken away, and a revocation, stop the picture within a second", async () => {
        await page.keep(id);
        for (const take of [() => grant("none"), () => device.command("trust", "revoke", peer)]) {
          await grant("video,audio");
          await page.watchOnceAllowed();
          await page.mustPlay();
          await take();
          const frames = await browser.waitFor(() => media.kinds().length === 0 && media.frames() + 1, { timeoutMs: 1_000 });
          await new Promise((resolve) => setTimeout(resolve, 500));
          assert.ok((await page.frames()) <= frames, "and no frame comes after that");
        }
        await browser.waitFor(() => media.closes.some(({ reason }) => reason === "revoked"));
        await until("no camera runs", () => cameras(device).length === 0, 10_000);
      });
    },
    { timeoutMs: 420_000 },
  );
}

/** The processes of a device that capture or make a picture. @returns {number[]} */
function cameras(device) {
  return family([device.process.pid]).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("ffmpeg");
    } catch {
      return false; // it has just ended
    }
  });
}
