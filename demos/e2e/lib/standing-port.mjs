// The port at which a device listens besides its door, and how to take it away: what then finds a door that has moved is its advert.
import { createHash } from "node:crypto";

/** Protocol section 5. @param {string} fingerprint as the command line prints it */
export function standingPort(fingerprint) {
  const hash = createHash("sha256").update("lanward standing port").update(Buffer.from(fingerprint.replaceAll(":", ""), "hex")).digest();
  return 49_152 + (hash.readUInt16BE() % 16_384);
}

const OCCUPY = `
  const socket = require("node:dgram").createSocket({ type: "udp6", ipv6Only: false });
  socket.bind(Number(process.argv[1]), () => console.log(JSON.stringify({ event: "bound" })));
`;

/** Another program has that port on the host from now on. */
export const occupy = (s, host, port) => s.spawn(host, [process.execPath, "-e", OCCUPY, String(port)]).event("bound");
