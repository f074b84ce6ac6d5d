import { writeMessage } from "../../messages.js";
import { LIMITS } from "../../protocol.js";
import { ReceivingEnd } from "../../receiving-end.js";
import { SendingEnd } from "../../sending-end.js";
import { Random } from "./random.js";

/** The two ends of a transfer and a channel between them, which keeps order and loses nothing until it is cut. */
export class Pair {
  /** What becomes of a chunk on its way. @type {(chunk: import("../../messages.js").Chunk) => import("../../messages.js").Chunk} */
  harm = (chunk) => chunk;
  /** @type {import("../../messages.js").DropMessage[]} */
  #toReceiver = [];
  /** @type {import("../../messages.js").DropMessage[]} */
  #toSender = [];
  #shelf;

  /** @param {import("./memory.js").MemorySource} source @param {import("../../receiving-end.js").Shelf} shelf */
  constructor(source, shelf, limits = LIMITS) {
    this.sender = new SendingEnd(source.manifest, source, limits);
    this.receiver = new ReceivingEnd(limits);
    this.#shelf = shelf;
  }

  /** Goes on for so many steps, each of a side that `random` chooses, or until nothing happens any more. */
  async run(random = new Random(0), steps = Infinity) {
    for (let made = 0, idle = 0; made < steps && idle < 64; ) {
      const moved = await this.#step(random.below(4));
      if (this.receiver.isOffered) await this.receiver.accept(this.#shelf);
      idle = moved ? 0 : idle + 1;
      made += moved ? 1 : 0;
    }
  }

  /** @param {number} which */
  async #step(which) {
    if (which < 2) {
      const message = await (which === 0 ? this.sender : this.receiver).pollTransmit();
      if (message) (which === 0 ? this.#toReceiver : this.#toSender).push(message);
      return message !== undefined;
    }
    const message = (which === 2 ? this.#toReceiver : this.#toSender).shift();
    if (!message) return false;
    await (which === 2 ? this.receiver : this.sender).handle(writeMessage(message.type === "chunk" ? this.harm(message) : message));
    return true;
  }
}
