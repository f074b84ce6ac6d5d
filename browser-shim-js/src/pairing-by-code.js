import { base64, equalBytes } from "./bytes.js";
import { readPairedDevice } from "./control.js";
import { LanwardError, MalformedMessage } from "./errors.js";
import { PAIRING_CERTIFICATE_FINGERPRINT } from "./fingerprint.js";
import { refusal } from "./refusal.js";
import { seal, unseal } from "./seal.js";
import { Spake2, passwordScalar } from "./spake2.js";

/**
 * What a pairing wants done next: a message to send, or the device to keep, after which the session ends with `bye`.
 *
 * @typedef {{send?: object, paired?: import("./control.js").PairedDevice}} PairingStep
 */

/**
 * The page's side of pairing by code (protocol section 9). Pure: it is told what came and says what to send.
 * `prepare` may be called early, while the network is waited for; then `start` once, then `receive` for each message.
 */
export class PairingByCode {
  #code;
  #name;
  #pageFingerprint;
  #deviceFingerprint;
  /** @type {Spake2 | undefined} */
  #spake2;
  /** @type {import("./spake2.js").Spake2Secrets | undefined} */
  #secrets;
  /** @type {"idle" | "shared" | "confirmed" | "done"} */
  #state = "idle";

  /**
   * @param {object} parties
   * @param {string} parties.code in canonical form
   * @param {string} parties.name of this page
   * @param {Uint8Array} parties.pageFingerprint of the certificate that this page presents
   * @param {Uint8Array} parties.deviceFingerprint of the certificate that the device presented in this session
   */
  constructor({ code, name, pageFingerprint, deviceFingerprint }) {
    this.#code = code;
    this.#name = name;
    this.#pageFingerprint = pageFingerprint;
    this.#deviceFingerprint = deviceFingerprint;
  }

  /** Does the slow arithmetic that needs nothing from the device. */
  prepare() {
    this.#spake2 ??= new Spake2("A", passwordScalar(this.#code));
    return this.#spake2;
  }

  /** @returns {PairingStep} */
  start() {
    if (this.#state !== "idle") throw new Error("a pairing starts once");
    this.#state = "shared";
    return { send: { type: "pair", step: "share", share: base64(this.prepare().share) } };
  }

  /**
   * @param {import("./control.js").PairMessage} message
   * @returns {PairingStep}
   * @throws {LanwardError} where the device refuses
   * @throws {MalformedMessage} where the device breaks the protocol; the pairing is over
   */
  receive(message) {
    const state = this.#state;
    if (message.step === "refused" && state !== "done") return this.#fail(refusal(message));
    if (message.step === "share" && state === "shared") return this.#confirm(message.share);
    if (message.step === "confirm" && state === "confirmed") return this.#accept(message);
    return this.#fail(new MalformedMessage(`step ${message.step} must not come when ${state}`));
  }

  /** @param {Uint8Array} share @returns {PairingStep} */
  #confirm(share) {
    this.#secrets = this.prepare().finish(share, this.#pageFingerprint, this.#deviceFingerprint);
    this.#state = "confirmed";
    const sealed = seal(this.#secrets.ke, "page", JSON.stringify({ name: this.#name }));
    return { send: { type: "pair", step: "confirm", confirm: base64(this.#secrets.confirmA), sealed: base64(sealed) } };
  }

  /** @param {import("./control.js").ConfirmMessage} message @returns {PairingStep} */
  #accept({ confirm, sealed }) {
    const { confirmB, ke } = /** @type {import("./spake2.js").Spake2Secrets} */ (this.#secrets);
    if (!equalBytes(confirm, confirmB)) {
      // Either somebody relays this session, or the other side does not know the code and guessed that we would not look.
      return this.#fail(new LanwardError("wrong-code", "What answered does not know the code."));
    }
    this.#state = "done";
    const paired = readPairedDevice(unseal(ke, "device", sealed));
    // Its private key is public: nobody can be known by it.
    if (equalBytes(paired.fingerprint, PAIRING_CERTIFICATE_FINGERPRINT)) throw new LanwardError("wrong-certificate");
    return { paired };
  }

  /** @param {Error} error @returns {never} */
  #fail(error) {
    this.#state = "done";
    throw error;
  }
}
