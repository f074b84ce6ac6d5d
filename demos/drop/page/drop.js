import { Acquaintances } from "./acquaintances.js";
import { Desk } from "./desk.js";
import { PairedDevice } from "./device.js";
import { readEntry, readFragment } from "./hello/entry.js";
import { settings } from "./hello/settings.js";
import { History } from "./history.js";
import { Introductions } from "./introductions.js";
import { Keep } from "./keep.js";
import { noticeOf } from "./notices.js";
import { keepPage } from "./offline.js";
import { element, render, renderTargets } from "./show.js";
import { clip, spellItems } from "./spell.js";
import { targetsOf, whoIs } from "./targets.js";
import { connectionThrough, enterDesk, senderOf, throughId } from "./through.js";
import { markOf, UnfinishedList } from "./unfinished.js";
import { Welcome } from "./welcome.js";
import { wire } from "./wire.js";

/** Progress is shown at most so often: it changes faster than it can be read. */
const SHOW_MS = 150;
/** And at least so often while something is under way, so that a speed does not stand still when bytes do. */
const TICK_MS = 1_000;

const keep = new Keep();
const history = new History(keep);
const unfinished = new UnfinishedList(keep, Date.now());
const welcome = new Welcome(keep);
const acquaintances = new Acquaintances(keep);
const desk = new Desk({ history, unfinished, isWelcome: (id) => welcome.has(id), change: showSoon, tell });

const model = {
  /** @type {any} */ lan: null,
  /** @type {any} the module that sends and receives */ transfer: null,
  /** @type {any} where it puts what it receives */ shelves: null,
  /** @type {Map<string, PairedDevice>} */ devices: new Map(),
  pairing: false,
  /** @type {AbortController | null} */ attempt: null,
  /** @type {any} shown until the next thing that a person does */ error: null,
  /** @type {string} whose device is looked at, or a text is written to */ chosen: "",
  /** @type {{deviceId: string, expected: import("./unfinished.js").Unfinished | null} | null} for whom files are chosen */ picking: null,
  /** @type {any[] | null} what waits for its target */ waiting: null,
  /** @type {string | null} the folder into which everything is saved at once */ folder: null,
  offline: "",
};

let lastShown = -Infinity;
let isShowPlanned = false;

wire({ model, desk, history, unfinished, welcome, pair, takeFragment, send, collect, targetOf, chooseTarget, chooseFolder, forget, acceptCertificate, rename, fail, show });
setInterval(() => desk.isBusy && show(), TICK_MS);
await start();

async function start() {
  const entry = takeFragment();
  showSoon();
  void keepPage((words) => {
    model.offline = words;
    showSoon();
  });
  if (!(await openLibrary())) return;
  window.lanwardDrop = Object.freeze({ model, desk });
  if (entry) await pair(entry);
  show({ focus: model.pairing ? "code-input" : undefined });
}

async function openLibrary() {
  try {
    // Imported here and not above, so that the page can say so when the file was not put beside it.
    const { Lanward } = await import("./lanward.js").catch(() => {
      throw { code: "library-missing", message: "Put the library's one-file build next to this page as lanward.js, then reload." };
    });
    model.transfer = await import("./transfer/index.js");
    model.shelves ??= new model.transfer.IndexedDbShelves({});
    model.lan = await Lanward.open({ name: settings.name });
    const known = await model.lan.devices();
    await refreshDevices(known);
    await restore();
    return true;
  } catch (error) {
    model.lan = null;
    fail(error);
    return false;
  }
}

/** What was received before a reload, and not saved yet. */
async function restore() {
  const all = (await model.shelves.kept?.().catch(() => [])) ?? [];
  for (const kept of all) desk.restore(whoIs(model.devices, kept.peerId), kept);
}

