export const MOST_MESSAGES = 300;
/** A message may have 262,144 bytes; a screen is not the place for all of them. */
const MOST_CHARACTERS = 4_000;

/** As much of a message as is kept and shown. @param {string} text */
export function shortened(text) {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}

/**
 * The list of messages. What a peer says is only ever text: it becomes a text node, in its own direction, cut to a length.
 */
export class ChatLog {
  #list;

  /** @param {HTMLOListElement} list */
  constructor(list) {
    this.#list = list;
  }

  /** @param {{from: "me" | "device", text: string}[]} messages @param {string} deviceName */
  replace(messages, deviceName) {
    this.#list.replaceChildren();
    for (const { from, text } of messages.slice(-MOST_MESSAGES)) this.add(from, text, deviceName);
  }

  /** @param {"me" | "device"} from @param {string} text @param {string} deviceName */
  add(from, text, deviceName) {
    const atEnd = this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight < 40;
    const item = document.createElement("li");
    item.dataset.from = from;
    item.dataset.who = from === "me" ? "You" : deviceName;
    item.dir = "auto";
    item.textContent = shortened(text);
    this.#list.append(item);
    while (this.#list.childElementCount > MOST_MESSAGES) this.#list.firstElementChild?.remove();
    if (atEnd || from === "me") this.#list.scrollTop = this.#list.scrollHeight;
  }
}
