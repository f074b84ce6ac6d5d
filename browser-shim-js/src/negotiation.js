/**
 * One side's part in negotiating one media connection: perfect negotiation (W3C WebRTC 1.0 section 10.7) as a core that holds no peer
 * connection. What happens is told by `need`, `receive`, `done`; `next` says what the peer connection has to do, one step at a time.
 *
 * **Drain rule**: after each of those call `next` until it says nothing, carry out what it says, and then say `done`.
 *
 * Both sides may offer at any time. Where two offers cross, the impolite side ignores the other's, and the polite side gives its own up
 * and offers again after it has answered. The page is polite, the device impolite.
 *
 * @typedef {import("./media-messages.js").Description} Description
 *
 * @typedef {{step: "offer"}} OfferStep set a local offer and send it
 * @typedef {{step: "answer", description: Description, rollback: boolean}} AnswerStep take the offer (giving up the own one where
 *   `rollback`, which browsers do by themselves), set a local answer and send it
 * @typedef {{step: "accept", description: Description}} AcceptStep take the answer
 * @typedef {OfferStep | AnswerStep | AcceptStep} Step
 */

/** Descriptions of the peer that may wait while a step is carried out: it has one offer and one answer under way. */
const MAX_WAITING = 4;

export class Negotiation {
  #polite;
  /** An offer of this side is on its way and not answered. */
  #offered = false;
  /** Something has changed here that the other side does not know. */
  #needed = false;
  /** @type {Step | undefined} being carried out */
  #step;
  /** @type {Description[]} */
  #waiting = [];
  /** Descriptions that meant nothing: answers to nothing, and offers that crossed one of the impolite side. */
  ignored = 0;

  /** @param {{polite: boolean}} side */
  constructor({ polite }) {
    this.#polite = polite;
  }

  /** Whether both sides have the same description and nothing is under way. */
  get isStable() {
    return !this.#offered && !this.#step && this.#waiting.length === 0;
  }

  /** An offer is needed, for whatever reason. */
  need() {
    this.#needed = true;
  }

  /** @param {Description} description from the other side @returns {boolean} false where it has said too much at once */
  receive(description) {
    if (this.#waiting.length >= MAX_WAITING) return false;
    this.#waiting.push(description);
    return true;
  }

  /**
   * What is to be done now.
   *
   * @param {boolean} [mayOffer] false where this side has offered too often lately
   * @returns {Step | undefined}
   */
  next(mayOffer = true) {
    if (this.#step) return undefined;
    this.#step = this.#react() ?? (this.#needed && mayOffer && !this.#offered ? { step: "offer" } : undefined);
    if (this.#step?.step === "offer") this.#needed = false;
    return this.#step;
  }

  /** Whether an offer waits for nothing but the permission to make it. */
  get isHeld() {
    return this.#needed && !this.#offered && !this.#step;
  }

  /** The step has been carried out. */
  done() {
    if (!this.#step) throw new Error("no step is being carried out");
    this.#offered = this.#step.step === "offer";
    this.#step = undefined;
  }

  /** @returns {Step | undefined} */
  #react() {
    for (;;) {
      const description = this.#waiting.shift();
      if (!description) return undefined;
      if (description.type === "answer") {
        if (this.#offered) return { step: "accept", description };
      } else if (!this.#offered || this.#polite) {
        const rollback = this.#offered;
        // Its own offer was not seen, and what it was made for is still unsaid.
        if (rollback) this.#needed = true;
        return { step: "answer", description, rollback };
      }
      this.ignored++;
    }
  }
}
