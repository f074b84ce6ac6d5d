/** What this browser keeps between visits: who plays, and on which device. One that keeps nothing asks for the name again. */
const NAME = "floe-name";
const TABLE = "floe-table";
const PLAYING = "floe-playing";

/** @returns {{name: string, table: string}} each empty for none */
export const remembered = () => ({ name: read(NAME), table: read(TABLE) });

/** @param {string} name @param {string} table the device's id */
export function remember(name, table) {
  try {
    localStorage.setItem(NAME, name);
    localStorage.setItem(TABLE, table);
  } catch {
    // It is asked for again.
  }
}

/** Whether this tab was playing when it was reloaded. */
export const wasPlaying = () => sessionStorage.getItem(PLAYING) !== null;

/** @param {boolean} plays */
export const setPlaying = (plays) => (plays ? sessionStorage.setItem(PLAYING, "") : sessionStorage.removeItem(PLAYING));

/** @param {string} key */
function read(key) {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}
