import { fileOfText } from "./snippet.js";

/**
 * What somebody dropped or pasted: files, else a text as a file; null where it is neither. To be called while the event lasts.
 *
 * @param {DataTransfer | null} transfer
 * @param {Date} now
 * @returns {DataTransfer | File[] | null}
 */
export function sourceOf(transfer, now) {
  if (!transfer) return null;
  if ([...transfer.types].includes("Files")) return transfer;
  const text = transfer.getData("text/plain");
  return text === "" ? null : [fileOfText(text, now)];
}

/**
 * Hears what is dropped and pasted anywhere in the page.
 *
 * @param {{dropped: (source: DataTransfer | File[], deviceId: string | null) => void, pasted: (source: DataTransfer | File[]) => void}} on
 */
export function watchDropsAndPastes(on) {
  let over = null;
  const mark = (tile) => {
    if (over === tile) return;
    over?.classList.remove("over");
    over = tile;
    over?.classList.add("over");
  };
  const tileOf = ({ target }) => (target instanceof Element ? target.closest('.tile[data-state="here"]') : null);
  addEventListener("dragover", (event) => {
    if (isInField(event) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    document.body.classList.add("dragging");
    mark(tileOf(event));
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
  });
  const leave = () => {
    document.body.classList.remove("dragging");
    mark(null);
  };
  addEventListener("dragleave", (event) => event.relatedTarget === null && leave());
  addEventListener("dragend", leave);
  addEventListener("drop", (event) => {
    const tile = tileOf(event);
    leave();
    if (isInField(event)) return;
    event.preventDefault(); // else the browser leaves the page and shows the file
    const source = document.querySelector("dialog[open]") ? null : sourceOf(event.dataTransfer, new Date());
    if (source) on.dropped(source, tile?.dataset.device ?? null);
  });
  addEventListener("paste", (event) => {
    if (isInField(event) || document.querySelector("dialog[open]")) return;
    const source = sourceOf(event.clipboardData, new Date());
    if (!source) return;
    event.preventDefault();
    on.pasted(source);
  });
}

/** @param {Event} event */
const isInField = ({ target }) => target instanceof Element && target.closest("input, textarea") !== null;
