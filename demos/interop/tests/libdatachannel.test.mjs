// libdatachannel, by npm's node-datachannel: usrsctp and OpenSSL.
import { fileURLToPath } from "node:url";
import { stack } from "../lib/suite.mjs";

const program = fileURLToPath(new URL("../peers/libdatachannel.mjs", import.meta.url));

stack("libdatachannel", {
  async start(s, host) {
    const peer = s.spawn(host, [process.execPath, program]);
    await peer.event("ready", { timeoutMs: 30_000 });
    return peer;
  },
});
