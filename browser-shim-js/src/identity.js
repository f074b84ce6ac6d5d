import { sha256Fingerprint } from "./certificate.js";
import { hex } from "./bytes.js";

/** @typedef {import("./store.js").IdentityRecord} IdentityRecord */

const DAY_MILLISECONDS = 86_400_000;

/** Browsers let a certificate live no longer. */
const LIFETIME_MILLISECONDS = 365 * DAY_MILLISECONDS;

/** How long before the end the next certificate is made and announced (protocol section 11). */
export const ROTATION_MILLISECONDS = 60 * DAY_MILLISECONDS;

/** The certificates of this page: the newest, and older ones that some device still expects. */
export class Identities {
  #environment;
  #store;
  /** @type {Map<string, IdentityRecord>} */
  #known = new Map();

  /** @param {import("./environment.js").Environment} environment @param {import("./store.js").Store} store */
  constructor(environment, store) {
    this.#environment = environment;
    this.#store = store;
  }

  /** Reads the certificates, which other tabs may have added to. */
  async load() {
    for (const record of await this.#store.identities()) this.#known.set(record.fingerprint, record);
  }

  /**
   * The newest certificate, made where there is none that lives long enough.
   *
   * @returns {Promise<IdentityRecord>}
   */
  async current() {
    const newest = this.newest();
    return newest && this.#isEnough(newest) ? newest : this.#make();
  }

  /** @returns {IdentityRecord | undefined} the one that lives longest */
  newest() {
    return [...this.#known.values()].sort((a, b) => b.expires - a.expires)[0];
  }

  /** @param {string} fingerprint @returns {IdentityRecord | undefined} nothing where it is unknown or has expired */
  usable(fingerprint) {
    const record = this.#known.get(fingerprint);
    return record && record.expires > this.#environment.now() ? record : undefined;
  }

  /** Removes what has expired and no device expects any longer. @param {Set<string>} expected */
  async prune(expected) {
    for (const { fingerprint, expires } of [...this.#known.values()]) {
      if (expires > this.#environment.now() || expected.has(fingerprint)) continue;
      this.#known.delete(fingerprint);
      await this.#store.removeIdentity(fingerprint);
    }
  }

  async #make() {
    const created = this.#environment.now();
    const { RTCPeerConnection } = this.#environment;
    const algorithm = { name: "ECDSA", namedCurve: "P-256", expires: LIFETIME_MILLISECONDS };
    const certificate = await RTCPeerConnection.generateCertificate(algorithm);
    const fingerprint = hex(await sha256Fingerprint(RTCPeerConnection, certificate));
    const made = { fingerprint, certificate, created, expires: Number(certificate.expires) };
    const kept = await this.#store.addIdentity(made, (other) => this.#isEnough(other));
    this.#known.set(kept.fingerprint, kept);
    return kept;
  }

  /** @param {IdentityRecord} record */
  #isEnough(record) {
    return record.expires - this.#environment.now() > ROTATION_MILLISECONDS;
  }
}
