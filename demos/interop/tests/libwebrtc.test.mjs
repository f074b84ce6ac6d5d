// libwebrtc by webrtc-java: the stack of Chromium, without Chromium around it.
import { execFileSync } from "node:child_process";
import { javaCommand } from "../lib/ends.mjs";
import { stack } from "../lib/suite.mjs";

// What its native library is linked with; the packages are in scripts/packages.sh.
const libraries = ["libpulse.so.0", "libX11.so.6", "libXfixes.so.3", "libXrandr.so.2", "libXcomposite.so.1", "libdbus-1.so.3", "libudev.so.1"];
const known = execFileSync("/sbin/ldconfig", ["-p"], { encoding: "utf8" });
const absent = libraries.filter((library) => !known.includes(library));

stack("libwebrtc", {
  missing: process.arch !== "x64" ? "webrtc-java is there for x64 only here" : absent.length > 0 ? `these libraries are missing: ${absent.join(" ")}` : undefined,
  async start(s, host) {
    const peer = s.spawn(host, javaCommand("libwebrtc"));
    await peer.event("ready", { timeoutMs: 30_000 });
    return peer;
  },
});
