// The test page of media, driven from a test.
import assert from "node:assert/strict";
import { BAR_NAMES } from "../tests/pages/picture.js";

/** Without a sound card: Chromium plays into nothing, Firefox into a card that it makes up; else its AudioContext never runs. */
export const silent = { args: ["--disable-audio-output"], prefs: { "media.cubeb.force_mock_context": true } };

export class MediaPage {
  /** @param {import("./browser.mjs").Page} page */
  constructor(page) {
    this.page = page;
  }

  /** @param {import("./browser.mjs").Page} page @param {string} origin of a server of `librarySite` */
  static async open(page, origin, name = "Viewer") {
    await page.goto(`${origin}/media.html`);
    await page.waitFor(() => typeof globalThis.media === "object");
    await page.evaluate((name) => media.open(name), name);
    return new MediaPage(page);
  }

  async pair(code) {
    const outcome = await this.page.evaluate((code) => media.pair(code), code);
    assert.ok(outcome.value, `pairing: ${JSON.stringify(outcome)}`);
    return outcome.value.id;
  }

  async connect(id) {
    const outcome = await this.page.evaluate((id) => media.connect(id), id);
    assert.equal(outcome.error, undefined, `connecting: ${JSON.stringify(outcome)}`);
  }

  /** Stays connected. */
  async keep(id) {
    await this.page.evaluate((id) => media.keep(id), id);
    await this.page.waitFor(() => media.connections > 0, { timeoutMs: 20_000 });
  }

  request = (want, options = {}) => this.page.evaluate((want, options) => media.request(want, options), want, options);
  talk = (frequency, options = {}) => this.page.evaluate((frequency, options) => media.talk(frequency, options), frequency, options);
  cast = (colour, options = {}) => this.page.evaluate((colour, options) => media.cast(colour, options), colour, options);
  castTab = (colour, options = {}) => this.page.evaluate((colour, options) => media.castTab(colour, options), colour, options);
  stop = () => this.page.evaluate(() => media.stop());
  status = () => this.page.evaluate(() => media.status());
  statuses = () => this.page.evaluate(() => media.statuses);
  frames = () => this.page.evaluate(() => media.frames());
  kinds = () => this.page.evaluate(() => media.kinds());

  /** Watches and listens, which must succeed. */
  async mustWatch(kinds = ["audio", "video"]) {
    const outcome = await this.request({ video: kinds.includes("video"), audio: kinds.includes("audio") });
    assert.deepEqual(outcome.value, kinds, `watching: ${JSON.stringify(outcome)}`);
    return outcome;
  }

  /** The same, once the device has noticed that another process has granted it: some 0.2 s. */
  async watchOnceAllowed() {
    for (const end = performance.now() + 5_000; ; ) {
      const outcome = await this.request({ video: true, audio: true });
      if (outcome.value) return outcome;
      if (outcome.error !== "media-refused" || performance.now() > end) assert.fail(`watching: ${JSON.stringify(outcome)}`);
    }
  }

  /** At least that many more frames are presented. */
  async mustPlay(frames = 20, timeoutMs = 20_000) {
    const wanted = (await this.frames()) + frames;
    await this.page.waitFor((wanted) => media.frames() >= wanted, { args: [wanted], timeoutMs });
  }

  /** The picture is the test picture, and new: its clock reads and is near this machine's. @returns how old it was when it was shown, in ms */
  async mustSeeTestPicture(mostMs = 2_000) {
    let last;
    for (let attempt = 0; attempt < 20; attempt++) {
      last = await this.page.evaluate(() => media.picture());
      if (last.late !== undefined && last.late < mostMs && `${last.bars}` === `${BAR_NAMES}`) return last.late;
    }
    assert.fail(`not the test picture, or an old one: ${JSON.stringify(last)}`);
  }

  /** A tone of that frequency is heard, well above all else. */
  async mustHear(frequency) {
    let last;
    for (let attempt = 0; attempt < 10; attempt++) {
      last = await this.page.evaluate(() => media.hear());
      if (Math.abs(last.frequency - frequency) < 15 && last.above > 30) return last;
    }
    assert.fail(`no tone of ${frequency} Hz: ${JSON.stringify(last)}`);
  }

  /** Waits for a state of the media. */
  state = (wanted, timeoutMs = 15_000) => this.page.waitFor((wanted) => media.status()?.state === wanted, { args: [wanted], timeoutMs });
}
