import { Camera } from "./camera.js";
import { isAnother, readFragment } from "./hello/entry.js";
import { settings } from "./hello/settings.js";
import { asked } from "./hello/words.js";
import { noticeOf } from "./notices.js";
import { Push } from "./push.js";
import { chime, mayAskToNotify, notify, Rings } from "./rings.js";
import { mayCapture, openCamera, openMicrophone, openScreen, Sending } from "./sending.js";
import { element, render, renderAbout } from "./show.js";
import { pictureOf, save } from "./snapshot.js";
import { Tile } from "./tile.js";
import { cameraWords, snapshotName, talkWords } from "./words.js";
import { wire } from "./wire.js";

/** A page that nobody looks at for so long asks for no picture; it does again when it is looked at. */
const HIDDEN_MS = 30_000;

/** @typedef {{camera: Camera, tile: Tile, sending: Sending, push: Push, said: string}} Place */

const model = {
  /** @type {any} */ lan: null,
  /** @type {Map<string, Place>} */ places: new Map(),
  pairing: false,
  /** @type {AbortController | null} */ attempt: null,
  /** @type {any} a link that a person has to confirm */ linked: null,
  /** @type {any} shown until the next thing that a person does */ error: null,
  /** @type {string} whose dialog is open */ chosen: "",
};
const rings = new Rings({ change: showSoon });
let isShowPlanned = false;
let hiddenTimer = 0;

const does = {
  watch: (id) => place(id)?.camera.watch(),
  stop: (id) => stopWatching(id),
  sound: (id) => toggleSound(id),
  snapshot: (id) => void snapshot(id),
  full: (id) => void toggleFullScreen(id),
  cast: (id) => cast(id),
  about: (id) => about(id),
  pressTalk: (id) => talk(id, (push) => push.press(performance.now())),
  releaseTalk: (id) => talk(id, (push) => push.release(performance.now())),
  toggleTalk: (id) => talk(id, (push) => (push.press(0), push.release(0))),
};

wire({ model, does, pair, takeFragment, rename, forget, show, answerRing, askToNotify, castScreen: () => castFrom(openScreen), castCamera: () => castFrom(openCamera) });
document.addEventListener("visibilitychange", visibilityChanged);
await start();

async function start() {
  const entry = takeFragment();
  showSoon();
  if (!(await openLibrary())) return;
  window.lanwardDoorbell = Object.freeze({ model, rings });
  if (entry) await pair(entry);
  show({ focus: model.pairing ? "code-input" : undefined });
}

async function openLibrary() {
  try {
    // Imported here and not above, so that the page can say so when the file was not put beside it.
    const { Lanward } = await import("./lanward.js").catch(() => {
      throw { code: "library-missing", message: "Put the library's one-file build next to this page as lanward.js, then reload." };
    });
    model.lan = await Lanward.open({ name: settings.name });
    await refresh();
    return true;
  } catch (error) {
    model.lan = null;
    fail(error);
    return false;
  }
}

/** Follows the list of pairings. */
async function refresh() {
  const known = await model.lan.devices();
  for (const [id, { camera }] of model.places) {
    const one = known.find((each) => each.id === id);
    if (one && Boolean(one.revoked) === (camera.presence === "removed")) continue;
    remove(id);
  }
  for (const each of known) if (!model.places.has(each.id)) model.places.set(each.id, follow(each));
  if (model.places.size === 0) model.pairing = true;
  showSoon();
}

/** @param {any} known @returns {Place} */
function follow(known) {
  const camera = new Camera(known, { change: showSoon, ring: rang, gone: ({ id }) => quiet(id) });
  const sending = new Sending({ change: () => sendingChanged(known.id), failed: fail });
  const tile = new Tile(camera, sending);
  camera.start(model.lan);
  return { camera, sending, tile, push: new Push(), said: "" };
}

/** @param {string} id */
function remove(id) {
  const { camera, sending } = model.places.get(id) ?? {};
  model.places.delete(id);
  sending?.stop();
  camera?.stop();
  rings.dismiss(({ cameraId }) => cameraId === id);
}

/** @param {string} id */
function place(id) {
  model.error = null;
  return model.places.get(id);
}

