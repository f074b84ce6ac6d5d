// What is around: devices that advertise themselves, seen from another machine.
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Device } from "../lib/device.mjs";
import { lab, lanward } from "../lib/lab.mjs";

test("browse shows devices, their pairing mode, which of them are paired or suspicious, and that they go", async (t) => {
  const directory = mkdtempSync(join(tmpdir(), "lanward-browse-"));
  for (const name of ["door", "shelf", "guest", "viewer"]) {
    await lab.host(name);
    t.after(() => lab.remove(name));
  }
  const state = join(directory, "viewer");
  const browse = (...more) => lab.spawn("viewer", [lanward, "browse", "--json", "--state", state, ...more]);
  const doorbell = await Device.start("door", { directory: join(directory, "door"), name: "Küche 1.0", args: ["--type", "camera"] });
  const watching = browse("--watch");
  const where = (name, more = () => true) => ({ where: (event) => event.name === name && more(event), timeoutMs: 30_000 });

  const fresh = await watching.event("device", where("Küche 1.0"));
  assert.equal(fresh.known, "new");
  assert.equal(fresh.type, "camera");
  assert.equal(fresh.port, doorbell.ready.door);
  assert.equal(fresh.pairing, false);

  // Another one comes, and pairs; its nameplate is seen, and used to pair with it.
  const shelf = await Device.start("shelf", { directory: join(directory, "shelf"), name: "Shelf", args: ["--type", "nas", "--pair"] });
  const { code } = await shelf.event("pairing");
  const pairing = await watching.event("device", where("Shelf", (event) => event.pairing));
  assert.equal(pairing.nameplate, Number(code.split("-")[0]));
  await lab.exec("viewer", [lanward, "pair", code, "--json", "--state", state], { timeoutMs: 60_000 });

  // Whoever watches hears of it, though another process paired.
  const known = await watching.event("device", where("Shelf", (event) => event.known === "paired"));

  const { stdout } = await lab.exec("viewer", [lanward, "browse", "--json", "--state", state, "--type", "nas", "--for", "3s"], { timeoutMs: 60_000 });
  const found = stdout.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
  assert.deepEqual([...new Set(found.map((event) => event.name))], ["Shelf"], "the type is all that is shown");
  assert.equal(found.at(-1).known, "paired");
  assert.match(found.at(-1).peer, /^[0-9a-f]{32}$/);
  assert.equal(known.peer, found.at(-1).peer);

  // A stranger whose name looks like that of the paired one: a capital i for the l.
  await Device.start("guest", { directory: join(directory, "guest"), name: "SheIf" });
  const stranger = await watching.event("device", where("SheIf", (event) => event.known === "suspicious"));
  assert.equal(stranger.reason, "lookalike-name");
  assert.match(stranger.message, /looks like that of Shelf/);
  assert.equal(stranger.peer, undefined);

  await doorbell.process.kill();
  await watching.event("gone", where("Küche 1.0"));
  await watching.kill();
});
