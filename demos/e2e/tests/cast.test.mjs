// Both browsers at one device: a camera that is a file, then an RTSP stream; and what they cast to its display, which records it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { lab, until } from "../lib/lab.mjs";
import { MediaPage, silent } from "../lib/media-page.mjs";
import { colourOf } from "../lib/recording.mjs";
import { scenario } from "../lib/scenario.mjs";
import { librarySite } from "../lib/sites.mjs";
import { BAR_NAMES } from "./pages/picture.js";

const rtspServer = fileURLToPath(new URL("../lib/rtsp-server.mjs", import.meta.url));
const FILE_HERTZ = 600;
const STREAM_HERTZ = 1_500;
const STREAM = { publish: 5554, play: 8554 };
/** Chromium asks nobody which tab. */
const castsItsTab = { args: [...silent.args, "--auto-accept-this-tab-capture"] };

scenario(
  "Chromium and Firefox watch one camera, and cast to it",
  async (s) => {
    const [home, web] = [await s.host("home"), await s.host("web")];
    const film = join(s.directory, "film.mkv");
    execFileSync("ffmpeg", [...barsAndTone(FILE_HERTZ), "-t", "3", film]);
    const recording = (number) => join(s.directory, number === 1 ? "cast.mkv" : `cast-${number}.mkv`);
    const env = { LANWARD_JAVA_OPTS: "" };
    const args = (camera) => ["--pair=60m", "--camera", camera, "--display", `record:${recording(1)}`, "--grant", "video,audio,cast"];
    const [device, site, ...browsers] = await Promise.all([
      s.device(home, { name: "Television", args: args(film), env }),
      s.serve(web, { mounts: librarySite, https: true }),
      ...["chromium", "firefox"].map(async (kind) => s.browser(kind, await s.host(kind), kind === "chromium" ? castsItsTab : silent)),
    ]);
    const pages = [];
    let mark = 0;
    for (const browser of browsers) {
      const page = await MediaPage.open(browser, site.origin, browser.kind);
      if (mark > 0) device.process.write({ pair: true });
      await page.keep(await page.pair((await device.event("pairing", { after: mark })).code));
      mark = device.mark();
      pages.push(page);
    }

    await s.step("both see and hear the file, which begins anew", async () => {
      for (const page of pages) await page.mustWatch();
      await Promise.all(pages.map((page) => page.mustPlay(120, 60_000))); // of 90 frames
      for (const page of pages) await mustSeeBars(page);
      for (const page of pages) await page.mustHear(FILE_HERTZ);
    });

    await s.step("what each casts is recorded, in its colour", async () => {
      for (const [at, colour] of ["green", "red"].entries()) {
        await mustRecord(await pages[at].cast(colour), [recording(at + 1)], colour);
        await pages[at].stop();
      }
      for (const page of pages) await page.mustPlay();
    });

    await s.step("a tab of Chromium's is recorded as it is seen", async () => {
      // It grows in steps with the bandwidth, and each size has a file of its own.
      await mustRecord(await pages[0].castTab("blue"), [3, 4, 5, 6].map(recording), "blue");
      await pages[0].stop();
    });

    await s.step("the camera is an RTSP stream: seen and heard; while it is gone that is said, and it comes back by itself", async () => {
      const start = async () => {
        const server = lab.spawn("home", [process.execPath, rtspServer, STREAM.publish, STREAM.play].map(String));
        await server.event("ready");
        const words = ["-re", ...barsAndTone(STREAM_HERTZ), "-f", "rtsp", `rtsp://127.0.0.1:${STREAM.publish}/door`];
        const source = lab.spawn("home", ["ffmpeg", ...words], { log: join(s.directory, "camera.log") });
        return () => Promise.all([server.kill("SIGKILL"), source.kill("SIGKILL")]);
      };
      let unplug = await start();
      try {
        await device.restart({ args: args(`rtsp://127.0.0.1:${STREAM.play}/door`) });
        const live = async (page) => {
          await page.state("live", 60_000);
          await page.mustPlay();
          await mustSeeBars(page);
          await page.mustHear(STREAM_HERTZ);
        };
        for (const page of pages) await live(page);
        await unplug();
        for (const page of pages) await page.state("interrupted", 20_000);
        unplug = await start();
        for (const page of pages) await live(page);
      } finally {
        await unplug();
      }
    });
  },
  { timeoutMs: 300_000 },
);

/** What ffmpeg makes of nothing: the seven bars and a tone, as cameras encode them. */
function barsAndTone(hertz) {
  const inputs = ["-f", "lavfi", "-i", "smptebars=size=1280x720:rate=30", "-f", "lavfi", "-i", `sine=frequency=${hertz}:sample_rate=48000,volume=4`];
  const codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "30", "-pix_fmt", "yuv420p", "-c:a", "aac"];
  return ["-nostdin", "-loglevel", "error", ...inputs, ...codecs];
}

async function mustSeeBars(page) {
  const { bars } = await page.page.evaluate(() => media.picture());
  assert.deepEqual(bars, BAR_NAMES);
}

/** In one of `files`. */
async function mustRecord(outcome, files, colour) {
  assert.equal(outcome.value, "live", JSON.stringify(outcome));
  await until(`a picture in ${colour}`, () => files.some((file) => colourOf(file) === colour), 30_000);
}