/** The link from the address; its secret leaves the address bar and the history at once. */
function takeFragment() {
  const entry = readFragment(location.hash);
  if (entry) history.replaceState(null, "", location.pathname + location.search);
  return entry;
}

/** @param {any} entry */
async function pair(entry) {
  if (!model.lan || model.attempt) return;
  model.pairing = true;
  model.error = entry.kind === "unreadable" ? { code: entry.code, message: entry.why } : null;
  if (entry.kind === "unreadable") return show({ focus: "code-input" });
  const devices = await model.lan.devices();
  if (entry.kind === "link" && isAnother(entry.deviceId, devices) && model.linked !== entry.link) {
    model.linked = entry.link;
    element("code-input").value = entry.link;
    return fail({ code: "asked-by-link", message: asked(entry.name) });
  }
  const attempt = (model.attempt = new AbortController());
  show();
  try {
    const { id } = await model.lan.pair(entry.kind === "code" ? entry.code : entry.link, { signal: attempt.signal });
    paired(id);
  } catch (error) {
    model.attempt = null;
    // A link works once. Who scans it again wants that camera, and is paired with it already.
    if (entry.kind === "link" && devices.some(({ id, revoked }) => id === entry.deviceId && !revoked)) return paired(entry.deviceId);
    model.error = error.code === "aborted" ? null : error;
    show({ focus: "code-input" });
    element("code-input").select();
  }
}

/** @param {string} id */
async function paired(id) {
  Object.assign(model, { attempt: null, error: null, pairing: false, linked: null });
  element("code-input").value = "";
  if (model.places.get(id)?.camera.presence === "removed") remove(id); // a new pairing takes the place of the former
  await refresh();
  show();
  /** @type {HTMLElement | null} */ (document.querySelector(`[data-device="${id}"] [data-do="watch"]`))?.focus();
}

/** @param {string} id */
function stopWatching(id) {
  const at = place(id);
  at?.sending.stop();
  at?.camera.unwatch();
  if (document.fullscreenElement) void document.exitFullscreen();
  show();
  /** @type {HTMLElement | null} */ (at?.tile.element.querySelector('[data-do="watch"]'))?.focus();
}

/** @param {string} id */
function toggleSound(id) {
  const video = place(id)?.tile.video;
  if (video) video.muted = !video.muted;
  show();
}

/** @param {string} id */
async function snapshot(id) {
  const at = place(id);
  if (!at) return;
  const blob = await pictureOf(at.tile.video);
  if (!blob) return fail({ code: "no-picture", message: "Wait until the picture is there, then try again." });
  save(blob, snapshotName(at.camera.name, new Date()));
  tell(`Snapshot of ${at.camera.name} saved`);
}

/** @param {string} id */
async function toggleFullScreen(id) {
  const stage = place(id)?.tile.element.querySelector(".stage");
  if (document.fullscreenElement) return document.exitFullscreen();
  return stage?.requestFullscreen?.().catch(() => {});
}

/** @param {string} id @param {(push: Push) => void} how */
function talk(id, how) {
  const at = place(id);
  if (!at?.camera.connection) return;
  if (!mayCapture()) return insecure("microphone");
  how(at.push);
  const isTalking = at.sending.state !== "off" && at.sending.purpose === "talk";
  if (at.push.isOn === isTalking) return;
  if (at.push.isOn) void at.sending.start(at.camera.connection, "talk", openMicrophone);
  else at.sending.stop();
}

/** @param {string} id */
function cast(id) {
  const at = place(id);
  if (!at?.camera.connection) return;
  if (at.sending.state !== "off" && at.sending.purpose === "cast") return at.sending.stop();
  if (!mayCapture()) return insecure("screen");
  model.chosen = id;
  element("cast-name").textContent = at.camera.name;
  element("cast-screen").hidden = !navigator.mediaDevices.getDisplayMedia;
  element("cast-dialog").showModal();
}

/** @param {() => Promise<MediaStream>} open */
function castFrom(open) {
  element("cast-dialog").close();
  const at = place(model.chosen);
  at?.push.end();
  if (at?.camera.connection) void at.sending.start(at.camera.connection, "cast", open);
}

