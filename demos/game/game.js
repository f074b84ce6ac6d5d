import { readEntry, readFragment } from "./hello/entry.js";
import { noticeFor } from "./hello/words.js";
import { Picture } from "./draw.js";
import { endOf } from "./ends.js";
import { Invite } from "./invite.js";
import { Lockstep } from "./lockstep.js";
import { remember, remembered, setPlaying, wasPlaying } from "./memory.js";
import { bannerOf, showDetails, showNotice, showPlayers, showView } from "./show.js";
import { Steering } from "./steering.js";
import { TICKS_PER_SECOND } from "./world.js";

const TICK_MILLISECONDS = 1_000 / TICKS_PER_SECOND;
const DETAILS_MILLISECONDS = 1_000;

const byId = (/** @type {string} */ id) => /** @type {any} */ (document.getElementById(id));
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** @type {any} */
let lan;
/** @type {any} */
let room;
/** @type {Lockstep} */
let game;
/** @type {Map<string, number | undefined>} */
const rtts = new Map();
let steppedAt = 0;
/** @type {string} of the device that this page knows; empty for none */
let deviceId = "";

const steering = new Steering(byId("canvas"), byId("dash-button"));
const invite = new Invite();
const picture = new Picture(byId("canvas"));

/** What a test may look at. */
globalThis.floe = {
  state: () => room && { status: room.status, host: room.host?.name, term: room.term, self: room.self?.name, tick: game?.world.tick, round: game?.world.round, pucks: game?.world.pucks.length, onCourse: game?.isOnCourse, differences: game?.differences, asked: game?.asked, puck: game?.world.pucks.find(({ id }) => id === room.self?.id) },
  paths: () => Object.fromEntries(room.players.filter((/** @type {any} */ { isSelf }) => !isSelf).map((/** @type {any} */ { name, path }) => [name, path])),
  hashes: () => game.hashes,
};

async function start() {
  const { Lanward } = await import("/lanward.js");
  const { name, table } = remembered();
  byId("name-input").value = name;
  lan = await Lanward.open({ name: "Floe" });
  const known = (await lan.devices()).filter((/** @type {any} */ { revoked }) => !revoked).map((/** @type {any} */ { id }) => id);
  deviceId = known.includes(table) ? table : (known[0] ?? "");
  const link = readFragment(location.hash);
  const isOther = link?.kind === "link" && !known.includes(link.deviceId);
  if (link?.kind === "link") {
    history.replaceState(null, "", location.pathname); // a link works once: it is not to be kept
    deviceId = isOther ? "" : link.deviceId;
    if (isOther) byId("code-input").value = link.link;
  }
  showView("start", deviceId === "" && !isOther);
  if (deviceId !== "" && name !== "" && wasPlaying()) return play(); // a page that was reloaded
  byId("name-input").focus();
}

async function play() {
  showNotice(null);
  const name = byId("name-input").value.trim() || "Somebody";
  byId("play-button").disabled = true;
  try {
    if (deviceId === "") {
      deviceId = await pair(byId("code-input").value);
      byId("code-input").value = ""; // it is used up
    }
    room = await lan.join(deviceId, { name });
    remember(name, deviceId);
    enter();
  } catch (error) {
    fail(/** @type {any} */ (error));
  } finally {
    byId("play-button").disabled = false;
  }
}

/** @param {string} text */
async function pair(text) {
  const entry = readEntry(text);
  if (entry.kind === "unreadable") throw Object.assign(new Error(entry.why), { code: entry.code });
  const { id } = await lan.pair(entry.kind === "code" ? entry.code : entry.link);
  return id;
}

