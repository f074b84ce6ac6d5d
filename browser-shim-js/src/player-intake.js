import { Allowance } from "./allowance.js";
import { MAX_PLAYER_MESSAGE_BYTES } from "./room-frame.js";

/** Messages of one player at once, and then one each 2 ms; KiB at once, and then one a millisecond. */
const MESSAGES = { most: 1_000, each: 2 };
const KIBIBYTES = { most: 1_024, each: 1 };

/** Messages too many or too large before it is too much; one is forgiven each 10 ms. */
const FOULS = { most: 1_000, each: 10 };

/** What no player of good will sends: twenty at once are too much. */
const MALFORMED = 50;

/** What this page takes of one other player, by whichever way it comes (docs/rooms.md, section 6). */
export class PlayerIntake {
  #messages;
  #kibibytes;
  #fouls;
  #isCut = false;

  /** @param {number} now in milliseconds */
  constructor(now) {
    this.#messages = new Allowance(now, MESSAGES.most, MESSAGES.each);
    this.#kibibytes = new Allowance(now, KIBIBYTES.most, KIBIBYTES.each);
    this.#fouls = new Allowance(now, FOULS.most, FOULS.each);
  }

  /** Whether nothing is taken of it any more. */
  get isCut() {
    return this.#isCut;
  }

  /** Whether a message is to be handed on. @param {number} now @param {number} bytes */
  take(now, bytes) {
    if (this.#isCut) return false;
    if (bytes > MAX_PLAYER_MESSAGE_BYTES) return this.foul(now);
    if (this.#messages.take(now) && this.#kibibytes.take(now, 1 + Math.floor(bytes / 1_024))) return true;
    return this.#note(now, 1);
  }

  /** It did what no player of good will does. @param {number} now @returns {false} */
  foul(now) {
    return this.#note(now, MALFORMED);
  }

  /** @param {number} now @param {number} cost @returns {false} */
  #note(now, cost) {
    this.#isCut ||= !this.#fouls.take(now, cost);
    return false;
  }
}
