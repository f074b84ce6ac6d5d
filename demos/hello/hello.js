import { ChatLog } from "./chat.js";
import { isAnother, readEntry, readFragment } from "./entry.js";
import { Figures } from "./figures.js";
import { fingerprintsOf } from "./fingerprints.js";
import { element, render, setText } from "./page.js";
import { DeviceSession } from "./session.js";
import { settings } from "./settings.js";
import { asked, noticeFor } from "./words.js";

const model = {
  /** @type {any} */ lan: null,
  /** @type {{id: string, name: string, revoked?: boolean}[]} */ devices: [],
  /** @type {DeviceSession | null} */ session: null,
  /** the person asked for the form, or there is nothing else to show */ pairing: true,
  /** @type {AbortController | null} */ attempt: null,
  attemptName: "",
  /** @type {any} an error of the form, shown until the next attempt */ formError: null,
};

const chat = new ChatLog(element("chat-log"));
const figures = new Figures();

wire();
await start();

async function start() {
  const entry = takeFragment();
  show();
  if (!(await openLibrary())) return;
  window.lanwardHello = Object.freeze({
    get lan() {
      return model.lan;
    },
    get connection() {
      return model.session?.connection ?? null;
    },
  });
  if (entry) return follow(entry);
  const usable = model.devices.filter(({ revoked }) => !revoked);
  const device = model.devices.find(({ id }) => id === settings.lastDevice) ?? usable[0] ?? model.devices[0];
  if (device) open(device);
  else show({ focus: "code-input" });
}

async function openLibrary() {
  try {
    // Imported here and not above, so that the page can say so when the file was not put beside it.
    const { Lanward } = await import("./lanward.js").catch(() => {
      throw { code: "library-missing", message: "Put the library's one-file build next to this page as lanward.js, then reload." };
    });
    model.lan = await Lanward.open({ name: settings.name });
    model.devices = await model.lan.devices();
    return true;
  } catch (error) {
    model.lan = null;
    model.formError = error;
    model.pairing = true;
    show();
    return false;
  }
}

/** The link from the address; its secret leaves the address bar and the history at once. */
function takeFragment() {
  const entry = readFragment(location.hash);
  if (entry) history.replaceState(null, "", location.pathname + location.search);
  return entry;
}

/**
 * Takes the link from the address. Any web page can send a person here with a link of its own, and a stranger's device would then stand
 * in the place of the person's: where this page has a device already, it asks before it pairs with another.
 *
 * @param {ReturnType<typeof readEntry>} entry
 */
function follow(entry) {
  if (entry.kind !== "link" || model.attempt || !isAnother(entry.deviceId, model.devices)) return pair(entry);
  model.pairing = true;
  model.formError = { code: "asked-by-link", message: asked(entry.name) };
  element("code-input").value = entry.link;
  return show({ focus: "pair-button" });
}

/** @param {ReturnType<typeof readEntry>} entry */
async function pair(entry) {
  if (!model.lan || model.attempt) return;
  model.pairing = true;
  model.formError = entry.kind === "unreadable" ? { code: entry.code, message: entry.why } : null;
  if (entry.kind === "unreadable") return show({ focus: "code-input" });
  const attempt = new AbortController();
  model.attempt = attempt;
  model.attemptName = entry.kind === "link" ? entry.name : "";
  show();
  try {
    const device = await model.lan.pair(entry.kind === "code" ? entry.code : entry.link, { signal: attempt.signal });
    model.attempt = null;
    model.devices = await model.lan.devices();
    element("code-input").value = "";
    open(model.devices.find(({ id }) => id === device.id) ?? device, { focus: "device-name" });
  } catch (error) {
    model.attempt = null;
    await pairingFailed(entry, error);
  }
}

/** @param {ReturnType<typeof readEntry>} entry @param {any} error */
async function pairingFailed(entry, error) {
  // A link works once. Who scans it again wants that device, and is paired with it already.
  const known = entry.kind === "link" && model.devices.find(({ id }) => id === entry.deviceId);
  if (known && !known.revoked && error.code !== "aborted") return open(known);
  model.formError = error.code === "aborted" ? null : error;
  show({ focus: "code-input" });
  element("code-input").select();
}

/** @param {{id: string, name: string}} device @param {{focus?: string}} [options] */
function open(device, options) {
  model.pairing = false;
  model.formError = null;
  settings.lastDevice = device.id;
  if (model.session?.device.id === device.id) {
    if (!model.session.connection) model.session.restart(model.lan); // now, and not after the library's pause
  } else {
    model.session?.stop();
    const session = new DeviceSession(model.lan, device, {
      change: () => model.session === session && sessionChanged(session),
      sample: (rtt) => model.session === session && figures.sampled(rtt),
      message: (from, text) => model.session === session && chat.add(from, text, device.name),
    });
    model.session = session;
    session.start();
  }
  chat.replace(model.session.messages, device.name);
  figures.follow(model.session.probe.roundTrips);
  show(options);
}