function enter() {
  const joined = room;
  game = new Lockstep({
    self: () => joined.self.id,
    host: () => ({ id: joined.host?.id ?? "", term: joined.term }),
    players: () => joined.players.map((/** @type {any} */ { id }) => id),
    input: () => steering.take(),
    broadcast: (data, options) => joined.broadcast(data, options),
    send: (id, data, options) => joined.players.find((/** @type {any} */ player) => player.id === id)?.send(data, options),
  });
  joined.addEventListener("message", (/** @type {any} */ { player, data }) => game.hear(player.id, data) && stepped());
  joined.addEventListener("change", () => changed(joined));
  joined.addEventListener("close", (/** @type {any} */ { reason }) => left(reason));
  byId("play-button").textContent = "Play";
  showView("table");
  changed(joined);
  byId("canvas").focus({ preventScroll: true });
  setPlaying(true);
}

/** @param {any} joined */
function changed(joined) {
  if (joined !== room) return;
  showPlayers(joined, game.world);
  showBanner();
  invite.show(joined.invitation);
}

function showBanner() {
  const banner = bannerOf(room, game.world);
  if (byId("banner").textContent !== banner) byId("banner").textContent = banner;
}

function stepped() {
  steppedAt = performance.now();
  if (game.before.round !== game.world.round || game.before.next !== game.world.next || game.before.pucks.length !== game.world.pucks.length || game.world.tick % 30 === 0) showPlayers(room, game.world);
  showBanner();
}

/** @param {string} reason */
function left(reason) {
  room = undefined;
  invite.show(undefined);
  setPlaying(false);
  showView("start", false);
  if (reason !== "left") fail({ code: reason });
  byId("play-button").focus(); // what had it is not to be seen any more
}

/** @param {{code?: string, message?: string}} error */
function fail(error) {
  if (["revoked", "not-paired", "identity-expired"].includes(error.code ?? "")) deviceId = "";
  showView("start", deviceId === "");
  const end = endOf(error.code);
  byId("play-button").textContent = end?.button ?? "Play";
  showNotice(end ?? noticeFor(error));
}

/** Some times each tick, also while the page is hidden. */
function tick() {
  if (!room || !game) return;
  if (game.advance(performance.now(), TICK_MILLISECONDS)) stepped();
}

function frame() {
  if (room && game) {
    const part = Math.min(1, (performance.now() - steppedAt) / TICK_MILLISECONDS);
    const initial = (/** @type {string} */ id) => [...(room.players.find((/** @type {any} */ player) => player.id === id)?.name ?? "?")][0].toUpperCase();
    picture.draw(game.before, game.world, part, { now: performance.now(), self: room.self?.id, initial, calm: calm.matches });
  }
  requestAnimationFrame(frame);
}

async function details() {
  if (!room || byId("details").hidden) return;
  const shown = room;
  await Promise.all(shown.players.map(async (/** @type {any} */ player) => rtts.set(player.id, (await player.stats())?.rtt)));
  if (shown !== room || byId("details").hidden) return;
  const clock = shown.clockUncertainty < Infinity ? ` The common clock is right within ${shown.clockUncertainty.toFixed(1)} ms.` : "";
  const words = `Tick ${game.world.tick} of term ${shown.term}. Pages that had another world than the host: ${game.differences}. Times that this page asked for the world: ${game.asked}.${clock}`;
  showDetails(shown, rtts, { kick: (player) => shown.kick(player) }, words);
}

byId("start-form").addEventListener("submit", (/** @type {Event} */ event) => {
  event.preventDefault();
  void play();
});
byId("other-button").addEventListener("click", () => {
  deviceId = "";
  showNotice(null);
  showView("start", true);
  byId("code-input").focus();
});
byId("leave-button").addEventListener("click", () => room?.leave());
byId("lock-button").addEventListener("click", () => room?.lock(!room.isLocked));
byId("details-button").addEventListener("click", () => {
  byId("details").hidden = !byId("details").hidden;
  byId("details-button").setAttribute("aria-expanded", String(!byId("details").hidden));
  void details();
});

new Worker("ticker.js").onmessage = tick;
setInterval(() => void details(), DETAILS_MILLISECONDS);
requestAnimationFrame(frame);
start().catch(fail);
