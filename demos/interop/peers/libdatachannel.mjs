// libdatachannel as a peer, through the browsers' API that node-datachannel puts on top of it.
import { createInterface } from "node:readline";
import { RTCPeerConnection } from "node-datachannel/polyfill";
import { Peer } from "./workload.js";

const print = (event) => process.stdout.write(JSON.stringify(event) + "\n");
const peer = new Peer(RTCPeerConnection, print);

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const command = JSON.parse(line);
    peer.command(command).catch((error) => print({ event: "error", command: command.command, error: String(error?.stack ?? error) }));
  })
  .on("close", () => process.exit(0));
print({ event: "ready" });
