// A device by somebody else: written in Go from the protocol's text, with Pion's DTLS, SCTP and media. Browsers and our own command line pair
// and connect with it, and it with our device.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browserKinds } from "../lib/browser.mjs";
import { LibraryPage } from "../lib/library-page.mjs";
import { Machine } from "../lib/machine.mjs";
import { MediaPage, silent } from "../lib/media-page.mjs";
import { MOVES, move } from "../lib/moves.mjs";
import { PionDevice, missing } from "../lib/pion-device.mjs";
import { scenario } from "../lib/scenario.mjs";
import { librarySite } from "../lib/sites.mjs";

const ECHO = "one two three";
/** Firefox has H.264 with a plugin that it downloads; the lab's has not. */
const CODECS = { chromium: "video/H264", firefox: "video/VP8" };

if (missing) {
  test("the Pion device", { skip: missing }, () => {});
} else {
  for (const kind of browserKinds) scenario(`${kind} and a Pion device`, (s) => browses(s, kind));
  scenario("a page keeps its session with a Pion device when its address changes", moves);
  scenario("our device and a Pion device, each knocking at the other", knockAtEachOther);
}

async function browses(s, kind) {
  const [home, web, viewer] = [await s.host("home"), await s.host("web"), await s.host("viewer")];
  const pion = new PionDevice(s, home);
  const [first, browser, site] = await Promise.all([
    pion.device("--pair", "10m", "--camera", "test", "--grant", "video"),
    s.browser(kind, viewer, silent),
    s.serve(web, { mounts: librarySite }),
  ]);
  let device = first;
  let page = await LibraryPage.open(browser, site.origin);
  let id;

  await s.step("a wrong code is refused, the right one pairs", async () => {
    const { code } = await device.event("pairing");
    const wrong = code.replace(/.$/, (digit) => (Number(digit) + 1) % 10);
    assert.equal((await page.mustFail(page.pair(wrong), "wrong-code")).error.left, 2);
    ({ id } = await page.mustPair(code));
    assert.equal((await device.event("paired")).fingerprint.length, 95);
  });

  await s.step("it echoes", async () => {
    const { name, type } = await page.mustConnect(id);
    assert.deepEqual([name, type], ["Gopher", "camera"]);
    await page.mustEcho("x".repeat(200_000));
    page.close();
  });

  await s.step("a link pairs as well", async () => {
    const mark = device.mark();
    const { link } = device.events.filter(({ event }) => event === "pairing").at(-1);
    await page.mustPair(link);
    await device.event("paired", { after: mark });
    await page.mustConnect(id);
  });

  await s.step("the device starts again, and no code is needed", async () => {
    await device.kill();
    device = await pion.device("--camera", "test");
    await page.mustConnect(id);
  });

  await s.step("the page is loaded again, and no code is needed", async () => {
    await page.load();
    await page.mustConnect(id);
  });

  await s.step("the browser starts again, and no code is needed", async () => {
    await browser.restart();
    await page.load();
    await page.mustConnect(id);
    await page.close();
  });

  await s.step(`the camera is seen, in ${CODECS[kind]} as it was encoded: bars, and a clock that is right`, async () => {
    const viewing = await MediaPage.open(browser, site.origin);
    await viewing.connect(id);
    await viewing.mustWatch(["video"]);
    assert.equal((await device.event("watched")).codec, CODECS[kind]);
    await viewing.mustPlay(20);
    s.figure(`${kind}: the picture was ${await viewing.mustSeeTestPicture()} ms old`);
  });
}

async function moves(s) {
  const [home, web, viewer] = [await s.host("home", { ipv6: "none" }), await s.host("web"), await s.host("viewer", { ipv6: "none" })];
  const pion = new PionDevice(s, home);
  const [device, browser, site] = await Promise.all([pion.device("--pair", "10m"), s.browser("chromium", viewer), s.serve({ ...web, ipv6: "" }, { mounts: librarySite })]);
  const page = await LibraryPage.open(browser, site.origin);
  const { id } = await page.mustPair((await device.event("pairing")).link);
  await page.mustConnect(id);
  s.figure(`the first message after the move was back after ${await move(page, viewer, MOVES[0], home)} ms`);
  assert.deepEqual(await browser.evaluate(() => library.closes), []);
}

async function knockAtEachOther(s) {
  const [home, den] = [await s.host("home"), await s.host("den")];
  const gateway = await s.device(home, { name: "Gateway", args: ["--pair", "--camera", "test", "--grant", "video,audio"] });
  const pion = new PionDevice(s, den);
  const atHome = new Machine(s, home, gateway.stateDirectory);

  await s.step("the Pion device pairs with ours by code, and has lines echoed", async () => {
    const [{ name }] = await pion.run("pair", "--name", "Gopher", (await gateway.event("pairing")).code);
    assert.equal(name, "Gateway");
    assert.equal((await gateway.event("paired")).name, "Gopher");
    assert.equal(await pionEchoes(pion, "Gateway"), ECHO);
  });

  await s.step("it watches our camera, and hears it: a first picture, and others after it", async () => {
    const watching = pion.start("watch", "--for", "60s", "Gateway");
    await watching.event("media", { timeoutMs: 30_000, where: ({ state, video, audio }) => state === "live" && video && audio });
    const { codec, milliseconds } = await watching.event("picture", { timeoutMs: 20_000, where: ({ kind }) => kind === "video" });
    s.figure(`the Pion device had the first picture, of ${codec}, ${milliseconds} ms after it asked`);
    await watching.event("received", { where: ({ kind, frames }) => kind === "video" && frames > 30 });
    await watching.event("received", { where: ({ kind, packets }) => kind === "audio" && packets > 50 });
    assert.ok(!watching.events.some(({ event }) => event === "error"), watching.output);
    const [before, gone] = [watching.mark(), performance.now()];
    await gateway.command("trust", "grant", (await gateway.event("paired")).peer, "none");
    await watching.event("media", { after: before, where: ({ state }) => state === "refused" });
    await watching.event("connection", { after: before, where: ({ state }) => state === "closed" || state === "disconnected" || state === "failed" });
    s.figure(`its picture ended ${Math.round(performance.now() - gone)} ms after the grant was taken away by another command`);
    await watching.kill("SIGINT");
  });

  await s.step("with ours started again, without a code", async () => {
    await gateway.restart({ args: [] });
    assert.equal(await pionEchoes(pion, "Gateway"), ECHO);
  });

  await s.step("ours finds the Pion device's advert, and knocks at it under the same pairing", async () => {
    await pion.device();
    const found = await atHome.run("browse");
    assert.ok(found.some(({ name, type }) => name === "Gopher" && type === "camera"), JSON.stringify(found));
    assert.equal(await atHome.echo("Gopher"), ECHO);
  });
}

async function pionEchoes(pion, peer) {
  const session = pion.start("connect", peer);
  await session.event("session", { timeoutMs: 30_000 });
  for (const line of ECHO.split(" ")) {
    session.write(line);
    await session.event("message", { where: ({ text }) => text === line });
  }
  session.endInput();
  assert.equal((await session.exited).code, 0, session.output);
  return session.events.filter(({ event }) => event === "message").map(({ text }) => text).join(" ");
}
