import { IDBFactory } from "fake-indexeddb";
import { FakeMediaStream } from "./fake-media.js";
import { FakeClock } from "./fake-clock.js";
import { fakeNetwork, fakeRtcPeerConnection } from "./fake-rtc.js";

/**
 * An environment with a fake clock, a fake peer connection and an IndexedDB in memory.
 *
 * @param {Partial<import("../../src/environment.js").Environment>} [changes]
 */
export function fakeEnvironment(changes = {}) {
  const clock = new FakeClock();
  const network = fakeNetwork();
  /** @type {import("../../src/environment.js").Environment} */
  const environment = {
    MediaStream: /** @type {any} */ (FakeMediaStream),
    RTCPeerConnection: fakeRtcPeerConnection(network, clock),
    indexedDB: new IDBFactory(),
    BroadcastChannel: undefined,
    permissions: undefined,
    isSecureContext: true,
    hostname: "app.example",
    page: new EventTarget(),
    document: new EventTarget(),
    now: clock.now,
    setTimeout: clock.setTimeout,
    clearTimeout: clock.clearTimeout,
    ...changes,
  };
  return { environment, clock, network };
}

/** @param {string} state @param {string[]} [names] that the browser knows */
export function fakePermissions(state, names = ["local-network"]) {
  return {
    /** @param {PermissionDescriptor} descriptor */
    async query({ name }) {
      if (!names.includes(name)) throw new TypeError(`${name} is no permission`);
      return /** @type {PermissionStatus} */ ({ state });
    },
  };
}
