import { COLOURS } from "./colours.js";

const WAYS = {
  self: "this page",
  direct: "direct",
  relay: "through the device, which can read it",
  away: "not reached",
  cut: "not listened to: it said too much",
};

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {string} tag @param {string} [text] */
function element(tag, text) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  return made;
}

/** A puck's colour. @param {number | undefined} colour nothing for who is not on the ice yet */
function dot(colour) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 18 18");
  svg.setAttribute("class", "dot");
  svg.setAttribute("aria-hidden", "true");
  const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  for (const [name, value] of Object.entries({ cx: "9", cy: "9", r: "8", fill: colour === undefined ? "none" : COLOURS[colour][0], stroke: "currentColor" })) circle.setAttribute(name, value);
  svg.append(circle);
  return svg;
}

/** The players above the ice. @param {any} room @param {import("./world.js").World} world */
export function showPlayers(room, world) {
  const items = room.players.map((/** @type {any} */ player) => {
    const puck = world.pucks.find(({ id }) => id === player.id);
    const item = element("li");
    item.classList.toggle("self", player.isSelf);
    item.classList.toggle("away", player.isAway);
    const words = [player.isSelf && "you", player === room.host && "host", player.isAway && "away"].filter(Boolean).join(", ");
    item.append(dot(puck?.colour), element("bdi", player.name), element("b", String(puck?.score ?? 0)), element("small", words));
    return item;
  });
  byId("players").replaceChildren(...items);
}

/**
 * @param {any} room @param {Map<string, number | undefined>} rtts in milliseconds
 * @param {{kick: (player: any) => void}} on
 * @param {string} words
 */
export function showDetails(room, rtts, on, words) {
  const mayKick = room.owner?.isSelf ?? false;
  const rows = room.players.map((/** @type {any} */ player) => {
    const row = element("tr");
    const name = element("th");
    name.setAttribute("scope", "row");
    name.append(element("bdi", player.name));
    const rtt = rtts.get(player.id);
    const action = element("td");
    if (mayKick && !player.isSelf) {
      const button = element("button", "Send out");
      button.className = "quiet small";
      button.setAttribute("aria-label", `Send out: ${player.name}`);
      button.addEventListener("click", () => on.kick(player));
      action.append(button);
    }
    row.append(name, element("td", WAYS[/** @type {keyof typeof WAYS} */ (player.path)]), element("td", rtt === undefined ? "–" : rtt < 1 ? "under 1 ms" : `${rtt.toFixed(1)} ms`), action);
    return row;
  });
  // A button that has the focus stays where it is while nothing changes.
  const before = byId("details-rows");
  const isSame = before.textContent === rows.map((/** @type {HTMLElement} */ { textContent }) => textContent).join("");
  if (!isSame) before.replaceChildren(...rows);
  byId("details-words").textContent = words;
  byId("owner-part").hidden = !mayKick;
  byId("lock-button").textContent = room.isLocked ? "Unlock the room" : "Lock the room";
}

/** What stands in the way of playing, or what the last round came to. @param {any} room @param {import("./world.js").World} world */
export function bannerOf(room, world) {
  const isHostReached = room.host?.isSelf || room.host?.path === "direct";
  if (room.status === "interrupted") return isHostReached ? "The device is away. You play on." : "You are cut off. Trying again…";
  if (room.host?.path === "away" || world.pucks.length === 0) return "Waiting for the host…";
  if (world.pucks.length === 1) return "Nobody else is here yet";
  if (world.next === 0) return world.pucks.find(({ id }) => id === room.self?.id)?.out ? "You are in again with the next round" : "";
  const winner = room.players.find((/** @type {any} */ { id }) => id === world.winner);
  if (!winner) return "Nobody is left";
  return winner.isSelf ? "You win the round" : `${winner.name} wins the round`;
}

/** @param {{title: string, message: string} | null} notice */
export function showNotice(notice) {
  byId("notice").hidden = !notice;
  byId("notice-title").textContent = notice?.title ?? "";
  byId("notice-message").textContent = notice?.message ?? "";
}

/** @param {"start" | "table" | null} view @param {boolean} [needsCode] */
export function showView(view, needsCode = false) {
  byId("start").hidden = view !== "start";
  byId("table").hidden = view !== "table";
  byId("code-part").hidden = !needsCode;
  byId("other-button").hidden = needsCode || view !== "start";
  for (const id of ["details-button", "leave-button"]) byId(id).hidden = view !== "table";
  if (view !== "table") byId("details").hidden = true;
}
