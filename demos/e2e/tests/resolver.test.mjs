// A DNS resolver that does not answer changes nothing: nothing of ours asks it. How long things take with it and without is measured by
// `./lanward bench discovery --only resolver`.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Device } from "../lib/device.mjs";
import { lab, lanward } from "../lib/lab.mjs";
import { scenario } from "../lib/scenario.mjs";
import { lookUps } from "../lib/sent-datagrams.mjs";

// The lab's router takes what is for elsewhere, and says nothing; nobody is at the other one, and the host itself refuses.
const RESOLVERS = { "one behind a black hole": "192.0.2.53", "one that is not there": "10.77.0.253", "none": "127.0.0.1" };

const use = (host, address) => writeFileSync(join(process.env.LANWARD_LAB, `${host}.resolv.conf`), `nameserver ${address}\n`);

for (const [what, address] of Object.entries(RESOLVERS)) {
  scenario(`a device is found, paired with and connected to without a look-up: ${what}`, async (s) => {
    const [home, viewer] = [await s.host("home"), await s.host("viewer")];
    for (const { name } of [home, viewer]) use(name, address);
    const state = join(s.directory, "viewer");
    const run = async (...words) => (await lab.exec(viewer.name, [lanward, ...words, "--state", state], { timeoutMs: 60_000, input: "hello\n" })).stdout;

    const asked = { home: NaN, viewer: NaN };
    asked.home = await lookUps(home.name, async () => {
      const device = await Device.start(home.name, { directory: join(s.directory, "home"), name: "Doorbell", args: ["--pair"] });
      const { code } = await device.event("pairing");
      asked.viewer = await lookUps(viewer.name, async () => {
        assert.match(await run("browse", "--json"), /"name":"Doorbell"/);
        await run("pair", code, "--json");
        assert.equal(await run("connect", "Doorbell", "echo"), "hello\n");
      });
      await device.process.kill();
    });
    assert.deepEqual(asked, { home: 0, viewer: 0 });
  });
}

scenario("what is looked up is counted", async (s) => {
  const { name } = await s.host("curious");
  use(name, "192.0.2.53");
  const asked = await lookUps(name, () => lab.exec(name, ["timeout", "1", "getent", "hosts", "example.org"]).catch(() => {}));
  assert.ok(asked > 0);
});
