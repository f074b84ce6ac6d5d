// Pion, in Go, with its own SCTP and DTLS. Built before the lab begins: `./lanward test --only interop`.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../e2e/lib/lab.mjs";
import { stack } from "../lib/suite.mjs";

const program = join(root, ".lanward-build/interop_pion/peer");

stack("Pion", {
  missing: existsSync(program) ? undefined : "no Pion peer was built: it needs the Go toolchain, 1.24 or newer",
  async start(s, host) {
    const peer = s.spawn(host, [program]);
    await peer.event("ready", { timeoutMs: 30_000 });
    return peer;
  },
});
