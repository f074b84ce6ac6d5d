// Part `broker`: what it costs a device to have many rooms full of players, and how soon all are connected with each other.
import { setTimeout as passed } from "node:timers/promises";
import { lab } from "../../e2e/lib/lab.mjs";
import { memory, summary, times, used } from "../lib.mjs";

/** How long what a room costs that is just there is measured. */
const QUIET_SECONDS = 20;
const MESH_MILLISECONDS = 180_000;
const UNITS = { first: "s", all: "s", cpu: "CPU s", quiet: "% of a core", memory: "MiB" };
const TITLES = { first: "first room", all: "all rooms", cpu: "CPU until then", quiet: "CPU in the rooms", memory: "memory" };
const NOTES = [
  "From the order to join, to all at once, until the first room, and until every one, has all its players connected directly. CPU and memory are the device's. The players are pages of Chromium, one of each room in each browser, on a host for each browser; the two processors have them to bear as well.",
];

/** @param {import("../rooms.mjs").Table} table @param {import("../rooms.mjs").Options} options */
export async function broker(table, { players, rounds, report }) {
  const perRoom = 8;
  const count = players / perRoom;
  /** By room. */
  const seats = Array.from({ length: count }, () => []);
  for (let i = 0; i < perRoom; i++) {
    const { name } = await lab.host(`table${i}`);
    const browser = await table.browser("chromium", name);
    for (const room of seats) {
      const page = await browser.newPerson();
      await table.seat(page);
      room.push(page);
    }
  }
  const pids = [table.device.process.pid];
  const samples = [];
  for (let round = -1; round < rounds; round++) {
    const [start, before] = [performance.now(), times(pids)];
    const since = () => (performance.now() - start) / 1_000;
    const full = await Promise.all(seats.map((room, index) => sit(room, `room-${index}`, since)));
    const cpu = used(before, pids);
    const [idle, from] = [times(pids), performance.now()];
    await passed(QUIET_SECONDS * 1_000);
    const quiet = (100 * used(idle, pids)) / ((performance.now() - from) / 1_000);
    if (round >= 0) samples.push({ first: Math.min(...full), all: Math.max(...full), cpu, quiet, memory: memory(pids) });
    await Promise.all(seats.flat().map((page) => page.evaluate(() => rooms.leave())));
  }
  const part = `${players} players in ${count} rooms of a device`;
  report({ part, rounds: samples.length, units: UNITS, titles: TITLES, notes: NOTES, draw: "none", results: [{ part, peer: "lanward", figures: summary(samples) }] });
}

/** Has all join, and gives when each was connected with all others. */
async function sit(pages, room, since) {
  await Promise.all(pages.map((page, index) => page.evaluate((name, room) => rooms.join(name, room), `Player ${index}`, room)));
  await Promise.all(pages.map((page) => page.waitFor((count) => rooms.isDirect(count), { args: [pages.length], timeoutMs: MESH_MILLISECONDS })));
  return since();
}
