/**
 * Lanward for web pages: pair with a device on the local network by a short code, then open verified data channels to it, with no
 * server in between. `docs/javascript-api.md` is the reference.
 *
 * @module
 */

import { isAddress, isPort } from "./address.js";
import { hex, fromHex } from "./bytes.js";
import { parseCode } from "./code.js";
import { Connection } from "./connection.js";
import { DIAL_MILLISECONDS, OpeningIgnored, dial } from "./dial.js";
import { browserEnvironment } from "./environment.js";
import { LanwardError, abortedBy } from "./errors.js";
import { formatFingerprint } from "./fingerprint.js";
import { hangUp } from "./hang-up.js";
import { Identities } from "./identity.js";
import { keepConnected } from "./keeper.js";
import { Lifetime } from "./lifetime.js";
import { findLink, parseLink } from "./link.js";
import { MEETING_MILLISECONDS } from "./meeting.js";
import { Meetings } from "./meetings.js";
import { readName } from "./names.js";
import { PairingByCode } from "./pairing-by-code.js";
import { PairingByLink } from "./pairing-by-link.js";
import { runPairing } from "./pairing-run.js";
import { Peers } from "./peers.js";
import { routeToLink, routeToNameplate, routeToPeer } from "./plans.js";
import { Room } from "./room.js";
import { Store } from "./store.js";

export { LanwardDataChannel } from "./channel.js";
export { ChannelEvent, Connection, ConnectionCloseEvent } from "./connection.js";
export { MediaEvent, RingEvent } from "./connection-media.js";
export { ERROR_CODES, LanwardError } from "./errors.js";
export { MediaSending } from "./media-sending.js";
export { Meeting } from "./meeting.js";
export { PageConnection } from "./page-connection.js";
export { Player } from "./player.js";
export { Room, RoomEvent } from "./room.js";
export { sha256 } from "./sha256.js";

/**
 * @typedef {import("./connection.js").DeviceSummary} DeviceSummary
 * @typedef {DeviceSummary & {pairedAt: Date, lastSeen: Date, revoked: boolean}} KnownDevice
 * @typedef {{signal?: AbortSignal, timeout?: number}} ConnectOptions `timeout` in milliseconds
 * @typedef {ConnectOptions & {addresses?: string[], port?: number}} PairOptions `addresses` and `port`: where the device's door is thought to be
 */

/** Connections that a page may have at once, those under way included. */
const MAX_CONNECTIONS = 32;

/** This page on the local network. */
export class Lanward {
  #environment;
  #name;
  #store;
  #identities;
  #peers;
  #fingerprint = "";
  #lifetime = new Lifetime();
  /** @type {Map<Connection, string>} each with the id of its device */
  #connections = new Map();
  /** @type {WeakMap<Connection, string>} the fingerprint of the page's certificate in each */
  #shown = new WeakMap();
  #meetings;
  #dials = 0;
  /** Whether this browser, as far as is known, does what it offers of SCTP's INIT. */
  #opensSctp = true;

  /**
   * @param {{name?: string}} [options] `name`: what devices call this page, 1 to 64 characters
   * @param {import("./environment.js").Environment} [environment] for tests
   * @returns {Promise<Lanward>}
   */
  static async open({ name = "Web page" } = {}, environment = browserEnvironment()) {
    const clean = typeof name === "string" ? readName(name) : undefined;
    if (clean === undefined) throw new LanwardError("invalid-argument", "A name has 1 to 64 characters.");
    const lan = new Lanward(clean, environment);
    try {
      await lan.#load();
    } catch (error) {
      lan.close();
      throw error;
    }
    return lan;
  }

