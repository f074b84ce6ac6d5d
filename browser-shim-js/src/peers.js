import { equalBytes } from "./bytes.js";
import { LanwardError } from "./errors.js";
import { pairingId } from "./fingerprint.js";

/** @typedef {import("./store.js").PeerRecord} PeerRecord */

/**
 * The paired devices: in memory, so that `connect` waits for no disk; in the store; and told to the other tabs.
 */
export class Peers {
  #environment;
  #store;
  /** @type {Map<string, PeerRecord>} */
  #known = new Map();
  /** @type {BroadcastChannel | undefined} */
  #tabs;
  #onchange;

  /**
   * @param {import("./environment.js").Environment} environment
   * @param {import("./store.js").Store} store
   * @param {() => void} onchange another tab has changed something
   */
  constructor(environment, store, onchange) {
    this.#environment = environment;
    this.#store = store;
    this.#onchange = onchange;
    if (environment.BroadcastChannel) {
      this.#tabs = new environment.BroadcastChannel("lanward");
      this.#tabs.onmessage = () => void this.load().then(() => this.#onchange(), () => {});
    }
  }

  /** Reads all from the store. */
  async load() {
    this.#known = new Map((await this.#store.peers()).map((peer) => [peer.id, peer]));
    return [...this.#known.values()];
  }

  /** @param {string} id @returns {PeerRecord | undefined} */
  get(id) {
    return this.#known.get(id);
  }

  /** @param {string} id @returns {Promise<PeerRecord>} rejects with `not-paired` */
  async find(id) {
    if (!this.#known.has(id)) await this.load();
    const peer = this.#known.get(id);
    if (!peer) throw new LanwardError("not-paired");
    return peer;
  }

  /**
   * Keeps what a pairing brought. A device known by its current fingerprint keeps its id.
   *
   * @param {import("./control.js").PairedDevice} device
   * @param {string} certificate the page's, which the device expects
   */
  async keep(device, certificate) {
    const now = this.#environment.now();
    const { fingerprint, key } = device;
    const kept = await this.#store.changePeer(
      (all) => all.find((peer) => equalBytes(peer.fingerprint, fingerprint)),
      (known) => ({
        id: known?.id ?? pairingId(fingerprint),
        ...described(device),
        fingerprint,
        key,
        pairedAt: now,
        lastSeen: now,
        revoked: false,
        certificate,
      }),
    );
    return /** @type {PeerRecord} */ (this.#changed(kept));
  }

  /** @param {string} id @param {import("./control.js").DeviceDescription} device @param {string[]} [knocks] that it answers */
  async describe(id, device, knocks = []) {
    await this.#update(id, (peer) => ({ ...peer, ...described(device), knocks, lastSeen: this.#environment.now() }));
  }

  /** The device did not answer: what it told may be of an earlier version of it. @param {string} id */
  async doubt(id) {
    if ((this.#known.get(id)?.knocks ?? []).length > 0) await this.#update(id, (peer) => ({ ...peer, knocks: [] }));
  }

  /** The device has forgotten this page. @param {string} id */
  async revoke(id) {
    const peer = this.#known.get(id);
    if (peer) this.#known.set(id, { ...peer, revoked: true });
    await this.#update(id, (peer) => ({ ...peer, revoked: true }));
  }

  /** The device accepts the next certificate as well. @param {string} id @param {string} certificate */
  async announced(id, certificate) {
    await this.#update(id, (peer) => ({ ...peer, announced: certificate }));
  }

  /** The device has accepted this certificate, and has forgotten the earlier. @param {string} id @param {string} certificate */
  async switched(id, certificate) {
    await this.#update(id, ({ announced, ...peer }) => ({ ...peer, certificate, ...(announced === certificate ? {} : { announced }) }));
  }

  /** @param {string} id */
  async forget(id) {
    await this.#store.removePeer(id);
    this.#known.delete(id);
    this.#tabs?.postMessage("changed");
  }

  close() {
    this.#tabs?.close();
  }

  /** @param {string} id @param {(peer: PeerRecord) => PeerRecord} change */
  async #update(id, change) {
    const kept = await this.#store.changePeer(
      (all) => all.find((peer) => peer.id === id),
      (peer) => peer && change(peer),
    );
    this.#changed(kept);
  }

  /** @param {PeerRecord | undefined} kept */
  #changed(kept) {
    if (kept) this.#known.set(kept.id, kept);
    this.#tabs?.postMessage("changed");
    return kept;
  }
}

/** @param {import("./control.js").DeviceDescription} device */
function described({ name, deviceType, host, addresses, port }) {
  return { name, type: deviceType, host, addresses, port };
}
