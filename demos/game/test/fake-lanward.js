/**
 * A FAKE of the library, for looking at the page and for its tests: no network, nobody else. The test server serves it as `/lanward.js`. What it
 * plays is chosen by the address: `?scene=two`, and so on; `window.fakeLanward` drives it further. It keeps to the shapes of
 * docs/javascript-api.md and to nothing else of the real one.
 */
const scene = new URLSearchParams(location.search).get("scene") ?? "fresh";
const OTHER = { id: "b2".repeat(16), name: "Game on attic", type: "game" };
const TABLE = { id: "a1".repeat(16), name: "Game on kitchen", type: "game" };
const REFUSALS = { full: "room-full", locked: "room-locked", kicked: "kicked", silent: "not-found", revoked: "revoked" };
const MESSAGES = {
  "wrong-code": "The code is wrong. Read it again from the device.",
  "not-found": "The device did not answer. Check that it is on and on this network, then try again.",
  revoked: "The device has forgotten this page. Pair again.",
};
const OTHERS = {
  two: ["Bob"],
  guest: ["Bob"],
  eight: ["Bob", "Maximiliane von und zu Hohenstein-Wolkenburg", "Cy", "日本語の名前", "Dee", "Eli", "The one with a really long name that never ends at all"],
  hostile: ["<img src=x onerror=alert(1)>"],
};

export class LanwardError extends Error {
  constructor(code, options = {}) {
    super(MESSAGES[code] ?? code);
    Object.assign(this, { code, ...options });
  }
}

class FakePlayer {
  isAway = false;
  sent = [];

  constructor(id, name, path) {
    Object.assign(this, { id, name, path });
  }

  get isSelf() {
    return this.path === "self";
  }

  send(data, options) {
    this.sent.push([data, options]);
    return true;
  }

  stats = async () => (this.isSelf ? undefined : { rtt: 1.4 });
}

/** Made up, but as a real one looks. @param {string} code @param {string} [secret] */
function invitationOf(code, secret = "B") {
  const size = 53;
  const finder = (x, y) => {
    const [dx, dy] = [Math.abs(x - 3), Math.abs(y - 3)];
    const ring = Math.max(dx, dy);
    return ring === 3 || ring < 2;
  };
  const modules = new Uint8Array(Math.ceil((size * size) / 8));
  for (let i = 0; i < size * size; i++) {
    const [x, y] = [i % size, Math.floor(i / size)];
    const corner = [[x, y], [size - 1 - x, y], [x, size - 1 - y]].find(([a, b]) => a < 8 && b < 8);
    if (corner ? finder(...corner) : (x * 7 + y * 13 + x * y) % 3 === 0) modules[i >> 3] |= 0x80 >> (i & 7);
  }
  return { code, link: `lanward:1?f=${"o".repeat(43)}&s=${secret.repeat(15)}${code.replace("-", "")}&h=x`, page: "http://10.77.0.1:47480/", qr: { size, modules } };
}

class FakeRoom extends EventTarget {
  status = "joined";
  term = 1;
  isLocked = false;
  clockUncertainty = 0.4;
  calls = [];
  invitation = scene === "guest" ? undefined : invitationOf("7-482913");

  constructor(name) {
    super();
    this.self = new FakePlayer("b2".repeat(16), name, "self");
    const others = (OTHERS[scene] ?? []).map((other, index) => new FakePlayer(`${index + 3}`.repeat(32), other, index === 2 ? "relay" : "direct"));
    this.players = [this.self, ...others];
    this.host = scene === "guest" ? others[0] : this.self;
    this.owner = this.host;
  }

  broadcast() {}

  kick(player) {
    this.calls.push(["kick", player.name]);
  }

  lock(locked) {
    this.calls.push(["lock", locked]);
    this.become({ isLocked: locked, invitation: locked ? undefined : invitationOf("7-482913") });
  }

  leave() {
    this.close("left");
  }

  become(next) {
    Object.assign(this, next);
    this.dispatchEvent(new Event("change"));
  }

  close(reason) {
    this.status = "closed";
    this.dispatchEvent(Object.assign(new Event("close"), { reason }));
  }
}

class FakeLanward {
  known = scene === "fresh" ? [] : scene === "tables" ? [OTHER, TABLE] : [TABLE];
  calls = [];

  async devices() {
    return [...this.known];
  }

  async pair(entry) {
    this.calls.push(["pair", entry]);
    if (entry.endsWith("-000000")) throw new LanwardError("wrong-code", { left: 2 });
    this.known = [TABLE];
    return TABLE;
  }

  async join(device, { name }) {
    this.calls.push(["join", device, name]);
    if (REFUSALS[scene]) throw new LanwardError(REFUSALS[scene]);
    this.room = new FakeRoom(name);
    return this.room;
  }
}

export class Lanward {
  static async open() {
    window.fakeLanward = new FakeLanward();
    return window.fakeLanward;
  }
}

window.invitationOf = invitationOf;
