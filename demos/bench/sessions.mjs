// `./lanward bench sessions --browsers N`: thousands of sessions on one device, of which N are of real browsers, each on a host of its own.
// Runs inside the lab.
import "./help.mjs";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { lab } from "../e2e/lib/lab.mjs";
import { librarySite } from "../e2e/lib/sites.mjs";
import { serve } from "../e2e/lib/web-server.mjs";

// Only now: their packages may be missing, and --help needs none.
const { Browser, browserKinds } = await import("../e2e/lib/browser.mjs");
const { Crowd } = await import("../e2e/lib/crowd.mjs");

const { values } = parseArgs({
  options: { count: { type: "string", default: "3000" }, browsers: { type: "string" }, idle: { type: "string", default: "60" } },
});
const [count, wanted, idle] = [values.count, values.browsers, values.idle].map(Number);
const directory = mkdtempSync(join(tmpdir(), "lanward-sessions-"));
const browsers = [];
let crowd;

const say = (what, { heapBytes, threads, descriptors, sockets, residentKilobytes }) =>
  console.log(
    `${what}: heap ${(heapBytes / 1048576).toFixed(1)} MB, ${threads} threads, ${descriptors} descriptors, ${sockets} of them sockets, ` +
      `resident ${(residentKilobytes / 1024).toFixed(0)} MB`,
  );

try {
  const [home, web] = [await lab.host("home"), await lab.host("web")];
  const { origin } = await serve(web, { directory, mounts: librarySite });
  for (let i = 0; i < wanted; i++) {
    const host = await lab.host(`view${i}`);
    browsers.push(await Browser.start(browserKinds[i % browserKinds.length], host.name, { directory: join(directory, host.name) }));
  }
  crowd = await Crowd.gather({ home, count: count - wanted, browsers, origin, directory });
  await crowd.warmUp();
  const before = await crowd.device.footprint(0);
  say("device, warm, no session", before);

  const opening = await crowd.open();
  const open = await crowd.device.footprint(count);
  say(`${count} sessions open, ${wanted} of them of browsers`, open);
  console.log(`opened in ${opening.toFixed(1)} s`);

  await new Promise((resolve) => setTimeout(resolve, idle * 1_000));
  const idled = await crowd.device.footprint(count);
  say(`after ${idle} s idle`, idled);
  const each = (name) => ((idled[name] - before[name]) / count).toFixed(2);
  console.log(`a session: ${((idled.heapBytes - before.heapBytes) / 1024 / count).toFixed(1)} KB of heap, ${each("threads")} threads, ${each("sockets")} sockets`);
  console.log(`idle: ${((idled.cpuMillis - open.cpuMillis) / 10 / idle).toFixed(1)} % of a core, the collection for the footprint included`);

  console.log(`an echo on each: ${(await crowd.echo()).toFixed(2)} s`);
  console.log(`closed in ${(await crowd.close()).toFixed(1)} s`);
  const start = performance.now();
  const after = await crowd.device.footprint(0);
  console.log(`the device has none ${((performance.now() - start) / 1_000).toFixed(1)} s later`);
  say("all closed", after);
  const left = (name) => `${name} ${after[name] - before[name]}`;
  console.log(`left in all: ${left("heapBytes")}, ${left("threads")}, ${left("descriptors")}, ${left("sockets")}`);
} finally {
  await Promise.allSettled([...browsers.map((browser) => browser.close()), crowd?.end()]);
  rmSync(directory, { recursive: true, force: true });
}