  /** @param {string} name @param {import("./environment.js").Environment} environment @internal */
  constructor(name, environment) {
    this.#environment = environment;
    this.#name = name;
    this.#store = new Store(environment);
    this.#identities = new Identities(environment, this.#store);
    this.#meetings = new Meetings(environment);
    this.#peers = new Peers(environment, this.#store, () => this.#otherTabChanged());
    environment.page.addEventListener("pagehide", this.#pageHidden);
  }

  /** What devices call this page. */
  get name() {
    return this.#name;
  }

  /** The SHA-256 of this page's certificate, as devices show it. */
  get fingerprint() {
    return this.#fingerprint;
  }

  /**
   * Pairs with a device.
   *
   * @param {string | URL} target a code such as `7-482913`, a `lanward:` link, or a web address with one as its fragment
   * @param {PairOptions} [options]
   * @returns {Promise<DeviceSummary>}
   */
  pair(target, options = {}) {
    return this.#lifetime.run(options.signal, async (signal) => {
      checkPairOptions(options);
      const identity = await this.#identities.current();
      const { route, pairing } = this.#pairing(String(target), fromHex(identity.fingerprint), options);
      const line = await this.#dial(identity.certificate, route, signal, options.timeout, () => pairing.prepare());
      try {
        const device = await runPairing(this.#environment, line, pairing, signal);
        return summaryOf(await this.#peers.keep(device, identity.fingerprint));
      } finally {
        hangUp(this.#environment, line, { type: "bye", reason: "closing" });
      }
    });
  }

  /**
   * The devices that this page has paired with, the latest first.
   *
   * @returns {Promise<KnownDevice[]>}
   */
  async devices() {
    const peers = await this.#peers.load();
    return peers
      .sort((a, b) => b.pairedAt - a.pairedAt)
      .map((peer) => ({ ...summaryOf(peer), pairedAt: new Date(peer.pairedAt), lastSeen: new Date(peer.lastSeen), revoked: peer.revoked }));
  }

  /**
   * Opens a connection to a paired device, both certificates verified.
   *
   * @param {string} id
   * @param {ConnectOptions} [options]
   * @returns {Promise<Connection>}
   */
  connect(id, options = {}) {
    return this.#lifetime.run(options.signal, async (signal) => {
      checkTimeout(options.timeout);
      const peer = this.#peers.get(id) ?? (await this.#peers.find(id));
      if (peer.revoked) throw new LanwardError("revoked");
      const identity = this.#identityFor(peer) ?? (await this.#reloadIdentityFor(peer));
      const line = await this.#reach(peer, identity, signal, options.timeout).catch((error) => {
        this.#remember(this.#peers.doubt(id));
        throw error;
      });
      return this.#connected(line, peer, identity.fingerprint);
    });
  }

  /**
   * Connects, and connects again whenever the connection ends, until there is no point in it.
   *
   * @param {string} id
   * @param {import("./keeper.js").KeepOptions} [options]
   * @returns {Promise<never>} rejects with the reason: `revoked`, `not-paired` (forgotten), `identity-expired`, `aborted`, `closed`, ...
   */
  keepConnected(id, options = {}) {
    return this.#lifetime.run(options.signal, (signal) =>
      keepConnected(this.#environment, (timeout) => this.connect(id, { signal, timeout }), { ...options, signal }),
    );
  }

  /**
   * Calls another page, which the device of `connection` knows as well: `description` of what this resolves with is to go to that page,
   * through the device, and what comes back to `answered`.
   *
   * @param {Connection} connection open
   * @param {ConnectOptions} [options] `timeout` is for all until the two are connected
   * @returns {Promise<import("./meeting.js").Meeting>}
   */
  call(connection, options = {}) {
    return this.#meet(connection, undefined, options);
  }

  /**
   * Answers a page that calls this one. `description` of what this resolves with is to go back to it.
   *
   * @param {Connection} connection open
   * @param {import("./meeting.js").OtherPage} caller as the device passes it on
   * @param {ConnectOptions} [options] `timeout` is for all until the two are connected
   * @returns {Promise<import("./meeting.js").Meeting>}
   */
  answer(connection, caller, options = {}) {
    return this.#meet(connection, caller, options);
  }

  /**
   * Joins a room of a device, and stays in it: also when the device restarts or this page is reloaded and joins again. The room keeps the one
   * connection with the device that a page has.
   *
   * @param {string} id of the device
   * @param {import("./room.js").JoinOptions} [options] `timeout` is for all until this page is in the room
   * @returns {Promise<Room>} rejects with `room-full`, `room-locked`, `kicked`, or with what stands against connecting
   */
  join(id, options = {}) {
    return this.#lifetime.run(options.signal, async (signal) => {
      checkTimeout(options.timeout);
      return Room.join(this.#environment, this, id, { ...options, signal });
    });
  }

  /**
   * Forgets a device; tells it so where it is connected. Not an error where it is unknown.
   *
   * @param {string} id
   * @returns {Promise<void>}
   */
  async forget(id) {
    await this.#peers.forget(id);
    for (const [connection, device] of [...this.#connections]) {
      if (device === id) connection.leave("forgotten");
    }
    this.#meetings.close(id);
  }

  /** Ends everything that is under way or open. What was paired stays paired. */
  close() {
    this.#lifetime.end();
    for (const connection of [...this.#connections.keys()]) connection.close();
    this.#meetings.close();
    this.#environment.page.removeEventListener("pagehide", this.#pageHidden);
    this.#peers.close();
    this.#store.close();
  }

  async #load() {
    const [peers] = await Promise.all([this.#peers.load(), this.#identities.load()]);
    this.#fingerprint = formatFingerprint(fromHex((await this.#identities.current()).fingerprint));
    await this.#identities.prune(new Set(peers.flatMap(({ certificate, announced }) => [certificate, announced ?? certificate])));
  }

  /** @param {string} text @param {import("./bytes.js").Bytes} pageFingerprint @param {PairOptions} options */
  #pairing(text, pageFingerprint, options) {
    if (findLink(text) !== undefined || text.includes("://")) {
      const link = parseLink(text);
      const pairing = new PairingByLink({ name: this.#name, deviceFingerprint: link.fingerprint });
      return { route: routeToLink(link, pageFingerprint), pairing };
    }
    const code = parseCode(text);
    const route = routeToNameplate(code.nameplate, pageFingerprint, this.#environment.hostname, options);
    const parties = { pageFingerprint, deviceFingerprint: route.fingerprint };
    return { route, pairing: new PairingByCode({ code: code.text, name: this.#name, ...parties }) };
  }

  /**
   * Dials a paired device. Where the browser tells SCTP's INIT and then ignores the device's, it dials once more, and from then on with knocks
   * that open nothing.
   *
   * @param {import("./store.js").PeerRecord} peer
   * @param {{certificate: RTCCertificate, fingerprint: string}} identity
   * @param {AbortSignal} signal
   * @param {number} [timeoutMilliseconds]
   */
  async #reach(peer, { certificate, fingerprint }, signal, timeoutMilliseconds = DIAL_MILLISECONDS) {
    const { now } = this.#environment;
    const end = now() + timeoutMilliseconds;
    const route = (/** @type {string[] | undefined} */ knocks) => routeToPeer({ ...peer, knocks }, fromHex(fingerprint));
    try {
      return await this.#dial(certificate, route(this.#opensSctp ? peer.knocks : []), signal, timeoutMilliseconds);
    } catch (error) {
      if (!(error instanceof OpeningIgnored)) throw error;
      this.#opensSctp = false;
      return this.#dial(certificate, route([]), signal, Math.max(1, end - now()));
    }
  }

  /**
   * @param {RTCCertificate} certificate
   * @param {import("./plans.js").Route} route
   * @param {AbortSignal} signal
   * @param {number} [timeoutMilliseconds]
   * @param {() => void} [whileWaiting]
   */
  async #dial(certificate, route, signal, timeoutMilliseconds = DIAL_MILLISECONDS, whileWaiting) {
    if (signal.aborted) throw abortedBy(signal);
    this.#refuseTooMany();
    this.#dials++;
    try {
      return await dial(this.#environment, { certificate, ...route, timeoutMilliseconds, signal, whileWaiting });
    } finally {
      this.#dials--;
    }
  }

  /**
   * @param {Connection} connection
   * @param {import("./meeting.js").OtherPage | undefined} caller
   * @param {ConnectOptions} options
   */
  async #meet(connection, caller, { signal, timeout = MEETING_MILLISECONDS }) {
    return this.#lifetime.run(signal, async (ending) => {
      checkTimeout(timeout);
      const device = this.#connections.get(connection);
      const identity = this.#identities.usable(this.#shown.get(connection) ?? "");
      if (device === undefined || !identity) throw new LanwardError("closed");
      this.#refuseTooMany();
      this.#dials++;
      try {
        return await this.#meetings.start(device, { certificate: identity.certificate, caller, timeoutMilliseconds: timeout, signal }, ending);
      } finally {
        this.#dials--;
      }
    });
  }

  #refuseTooMany() {
    if (this.#connections.size + this.#meetings.size + this.#dials < MAX_CONNECTIONS) return;
    throw new LanwardError("busy", `A page has at most ${MAX_CONNECTIONS} connections at once.`);
  }

  /** @param {import("./dial.js").Line} line @param {import("./store.js").PeerRecord} peer @param {string} certificate */
  #connected(line, peer, certificate) {
    const { id } = peer;
    const connection = new Connection(this.#environment, line, summaryOf(peer), {
      onhello: (device, knocks) => this.#remember(this.#peers.describe(id, device, knocks)),
      onrotate: (fingerprint) => this.#remember(this.#acknowledged(id, hex(fingerprint))),
      onrevoke: () => this.#remember(this.#peers.revoke(id)),
      onclosed: () => this.#connections.delete(connection),
    });
    this.#connections.set(connection, id);
    this.#shown.set(connection, certificate);
    connection.sendControl({ type: "hello", version: 1, name: this.#name });
    this.#remember(this.#rotate(connection, peer, certificate));
    return connection;
  }

  /**
   * The device accepts `certificate`: note where that is the next one, and announce a newer one (protocol section 11).
   *
   * @param {Connection} connection
   * @param {import("./store.js").PeerRecord} peer
   * @param {string} certificate
   */
  async #rotate(connection, peer, certificate) {
    if (certificate !== peer.certificate) await this.#peers.switched(peer.id, certificate);
    const { fingerprint } = await this.#identities.current();
    if (fingerprint === certificate || fingerprint === peer.announced) return;
    connection.sendControl({ type: "rotate", fingerprint: formatFingerprint(fromHex(fingerprint)) });
  }

  /** @param {string} id @param {string} certificate */
  async #acknowledged(id, certificate) {
    const peer = this.#peers.get(id);
    if (peer?.certificate === certificate || peer?.announced === certificate) return;
    // Only what this page has announced: a certificate of its own that it can present.
    if (this.#identities.usable(certificate)) await this.#peers.announced(id, certificate);
  }

  /** @param {import("./store.js").PeerRecord} peer */
  #identityFor({ certificate, announced }) {
    return (announced === undefined ? undefined : this.#identities.usable(announced)) ?? this.#identities.usable(certificate);
  }

  /** Another tab may have made the certificate. @param {import("./store.js").PeerRecord} peer */
  async #reloadIdentityFor(peer) {
    await this.#identities.load();
    const identity = this.#identityFor(peer);
    if (!identity) throw new LanwardError("identity-expired");
    return identity;
  }

  #otherTabChanged() {
    for (const [connection, id] of [...this.#connections]) {
      const peer = this.#peers.get(id);
      if (!peer || peer.revoked) connection.leave("forgotten");
    }
  }

  #pageHidden = () => {
    for (const connection of [...this.#connections.keys()]) connection.leave("page-hidden");
    this.#meetings.close();
  };

  /** What is only noted for the next time must not disturb the connection that it comes from. @param {Promise<void>} noted */
  #remember(noted) {
    noted.catch(() => {});
  }
}

/** @param {import("./store.js").PeerRecord} peer @returns {DeviceSummary} */
function summaryOf({ id, name, type }) {
  return { id, name, type };
}

/** @param {number | undefined} timeout */
function checkTimeout(timeout) {
  if (timeout !== undefined && !(Number.isFinite(timeout) && timeout > 0)) {
    throw new LanwardError("invalid-argument", "A timeout is a number of milliseconds above zero.");
  }
}

/** @param {PairOptions} options */
function checkPairOptions({ timeout, addresses = [], port }) {
  checkTimeout(timeout);
  if (!Array.isArray(addresses) || addresses.length > 8 || !addresses.every((address) => typeof address === "string" && isAddress(address))) {
    throw new LanwardError("invalid-argument", "Addresses are at most eight IPv4 or IPv6 literals.");
  }
  if (port !== undefined && !isPort(port)) throw new LanwardError("invalid-argument", "A port is a number from 1 to 65535.");
}
