/** How a game ends, or does not begin, that only rooms have; `button` is what brings it back. */
const ENDS = {
  kicked: { title: "You were sent out", message: "You can come back in five minutes." },
  "room-full": { title: "The room is full", message: "Eight are playing. Try again when somebody has left." },
  "room-locked": { title: "The room is locked", message: "Whoever has made it lets nobody in just now." },
  replaced: { title: "You play in another tab", message: "Another tab or window of this browser has your place on the ice.", button: "Play here instead" },
};

/** @param {string | undefined} code @returns {{title: string, message: string, button?: string} | undefined} nothing for what others have as well */
export const endOf = (code) => ENDS[/** @type {keyof typeof ENDS} */ (code)];