/** Says why the browser gives nothing, and what to do. @param {string} what */
function insecure(what) {
  element("insecure-what").textContent = what;
  element("insecure-origin").textContent = location.origin;
  element("insecure-dialog").showModal();
}

/** @param {string} id */
function sendingChanged(id) {
  const at = model.places.get(id);
  if (!at) return;
  if (at.sending.state === "off") at.push.end();
  if (at.sending.purpose === "talk" && at.sending.state === "on") tell(`${talkWords("on").heard} at ${at.camera.name}`);
  showSoon();
}

/** The connection is gone: a microphone must not stay open for when it comes back. A screen goes on then. @param {string} id */
function quiet(id) {
  const sending = model.places.get(id)?.sending;
  if (sending?.purpose === "talk") sending.stop();
}

/** @param {Camera} camera @param {any} ring */
function rang(camera, ring) {
  const at = new Date();
  void rings.add(camera, ring, at);
  chime();
  notify({ name: camera.name, at }, () => does.watch(camera.id));
}

/** @param {number} key @param {string} how */
function answerRing(key, how) {
  const ring = rings.all.find((each) => each.key === key);
  rings.dismiss((each) => each.key === key);
  const at = ring && how === "watch" ? place(ring.cameraId) : undefined;
  at?.camera.watch();
  at?.tile.element.scrollIntoView({ block: "nearest" });
  show();
  /** @type {HTMLElement | null} */ ((at ?? [...model.places.values()][0])?.tile.element.querySelector(at ? '[data-do="stop"]' : '[data-do="watch"]'))?.focus();
}

async function askToNotify() {
  await Notification.requestPermission().catch(() => {});
  show();
}

/** @param {string} id */
function about(id) {
  const at = place(id);
  if (!at) return;
  model.chosen = id;
  renderAbout(at.camera);
  element("about-dialog").showModal();
}

async function forget() {
  const id = model.chosen;
  element("forget-dialog").close();
  try {
    remove(id);
    await model.lan.forget(id);
    await refresh();
  } catch (error) {
    await refresh().catch(() => {});
    fail(error);
  }
  show({ focus: model.pairing ? "code-input" : "add-button" });
}

/** The library takes a name when it is opened, and tells it in the hello of each connection: so both begin anew. */
async function rename() {
  const before = settings.name;
  settings.name = element("rename-input").value;
  element("rename-dialog").close();
  if (settings.name !== before && !model.attempt && model.lan) {
    for (const id of [...model.places.keys()]) remove(id);
    model.lan.close();
    await openLibrary();
  }
  show();
}

function visibilityChanged() {
  clearTimeout(hiddenTimer);
  const pause = (/** @type {boolean} */ paused) => model.places.forEach(({ camera }) => camera.pause(paused));
  if (document.visibilityState === "hidden") hiddenTimer = window.setTimeout(() => pause(true), HIDDEN_MS);
  else pause(false);
}

/** @param {any} error */
function fail(error) {
  model.error = error;
  showSoon();
}

/** For who cannot see the page. @param {string} news */
function tell(news) {
  element("news").textContent = news;
}

/** Something has changed. */
function showSoon() {
  if (isShowPlanned) return;
  isShowPlanned = true;
  queueMicrotask(() => show());
}

/** @param {{focus?: string}} [options] the element that a person needs next */
function show({ focus } = {}) {
  isShowPlanned = false;
  const places = [...model.places.values()];
  render({
    ownName: settings.name,
    pairing: model.pairing,
    busy: model.attempt !== null,
    canCancel: model.attempt !== null || (model.pairing && places.length > 0),
    canNotify: mayAskToNotify(),
    notice: model.error ? noticeOf(model.error) : null,
    tiles: places.map(({ tile }) => tile),
    rings: rings.all,
  });
  for (const at of places) announce(at);
  if (focus) element(focus).focus();
}

/** @param {Place} at */
function announce(at) {
  const { pill } = cameraWords(at.camera);
  const was = at.said;
  at.said = pill;
  if (was !== "" && was !== pill && at.camera.wanted) tell(`${at.camera.name}: ${pill}`);
}
