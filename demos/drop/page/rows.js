import { fromTemplate, keyed, part, setAttribute, setText } from "./keyed.js";
import { MOST_LISTED, nameOf } from "./received.js";
import { endOf } from "./row.js";
import { clip, plural, spellBytes, spellWhen } from "./spell.js";

const MOST_TEXT_SHOWN = 64 * 1_024;

/** @param {HTMLElement} list @param {import("./row.js").Row[]} rows */
export function renderRows(list, rows) {
  keyed(list, rows, { key: ({ key }) => key, make: makeRow, update: updateRow });
}

/** @param {HTMLElement} list @param {import("./history.js").HistoryItem[]} items @param {number} now */
export function renderHistory(list, items, now) {
  keyed(list, items, {
    key: ({ key }) => key,
    make: makePast,
    update: (item, { at }) => setText(part(item, "when"), spellWhen(at, now)),
  });
}

/** @param {HTMLElement} list @param {import("./unfinished.js").Unfinished[]} all @param {(deviceId: string) => boolean} isHere */
export function renderUnfinished(list, all, isHere) {
  const key = ({ mark, deviceId }) => `${mark}-${deviceId}`;
  keyed(list, all, {
    key,
    make: (unfinished) => {
      const item = fromTemplate("unfinished-template");
      for (const button of item.querySelectorAll("button")) button.dataset.key = key(unfinished);
      return item;
    },
    update: (item, { what, device, done, bytes, deviceId, folder }) => {
      setText(part(item, "what"), what);
      setText(part(item, "device"), device);
      setText(part(item, "progress"), `${spellBytes(done)} of ${spellBytes(bytes)} are there already.`);
      setText(part(item, "again"), folder ? "Choose the same folder again" : "Choose the same files again");
      part(item, "again").disabled = !isHere(deviceId);
    },
  });
}

/** @param {import("./row.js").Row} row */
function makeRow({ key, direction }) {
  const item = fromTemplate("row-template");
  item.dataset.direction = direction;
  for (const button of item.querySelectorAll("button")) button.dataset.key = key;
  part(item, "always").dataset.key = key;
  return item;
}

/** @param {HTMLElement} item @param {import("./row.js").Row} row */
function updateRow(item, row) {
  const asks = row.direction === "in" && row.state === "offered";
  item.dataset.state = row.state;
  item.classList.toggle("asks", asks);
  // "Kitchen wants to send you a.txt", but "a.txt to Kitchen".
  setText(part(item, "first"), asks ? row.device : row.what);
  setText(part(item, "lead"), asks ? "wants to send you" : row.direction === "in" ? "from" : "to");
  setText(part(item, "second"), asks ? row.what : row.device);
  setText(part(item, "content"), row.content);
  setText(part(item, "status"), row.status);
  part(item, "status").hidden = row.status === "";
  const bar = part(item, "bar");
  bar.hidden = row.percent === null;
  if (row.percent !== null) {
    setAttribute(bar, "aria-valuenow", String(row.percent));
    setAttribute(bar, "aria-label", `${row.what}: ${row.direction === "in" ? "received" : "sent"}`);
    bar.firstElementChild.style.inlineSize = `${row.percent}%`;
  }
  for (const button of item.querySelectorAll("[data-action]")) {
    const { action } = /** @type {HTMLElement} */ (button).dataset;
    /** @type {HTMLElement} */ (button).hidden = !row.actions.includes(/** @type {any} */ (action));
    setText(part(button, "which"), ` ${row.what}`);
  }
  part(item, "always-line").hidden = !asks;
  updateReceived(item, row);
}

/** @param {HTMLElement} item @param {import("./row.js").Row} row */
function updateReceived(item, { key, received }) {
  const box = part(item, "received");
  const shown = received && `${received.files.length} ${received.entries.length}`;
  box.hidden = !received;
  if (!received || box.dataset.shown === shown) return;
  box.dataset.shown = shown ?? "";
  const { text, files, isMany } = received;
  part(item, "text-box").hidden = text === null;
  if (text !== null) setText(part(item, "text"), text.slice(0, MOST_TEXT_SHOWN));
  part(item, "together").hidden = !isMany;
  part(item, "folder").hidden = !isMany || !("showDirectoryPicker" in globalThis);
  const list = part(item, "files");
  list.replaceChildren(...files.slice(0, MOST_LISTED).map((file, index) => makeFile(file, key, index)));
  const more = files.length - MOST_LISTED;
  part(item, "more").hidden = more <= 0;
  setText(part(item, "more"), `and ${plural(more, "more file")}, which are saved together with these.`);
  part(item, "lost").hidden = received.entries.length > 0;
}

/** @param {import("./received.js").ReceivedFile} file @param {string} key @param {number} index */
function makeFile(file, key, index) {
  const item = fromTemplate("file-template");
  const name = clip(file.path, 120);
  setText(part(item, "name"), name);
  setText(part(item, "size"), file.size === undefined ? "" : spellBytes(file.size));
  const save = part(item, "save");
  Object.assign(save.dataset, { key, index });
  setText(part(save, "which"), ` ${clip(nameOf(file.path), 120)}`);
  return item;
}

/** @param {import("./history.js").HistoryItem} past */
function makePast({ key, direction, device, what, bytes, state, message, text }) {
  const item = fromTemplate("past-template");
  Object.assign(item.dataset, { direction, state });
  setText(part(item, "what"), what);
  setText(part(item, "lead"), direction === "in" ? "from" : "to");
  setText(part(item, "device"), device);
  setText(part(item, "size"), bytes === null ? "" : spellBytes(bytes));
  setText(part(item, "status"), endOf(state, message));
  part(item, "text-box").hidden = text === undefined;
  setText(part(item, "text"), text ?? "");
  part(item, "copy").dataset.key = key;
  return item;
}