/** Follows the list of pairings. @param {any[]} [list] */
async function refreshDevices(list) {
  const known = list ?? (await model.lan.devices());
  for (const [id, device] of model.devices) {
    if (known.some((each) => each.id === id && Boolean(each.revoked) === (device.state === "removed"))) continue;
    device.stop();
    model.devices.delete(id);
  }
  for (const each of known) {
    const device = model.devices.get(each.id);
    if (device) device.name = each.name;
    else model.devices.set(each.id, follow(each));
  }
  model.pairing = model.pairing && model.devices.size > 0 ? model.pairing : model.devices.size === 0;
  showSoon();
}

/** @param {{id: string, name: string, revoked?: boolean}} known */
function follow(known) {
  const device = new PairedDevice(known, {
    change: showSoon,
    connection: (connection) => {
      const { shelves, folder } = model;
      model.transfer.receiveOn(connection, {
        ...{ peerId: known.id, senderOf: (label) => senderOf(known.id, label), shelves },
        onreceiving: (receiving) => desk.take(whoIs(model.devices, receiving.peerId), receiving, folder),
      });
      desk.attach(known.id, connection);
      const introductions = /** @type {Introductions} */ (device.introductions);
      introductions.attach(connection, enterDesk(connection, (message) => device.connection === connection && introductions.handle(message)));
    },
  });
  device.introductions = introduce(device);
  device.start(model.lan);
  return device;
}

/** Other pages, which a device introduces, or passes on to. @param {PairedDevice} device */
function introduce(device) {
  return new Introductions({
    ...{ deviceId: device.id, lan: () => model.lan, acquaintances, change: showSoon },
    arrived: ({ id }) => desk.attach(throughId(device.id, id), connectionThrough(device.connection, id)),
    open: ({ id, name, connection }) => {
      const peerId = throughId(device.id, id);
      const { shelves, folder } = model;
      model.transfer.receiveOn(connection, { peerId, shelves, onreceiving: (receiving) => desk.take(whoIs(model.devices, peerId, true), receiving, folder) });
      desk.attach(peerId, connection, true);
      tell(`${clip(name, 64)} is reached directly.`);
    },
  });
}

/** @param {string} id */
function targetOf(id) {
  return targetsOf(model.devices).find((each) => each.id === id);
}

/** The link from the address; its secret leaves the address bar and the history at once. */
function takeFragment() {
  const entry = readFragment(location.hash);
  if (entry) window.history.replaceState(null, "", location.pathname + location.search);
  return entry;
}

/** @param {ReturnType<typeof readEntry>} entry */
async function pair(entry) {
  if (!model.lan || model.attempt) return;
  model.pairing = true;
  model.error = entry.kind === "unreadable" ? { code: entry.code, message: entry.why } : null;
  if (entry.kind === "unreadable") return show({ focus: "code-input" });
  const attempt = (model.attempt = new AbortController());
  show();
  try {
    const { id } = await model.lan.pair(entry.kind === "code" ? entry.code : entry.link, { signal: attempt.signal });
    element("code-input").value = "";
    await paired(id);
  } catch (error) {
    // A link works once. Who scans it again wants that device, and is paired with it already.
    const known = entry.kind === "link" && model.devices.get(entry.deviceId);
    if (known && known.state !== "removed") return void (await paired(known.id));
    model.attempt = null;
    model.error = error.code === "aborted" ? null : error;
    show({ focus: "code-input" });
    element("code-input").select();
  }
}

/** @param {string} id */
async function paired(id) {
  model.attempt = null;
  model.error = null;
  model.pairing = false;
  model.devices.get(id)?.stop();
  model.devices.delete(id); // a new pairing with a device that was here takes the place of the former
  await refreshDevices();
  show();
  /** @type {HTMLElement | null} */ (document.querySelector(`.tile[data-device="${id}"] [data-about]`))?.focus();
}

