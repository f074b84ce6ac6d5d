// Many sessions at once, those of real browsers among them, and nothing left of them. `./lanward bench sessions --browsers 10` is the long form.
import assert from "node:assert/strict";
import { browserKinds } from "../lib/browser.mjs";
import { Crowd } from "../lib/crowd.mjs";
import { scenario } from "../lib/scenario.mjs";
import { librarySite } from "../lib/sites.mjs";

const CALLERS = 300;
const ALL = CALLERS + browserKinds.length;
/** A device has one thread for the program's handlers, which ends when there is nothing to call for some seconds. */
const CALLBACKS = 1;
/** Noise of a measurement, and the nonces that a door remembers. A session that stays has ten times as much. */
const LEFT_BYTES_A_SESSION = 2_048;

scenario(`${ALL} sessions, one of each browser among them, are open, idle, echo and leave nothing behind`, async (s) => {
  const [home, web] = [await s.host("home"), await s.host("web")];
  const [server, ...browsers] = await Promise.all([
    s.serve(web, { mounts: librarySite }),
    ...browserKinds.map(async (kind) => s.browser(kind, await s.host(kind))),
  ]);
  const crowd = await Crowd.gather({ home, count: CALLERS, browsers, origin: server.origin, directory: s.directory });
  s.onEnd(() => crowd.end());
  await crowd.warmUp();
  const before = await crowd.device.footprint(0);

  const opening = await crowd.open();
  const open = await crowd.device.footprint(ALL);
  assert.deepEqual([open.descriptors, open.sockets], [before.descriptors, before.sockets], "a session has none");
  assert.ok(open.threads <= before.threads + CALLBACKS, `${open.threads} threads, ${before.threads} before`);
  const kilobytes = (open.heapBytes - before.heapBytes) / 1024 / ALL;
  assert.ok(kilobytes <= 30, `a session has ${kilobytes} KB`);
  await crowd.echo();
  await crowd.device.footprint(ALL);

  await crowd.close();
  const after = await crowd.device.footprint(0);
  assert.deepEqual([after.descriptors, after.sockets], [before.descriptors, before.sockets]);
  assert.ok(after.threads <= before.threads + CALLBACKS, `${after.threads} threads, ${before.threads} before`);
  assert.ok(after.heapBytes - before.heapBytes < ALL * LEFT_BYTES_A_SESSION, `${after.heapBytes - before.heapBytes} bytes are left`);
  s.figure(`${ALL} sessions opened in ${opening.toFixed(1)} s, ${kilobytes.toFixed(1)} KB each`);
});
