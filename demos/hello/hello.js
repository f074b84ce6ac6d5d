import { ChatLog } from "./chat.js";
import { readEntry, readFragment } from "./entry.js";
import { fingerprintsOf } from "./fingerprints.js";
import { element, render, setText } from "./page.js";
import { Plot } from "./plot.js";
import { DeviceSession } from "./session.js";
import { settings } from "./settings.js";
import { spellMs, summarize } from "./stats.js";
import { noticeFor } from "./words.js";

/** How often the figures are written: slower than they are measured, so that they can be read. */
const FIGURES_PERIOD_MS = 500;
const PULSE_PERIOD_MS = 1_200;

const model = {
  /** @type {any} */ lan: null,
  /** @type {{id: string, name: string}[]} */ devices: [],
  /** @type {DeviceSession | null} */ session: null,
  /** the person asked for the form, or there is nothing else to show */ pairing: true,
  /** @type {AbortController | null} */ attempt: null,
  attemptName: "",
  /** @type {any} an error of the form, shown until the next attempt */ formError: null,
};

const chat = new ChatLog(element("chat-log"));
const plot = new Plot(element("plot"), () => model.session?.probe.roundTrips ?? { window: () => [] });
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let figuresAt = 0;
let pulseAt = 0;

wire();
await start();

async function start() {
  const entry = takeFragment();
  show();
  try {
    // Imported here and not above, so that the page can say so when the file was not put beside it.
    const { Lanward } = await import("./lanward.js").catch(() => {
      throw { code: "library-missing", message: "Put the library's one-file build next to this page as lanward.js, then reload." };
    });
    model.lan = await Lanward.open({ name: settings.name });
    model.devices = await model.lan.devices();
  } catch (error) {
    model.formError = error;
    return show();
  }
  window.lanwardHello = Object.freeze({
    lan: model.lan,
    get connection() {
      return model.session?.connection ?? null;
    },
  });
  if (entry) return pair(entry);
  const device = model.devices.find(({ id }) => id === settings.lastDevice) ?? model.devices[0];
  if (device) open(device);
  else show({ focus: "code-input" });
}

/** The link from the address; its secret leaves the address bar and the history at once. */
function takeFragment() {
  const entry = readFragment(location.hash);
  if (entry) history.replaceState(null, "", location.pathname + location.search);
  return entry;
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
  if (known && error.code !== "aborted") return open(known);
  model.formError = error.code === "aborted" ? null : error;
  show({ focus: "code-input" });
  element("code-input").select();
}

/** @param {{id: string, name: string}} device @param {{focus?: string}} [options] */
function open(device, options) {
  model.pairing = false;
  model.formError = null;
  settings.lastDevice = device.id;
  if (model.session?.device.id !== device.id || ["revoked", "error"].includes(model.session.state)) {
    model.session?.stop();
    const session = new DeviceSession(model.lan, device, {
      change: () => model.session === session && sessionChanged(session),
      sample: (rtt) => model.session === session && sampled(rtt),
      message: (from, text) => model.session === session && chat.add(from, text, device.name),
    });
    model.session = session;
    session.start();
  }
  chat.replace(model.session.messages, device.name);
  writeFigures();
  figuresAt = -Infinity;
  plot.draw();
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
  try {
    await model.lan.forget(session.device.id);
    session.stop();
    model.session = null;
    model.devices = await model.lan.devices();
    if (model.devices.length > 0) return open(model.devices[0], { focus: "device-name" });
    model.pairing = true;
  } catch (error) {
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
    canCancel: attempt !== null || (model.pairing && model.devices.length > 0 && !revoked),
    ownName: settings.name,
    deviceName: (model.pairing && !(revoked && !attempt) ? model.attemptName && attempt && model.attemptName : known?.name) || "",
    currentId: session?.device.id ?? "",
    devices: model.devices,
    notice: error ? noticeFor(error, { retrying: error === session?.error && session.retrying }) : null,
    fingerprints: view === "device" && session?.connection ? fingerprintsOf(session.connection.pc) : null,
    canChat: session?.canChat ?? false,
  });
  if (focus) element(focus).focus({ preventScroll: focus === "device-name" });
}

function pairingState() {
  return model.lan === null && model.formError ? "error" : "pairing";
}

/** @param {number | null} rtt */
function sampled(rtt) {
  plot.update();
  const now = performance.now();
  setText("rtt-count", String(model.session?.probe.roundTrips.count ?? 0));
  if (now - figuresAt > FIGURES_PERIOD_MS) writeFigures();
  if (rtt !== null && !calm.matches && now - pulseAt > PULSE_PERIOD_MS) {
    pulseAt = now;
    element("pulse").animate(
      [
        { left: "0%", opacity: 0 },
        { left: "12%", opacity: 1, offset: 0.1 },
        { left: "100%", opacity: 1, offset: 0.5 },
        { left: "12%", opacity: 1, offset: 0.9 },
        { left: "0%", opacity: 0 },
      ],
      { duration: 900, easing: "ease-in-out" },
    );
  }
}

function writeFigures() {
  figuresAt = performance.now();
  const trips = model.session?.probe.roundTrips;
  const { median, p99, lost } = summarize(trips?.window(figuresAt) ?? []);
  setText("rtt-median", spellMs(median));
  setText("rtt-p99", spellMs(p99));
  setText("rtt-lost", String(lost));
  setText("rtt-count", String(trips?.count ?? 0));
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
    if (entry) void pair(entry);
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
  model.session.say(input.value);
  input.value = "";
  input.focus();
}

function rename() {
  settings.name = element("rename-input").value;
  element("rename-dialog").close();
  show();
}

/** @param {string} id @param {string} type @param {(event: any) => void} handler */
function on(id, type, handler) {
  element(id).addEventListener(type, (event) => {
    if (type === "submit") event.preventDefault();
    handler(event);
  });
}