/** @param {string} id @param {any[]} items @param {import("./unfinished.js").Unfinished | null} [expected] */
function send(id, items, expected = null) {
  const device = targetOf(id);
  model.error = null;
  if (items.length === 0) return fail({ code: "nothing", message: "There is no file in what you chose." });
  if (!device?.connection) return fail({ code: "away", message: `${clip(device?.name ?? "The device", 64)} is not here now. Try again when it is.` });
  if (expected && expected.mark !== markOf(items)) {
    return fail({ code: "others", message: `These are not the files that were being sent, or they have changed, so nothing was sent. To send them anyway, choose Files or Folder on ${clip(device.name, 64)}.` });
  }
  if (!device.path) return sendNow(id, items);
  // Which way there is to a page is known in a few seconds.
  const [deviceId, pageId] = id.split("/");
  void model.devices.get(deviceId)?.introductions?.settled(pageId).then(() => sendNow(id, items));
}

/** @param {string} id @param {any[]} items */
function sendNow(id, items) {
  const target = targetOf(id);
  if (!target?.connection) return fail({ code: "away", message: "That page is not here any more. Try again when it is." });
  const isDirect = target.path === "direct";
  desk.send(whoIs(model.devices, id, isDirect), new model.transfer.Sending(target.connection, items), items, isDirect);
}

/** A person has compared the certificate of a page that has another one than before. */
function acceptCertificate() {
  const [deviceId, pageId] = model.chosen.split("/");
  element("about-dialog").close();
  model.devices.get(deviceId)?.introductions?.accept(pageId);
}

/** @param {DataTransfer | FileList | File[]} source @param {(items: any[]) => void} then */
async function collect(source, then) {
  try {
    then(await model.transfer.collect(source));
  } catch (error) {
    fail({ code: error.code ?? "not-sendable", message: error.message });
  }
}

/** From now on what is received goes into a folder that the person chooses, and is not kept by the browser. */
async function chooseFolder() {
  try {
    const handle = await /** @type {any} */ (globalThis).showDirectoryPicker({ mode: "readwrite" });
    model.shelves = new model.transfer.DirectoryShelves(handle);
    model.folder = handle.name;
    for (const device of model.devices.values()) if (device.state !== "removed") device.restart(model.lan); // each connection has its place
  } catch (error) {
    if (error.name !== "AbortError") fail({ code: "not-saved", message: `That folder cannot be used: ${error.message}` });
  }
  show();
}

/** Asks to which of the devices that are here. @param {any[]} items */
function chooseTarget(items) {
  if (items.length === 0) return send("", items);
  const here = targetsOf(model.devices).filter(({ state }) => state === "here");
  model.waiting = items;
  renderTargets(spellItems(items), here);
  element("target-dialog").showModal();
}

async function forget() {
  const id = model.chosen;
  element("forget-dialog").close();
  try {
    const device = model.devices.get(id);
    model.devices.delete(id); // what the connection says while it ends is no news any more
    await model.lan.forget(id);
    device?.stop();
    welcome.set(id, false);
    acquaintances.forget(id);
    await refreshDevices();
  } catch (error) {
    await refreshDevices().catch(() => {});
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
    for (const device of model.devices.values()) device.stop();
    model.devices.clear();
    model.lan.close();
    await openLibrary();
  }
  show();
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
  setTimeout(show, Math.max(0, lastShown + SHOW_MS - performance.now()));
}

/** @param {{focus?: string}} [options] the element that a person needs next */
function show({ focus } = {}) {
  isShowPlanned = false;
  lastShown = performance.now();
  render({
    ownName: settings.name,
    pairing: model.pairing,
    busy: model.attempt !== null,
    canCancel: model.attempt !== null || (model.pairing && model.devices.size > 0),
    tiles: targetsOf(model.devices),
    rows: desk.rows(),
    history: history.items,
    unfinished: unfinished.all.filter(({ mark, deviceId }) => !desk.isUnderWay(mark, deviceId) && model.devices.has(deviceId.split("/")[0])),
    notice: model.error ? noticeOf(model.error) : null,
    folder: model.folder,
    canChooseFolder: model.devices.size > 0 && !desk.isBusy && "showDirectoryPicker" in globalThis,
    offline: model.offline,
    now: Date.now(),
  });
  if (focus) element(focus).focus();
}
