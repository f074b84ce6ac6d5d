// A browser as a peer: the test writes commands and fetches events through the browser's driver.
import { Peer } from "/workload.js";

const events = [];
const peer = new Peer(RTCPeerConnection, (event) => events.push(event));

globalThis.interop = {
  /** @param {any} command */
  write(command) {
    peer.command(command).catch((error) => events.push({ event: "error", command: command.command, error: String(error) }));
  },
  /** What has happened since it was last asked. */
  take: () => events.splice(0),
};
