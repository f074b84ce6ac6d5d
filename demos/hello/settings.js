import { displayName } from "./entry.js";

const NAME = "lanward-hello.name";
const LAST_DEVICE = "lanward-hello.device";

/** What this page remembers beside the pairings: its own name, and the device that was open last. */
export const settings = {
  get name() {
    return displayName(read(NAME)) || guessName(navigator.userAgent);
  },
  set name(name) {
    write(NAME, displayName(name));
  },
  get lastDevice() {
    return read(LAST_DEVICE);
  },
  set lastDevice(id) {
    write(LAST_DEVICE, id);
  },
};

const BROWSERS = [
  [/Edg/, "Edge"],
  [/Firefox|FxiOS/, "Firefox"],
  [/OPR\//, "Opera"],
  [/Chrome|CriOS/, "Chrome"],
  [/Safari/, "Safari"],
];
const SYSTEMS = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/CrOS/, "Chromebook"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "Mac"],
  [/Linux/, "Linux"],
];

/** A first name for a page that has none: what a person would call this browser. @param {string} userAgent */
export function guessName(userAgent) {
  const pick = (table) => table.find(([pattern]) => pattern.test(userAgent))?.[1];
  const browser = pick(BROWSERS) ?? "Browser";
  const system = pick(SYSTEMS);
  return system ? `${browser} on ${system}` : browser;
}

/** Storage may be refused (private windows, strict settings); then the page forgets, and still works. */
function read(key) {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // as above
  }
}
