// A machine where avahi has port 5353 first, as on a desktop: our device and our browsing beside it, by either driver.
import assert from "node:assert/strict";
import { programsOn } from "../../../signaling-mdns/it/hosts.mjs";
import { lab, lanward, until } from "../lib/lab.mjs";
import { scenario } from "../lib/scenario.mjs";

/** What a device says of itself (protocol section 14), told by avahi. */
const ADVERT = ["txtvers=1", "door=1", "knocks=lw1", `fp=${"A".repeat(43)}`, "ty=camera"];

for (const driver of ["own", "jmdns"]) {
  scenario(`a device with --mdns ${driver} where avahi has port 5353 already, and avahi's own services beside it`, async (s) => {
    const [home, other] = [await s.host("home"), await s.host("other")];
    const mdns = ["--mdns", driver];
    const avahi = programsOn(home).avahi("avahi-publish", "-s", "Avahi's", "_lanward._udp", "4712", ...ADVERT);
    s.onEnd(async () => avahi.endInput());
    await until("avahi publishes", () => avahi.output.includes("Established"), 15_000);
    const device = await s.device(home, { name: "Gateway", args: ["--pair", ...mdns] });
    const run = async (host, ...words) => {
      const { stdout } = await lab.exec(host, [lanward, ...words, "--json", "--state", `${s.directory}/${host}`], { timeoutMs: 60_000 });
      return stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line));
    };

    await s.step("another machine finds both", async () => {
      const watching = s.spawn(other, [lanward, "browse", "--watch", "--json", "--state", `${s.directory}/other`]);
      for (const [name, port] of [["Gateway", device.ready.door], ["Avahi's", 4712]]) {
        const where = (event) => event.name === name && event.addresses.includes(home.ipv4);
        assert.equal((await watching.event("device", { where, timeoutMs: 30_000 })).port, port);
      }
      await watching.kill();
    });

    await s.step("avahi finds it", async () => {
      const browser = programsOn(other).avahi("avahi-browse", "-rp", "_lanward._udp");
      const line = new RegExp(`^=;eth0;IPv[46];Gateway;.*;${device.ready.host};.*;${device.ready.door};`, "m");
      await until("avahi's line", () => line.test(browser.output), 20_000);
      browser.endInput();
      await browser.exited;
    });

    await s.step("browsing there finds both", async () => {
      const found = await run("home", "browse", "--for", "8s", ...mdns);
      assert.deepEqual([...new Set(found.map(({ name }) => name))].sort(), ["Avahi's", "Gateway"]);
    });

    await s.step("another machine pairs by code and connects", async () => {
      await run("other", "pair", (await device.event("pairing")).code);
      const { stdout } = await lab.exec("other", ["sh", "-c", `seq 3 | "${lanward}" connect Gateway echo --state "${s.directory}/other"`], { timeoutMs: 60_000 });
      assert.deepEqual(stdout.trim().split("\n"), ["1", "2", "3"]);
    });

    await s.step("a name that avahi has is left to it", async () => {
      const second = await s.host("second");
      const namesake = await s.device(second, { name: "Avahi's", args: mdns });
      const watching = s.spawn(other, [lanward, "browse", "--watch", "--json", "--state", `${s.directory}/other`]);
      const found = await watching.event("device", { where: (event) => event.name === "Avahi's (2)", timeoutMs: 30_000 });
      assert.equal(found.port, namesake.ready.door);
    });
  }, { timeoutMs: 240_000 });
}