/** @param {DeviceSession} session */
function sessionChanged(session) {
  if (session.state === "revoked") model.pairing = true;
  show();
  if (session.state === "connected" || session.state === "revoked") void refreshDevices();
}

/** A device may have a new name, or be gone from the list. */
async function refreshDevices() {
  model.devices = await model.lan.devices();
  show();
}

async function forget() {
  const session = model.session;
  element("forget-dialog").close();
  if (!session) return;
  model.session = null; // what the connection says while it ends is no news any more
  try {
    await model.lan.forget(session.device.id);
    session.stop();
    model.devices = await model.lan.devices();
    const next = model.devices.find(({ revoked }) => !revoked);
    if (next) return open(next, { focus: "device-name" });
    model.pairing = true;
  } catch (error) {
    model.session = session;
    model.formError = error;
  }
  show({ focus: "code-input" });
}

/** @param {{focus?: string}} [options] the element that a person needs next */
function show({ focus } = {}) {
  const { session, attempt } = model;
  const revoked = session?.state === "revoked";
  const view = model.pairing ? "pair" : "device";
  const ownState = model.pairing && !revoked ? pairingState() : (session?.state ?? "pairing");
  const error = model.pairing ? (model.formError ?? (revoked && !attempt ? session.error : null)) : (model.formError ?? session?.error);
  const known = model.devices.find(({ id }) => id === session?.device.id) ?? session?.device;
  render({
    view,
    state: attempt ? "pairing" : ownState,
    busy: attempt !== null,
    canCancel: attempt !== null || (model.pairing && session !== null && !revoked),
    ownName: settings.name,
    deviceName: (model.pairing && !(revoked && !attempt) ? model.attemptName && attempt && model.attemptName : known?.name) || "",
    currentId: session?.device.id ?? "",
    devices: model.devices,
    notice: error ? noticeFor(error, { retrying: error === session?.error && session.retrying }) : null,
    fingerprints: view === "device" && session?.connection ? fingerprintsOf(session.connection.pc) : null,
    canChat: session?.canChat ?? false,
    canForget: session !== null && !attempt && (view === "device" || revoked),
  });
  if (focus) element(focus).focus({ preventScroll: focus === "device-name" });
}

function pairingState() {
  return model.lan === null && model.formError ? "error" : "pairing";
}

/** Puts the handlers onto the document, once. */
function wire() {
  on("pair-form", "submit", () => pair(readEntry(element("code-input").value)));
  on("cancel-button", "click", cancel);
  on("add-button", "click", () => {
    model.pairing = true;
    show({ focus: "code-input" });
  });
  on("device-list", "click", ({ target }) => {
    const device = model.devices.find(({ id }) => id === target.dataset.device);
    if (device && !model.attempt) open(device);
  });
  on("chat-form", "submit", say);
  on("forget-button", "click", () => {
    setText("forget-name", element("device-name").textContent);
    element("forget-dialog").showModal();
  });
  on("forget-yes", "click", forget);
  on("forget-no", "click", () => element("forget-dialog").close());
  on("rename-button", "click", () => {
    element("rename-input").value = settings.name;
    element("rename-dialog").showModal();
    element("rename-input").select();
  });
  on("rename-no", "click", () => element("rename-dialog").close());
  on("rename-form", "submit", rename);
  addEventListener("hashchange", () => {
    const entry = takeFragment();
    if (entry) void follow(entry);
  });
}

function cancel() {
  if (model.attempt) return model.attempt.abort();
  model.formError = null;
  if (model.session) open(model.session.device);
}

function say() {
  const input = element("chat-input");
  if (input.value.trim() === "" || !model.session?.canChat) return;
  try {
    model.session.say(input.value);
    input.value = "";
    model.formError = null;
  } catch (error) {
    model.formError = error; // the text stays, to be sent again
  }
  show({ focus: "chat-input" });
}

/** The library takes a name when it is opened, and tells it in the hello of each connection: so both begin anew. */
async function rename() {
  const before = settings.name;
  settings.name = element("rename-input").value;
  element("rename-dialog").close();
  show();
  if (settings.name === before || model.attempt || !model.lan) return;
  model.session?.stop();
  model.lan.close();
  if (await openLibrary()) model.session?.restart(model.lan);
  show();
}

/** @param {string} id @param {string} type @param {(event: any) => void} handler */
function on(id, type, handler) {
  element(id).addEventListener(type, (event) => {
    if (type === "submit") event.preventDefault();
    handler(event);
  });
}
