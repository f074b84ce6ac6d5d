import { fromBase64, fromHex, hex, randomBytes } from "../../src/bytes.js";
import { PAIRING_CERTIFICATE_FINGERPRINT, formatFingerprint } from "../../src/fingerprint.js";
import { linkDoorPwd, pairedDoorPwd, standingPort } from "../../src/key-schedule.js";
import { nameplateHost } from "../../src/uuid.js";
import { DevicePairing, deviceOffer } from "./device-pairing.js";
import { fingerprintOf } from "./fake-rtc.js";

/**
 * A device as the page sees it through its browser: which knock it answers, and what it says on the control channel.
 */
export class FakeDevice {
  fingerprint = randomBytes(32);
  host = "00112233-4455-4677-8899-aabbccddeeff";
  address = "192.0.2.7";
  port = 47470;
  name = "Doorbell";
  on = true;
  /** @type {string | undefined} the code, in pairing mode */
  code;
  /** @type {Uint8Array | undefined} the secret of an open link */
  secret;
  /** What the device presents; somebody else's where a test steals the key. */
  presents = this.fingerprint;
  /** @type {{key: Uint8Array, page: string, next?: string}[]} */
  pairings = [];
  /** @type {any[]} live sessions */
  sessions = [];
  /** What it says of the knocks that it answers. @type {string[]} */
  knocks = [];
  /** Of a browser that tells its INIT and ignores the device's: what comes of it, where it is such a one. @type {"silence" | "abort" | undefined} */
  ignored;
  /** What comes between the knock and the open connection. @type {(pc: any, connect: () => void) => void} */
  delay = (pc, connect) => connect();
  /** @type {string[]} of the knocks that were verified, the first three characters */
  knocked = [];
  /** @type {any[]} all that pages have said in paired sessions */
  heard = [];

  /** @param {import("./fake-rtc.js").Network} network */
  constructor(network) {
    network.onnegotiated = (pc) => pc.candidates.forEach((/** @type {any} */ candidate) => this.#check(pc, candidate));
    network.oncandidate = (pc, candidate) => this.#check(pc, candidate);
  }

  get link() {
    const url = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString("base64url");
    return `lanward:1?f=${url(this.fingerprint)}&s=${url(/** @type {Uint8Array} */ (this.secret))}&h=${this.host}&a=${this.address}&p=${this.port}`;
  }

  /** Says something on every live session. @param {object} message */
  say(message) {
    for (const pc of this.sessions) pc.control.receive(JSON.stringify(message));
  }

  /** The browser tries a candidate. @param {any} pc @param {{address: string, port: number}} candidate */
  #check(pc, { address, port }) {
    const isName = address.endsWith(".local");
    if (pc.connectionState !== "new" || (isName && !this.#answersFor(address))) return;
    pc.pairWith(isName ? undefined : address);
    const isHere = this.on && (isName || address === this.address) && (port === this.port || port === standingPort(this.fingerprint));
    if (isHere) this.#knocked(pc);
  }

  /** @param {string} name */
  #answersFor(name) {
    if (!this.on) return false;
    const nameplate = this.code && `${nameplateHost(Number(this.code.split("-")[0]))}.local`;
    // The real device recognises resolvable hosts; its own tests and the vectors hold that.
    return name === nameplate || this.pairings.length > 0 || name === `${this.host}.local`;
  }

  /** @param {any} pc */
  #knocked(pc) {
    const [ufrag, pwd, page] = [pc.answered("ice-ufrag"), pc.answered("ice-pwd"), fingerprintOf(pc.config.certificates[0]).replaceAll(":", "")];
    const bytes = fromBase64(ufrag.slice(3));
    if (ufrag.startsWith("lw0")) {
      if (this.code && hex(bytes) === page) this.#open(pc, PAIRING_CERTIFICATE_FINGERPRINT, this.#pairByCode(pc, page));
    } else if (ufrag.startsWith("lw2")) {
      const isRight = this.secret && linkDoorPwd(this.secret, bytes.subarray(0, 12), this.fingerprint, bytes.subarray(12)) === pwd;
      if (isRight && hex(bytes.subarray(12)) === page) this.#open(pc, this.presents, this.#pairByLink(pc, page));
    } else {
      const found = this.pairings.find(
        (pairing) =>
          [pairing.page, pairing.next].includes(page) && pairedDoorPwd(pairing.key, bytes, this.fingerprint, fromHex(page)) === pwd,
      );
      if (!found) return;
      this.knocked.push(ufrag.slice(0, 3));
      if (ufrag.startsWith("lw3") && this.ignored) return this.#ignore(pc);
      if (found.next === page) [found.page, found.next] = [page, undefined];
      this.sessions.push(pc);
      this.#open(pc, this.presents, (message) => this.#talk(pc, found, message));
    }
  }

  /** DTLS comes up, SCTP does not. @param {any} pc */
  #ignore(pc) {
    pc.pairs = 1;
    pc.setIce("connected");
    pc.setConnection("connected");
    if (this.ignored === "abort") pc.control.close();
  }

  /** @param {any} pc @param {Uint8Array} presented @param {(message: any) => void} receive */
  #open(pc, presented, receive) {
    if (pc.answered("fingerprint") !== `sha-256 ${formatFingerprint(presented)}`) {
      pc.setIce("connected");
      pc.setConnection("failed");
      return;
    }
    pc.control.ondevice = (/** @type {string} */ data) => receive(JSON.parse(data));
    this.delay(pc, () => pc.connect());
  }

  /** @param {any} pc @param {string} page @returns {(message: any) => void} */
  #pairByCode(pc, page) {
    const key = randomBytes(32);
    const parties = { code: /** @type {string} */ (this.code), pageFingerprint: fromHex(page), presented: PAIRING_CERTIFICATE_FINGERPRINT };
    const pairing = new DevicePairing({ ...parties, offer: this.#offer(key) });
    return (message) => {
      if (message.type !== "pair") return pc.control.close();
      const reply = pairing.receive(message);
      if (reply.step === "confirm") this.pairings.push({ key, page });
      return pc.control.receive(JSON.stringify(reply));
    };
  }

  /** @param {any} pc @param {string} page @returns {(message: any) => void} */
  #pairByLink(pc, page) {
    const key = randomBytes(32);
    return (message) => {
      if (message.type !== "pair") return pc.control.close();
      this.secret = undefined;
      this.pairings.push({ key, page });
      return pc.control.receive(JSON.stringify({ type: "pair", step: "linked", ...this.#offer(key) }));
    };
  }

  /** @param {any} pc @param {{next?: string}} pairing @param {any} message */
  #talk(pc, pairing, message) {
    this.heard.push(message);
    if (message.type === "hello") pc.control.receive(JSON.stringify({ type: "hello", version: 1, knocks: this.knocks, ...this.#offer(new Uint8Array()) }));
    if (message.type === "rotate") {
      pairing.next = message.fingerprint.replaceAll(":", "").toLowerCase();
      pc.control.receive(JSON.stringify(message));
    }
    if (message.type === "bye" || message.type === "revoke") {
      this.sessions = this.sessions.filter((other) => other !== pc);
      pc.control.close();
    }
  }

  /** @param {Uint8Array} key */
  #offer(key) {
    const { fingerprint, name, host, address, port } = this;
    return deviceOffer(fingerprint, key, { name, host, addresses: [address], port });
  }
}

