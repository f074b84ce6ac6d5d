// Both drivers of multicast DNS against each other, by the command line: `--mdns own` and `--mdns jmdns`.
import assert from "node:assert/strict";
import { lab, lanward } from "../lib/lab.mjs";
import { scenario } from "../lib/scenario.mjs";

const NAME = "Küche 1.0";

for (const [theirs, ours] of [["jmdns", "own"], ["own", "jmdns"]]) {
  scenario(`a device with --mdns ${theirs} is found, paired with and connected to with --mdns ${ours}`, async (s) => {
    const [home, den, other] = [await s.host("home"), await s.host("den"), await s.host("other")];
    const state = ["--state", `${s.directory}/other`];
    const mdns = [...state, "--mdns", ours];
    const run = async (...words) => (await lab.exec("other", [lanward, ...words, "--json", ...mdns], { timeoutMs: 60_000 })).stdout;
    const connect = () => lab.exec("other", ["sh", "-c", `seq 3 | "$@"`, "sh", lanward, "connect", NAME, "echo", ...mdns], { timeoutMs: 60_000 });
    const devices = (lines) => lines.split("\n").filter((line) => line.includes(`"device"`)).map((line) => JSON.parse(line));
    const watching = s.spawn(other, [lanward, "browse", "--watch", "--json", ...mdns]);
    const device = await s.device(home, { name: NAME, args: ["--type", "camera", "--pair", "--mdns", theirs] });

    await s.step("found, with all that it says of itself", async () => {
      const found = await watching.event("device", { where: (event) => event.pairing, timeoutMs: 30_000 });
      assert.deepEqual([found.name, found.type, found.port, found.known], [NAME, "camera", device.ready.door, "new"]);
      assert.ok(found.addresses.includes(home.ipv4), found.addresses.join());
      assert.equal(found.nameplate, Number((await device.event("pairing")).code.split("-")[0]));
      assert.equal(devices(await run("browse", "--type", "camera", "--for", "8s")).at(-1)?.name, NAME);
      assert.deepEqual(devices(await run("browse", "--type", "nas", "--for", "4s")), []);
    });

    await s.step("paired with by code, where the nameplate's host name is all that leads to it", async () => {
      const { code } = await device.event("pairing");
      assert.equal(JSON.parse((await run("pair", code)).trim()).name, NAME);
    });

    await s.step("connected to", async () => {
      assert.deepEqual((await connect()).stdout.trim().split("\n"), ["1", "2", "3"]);
    });

    await s.step("seen to go", async () => {
      await device.stop();
      await watching.event("gone", { where: ({ name }) => name === NAME, timeoutMs: 30_000 });
    });

    await s.step("found by its advert on another host and at another port", async () => {
      const moved = await s.device(den, { name: NAME, directory: device.directory, args: ["--type", "camera", "--port", "49001", "--mdns", theirs] });
      assert.deepEqual((await connect()).stdout.trim().split("\n"), ["1", "2", "3"]);
      await moved.stop();
    });
  }, { timeoutMs: 240_000 });
}
