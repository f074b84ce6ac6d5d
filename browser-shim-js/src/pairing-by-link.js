import { equalBytes } from "./bytes.js";
import { LanwardError, MalformedMessage } from "./errors.js";
import { refusal } from "./refusal.js";

/** The page's side of pairing by link (protocol section 10). Pure, as `PairingByCode` is. */
export class PairingByLink {
  #name;
  #deviceFingerprint;
  /** @type {"idle" | "asked" | "done"} */
  #state = "idle";

  /**
   * @param {object} parties
   * @param {string} parties.name of this page
   * @param {Uint8Array} parties.deviceFingerprint from the link, which DTLS has compared
   */
  constructor({ name, deviceFingerprint }) {
    this.#name = name;
    this.#deviceFingerprint = deviceFingerprint;
  }

  /** Has nothing to prepare; here so that both pairings are driven alike. */
  prepare() {}

  /** @returns {import("./pairing-by-code.js").PairingStep} */
  start() {
    if (this.#state !== "idle") throw new Error("a pairing starts once");
    this.#state = "asked";
    return { send: { type: "pair", step: "link", name: this.#name } };
  }

  /**
   * @param {import("./control.js").PairMessage} message
   * @returns {import("./pairing-by-code.js").PairingStep}
   * @throws {LanwardError} where the device refuses
   * @throws {MalformedMessage} where the device breaks the protocol; the pairing is over
   */
  receive(message) {
    const state = this.#state;
    this.#state = "done";
    if (message.step === "refused" && state === "asked") throw refusal(message);
    if (message.step !== "linked" || state !== "asked") throw new MalformedMessage(`step ${message.step} must not come when ${state}`);
    if (!equalBytes(message.device.fingerprint, this.#deviceFingerprint)) {
      throw new LanwardError("wrong-certificate", "The device names another fingerprint than its link.");
    }
    return { paired: message.device };
  }
}
