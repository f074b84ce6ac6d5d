// A device that moves to another address and another port is found by its advert alone, unless that is suspicious.
import assert from "node:assert/strict";
import { lab, lanward } from "../lib/lab.mjs";
import { scenario } from "../lib/scenario.mjs";
import { occupy, standingPort } from "../lib/standing-port.mjs";

scenario("a device that has moved is found by its advert, and not by one that is suspicious", async (s) => {
  const [home, den, other] = [await s.host("home"), await s.host("den"), await s.host("other")];
  const state = `${s.directory}/other`;
  const run = (...words) => lab.exec("other", [lanward, ...words, "--state", state], { timeoutMs: 60_000 });
  const echo = (peer) => lab.exec("other", ["sh", "-c", `seq 3 | "${lanward}" connect ${peer} echo --state "${state}"`], { timeoutMs: 60_000 });
  const before = await s.device(home, { name: "Gateway", args: ["--pair"] });
  const paired = JSON.parse((await run("pair", (await before.event("pairing")).code, "--json")).stdout.trim());
  await before.stop();

  // Without its standing port there is nothing but the advert that tells the new port.
  await occupy(s, den, standingPort(paired.fingerprint));
  const moved = (name, port, ...more) => s.device(den, { name, directory: before.directory, args: ["--port", String(port), ...more] });

  await s.step("another host, another port: connect NAME reaches it", async () => {
    const device = await moved("Gateway", 49_001);
    await device.event("error", { where: ({ code }) => code === "standing-port" });
    assert.deepEqual((await echo("Gateway")).stdout.trim().split("\n"), ["1", "2", "3"]);
    await device.stop();
  });

  await s.step("private, at a third port: connect NAME recognises its advert", async () => {
    const device = await moved("Gateway", 49_003, "--private");
    assert.deepEqual((await echo("Gateway")).stdout.trim().split("\n"), ["1", "2", "3"]);
    await device.stop();
  });

  await s.step("under a new name it is shown as suspicious, and its advert is not followed", async () => {
    await moved("Cellar", 49_002);
    const { stdout } = await run("browse", "--json", "--for", "3s");
    const cellar = JSON.parse(stdout.split("\n").filter((line) => line.includes('"Cellar"')).at(-1));
    assert.deepEqual([cellar.known, cellar.reason, cellar.peer, cellar.port], ["suspicious", "new-name", paired.peer, 49_002]);
    assert.match(cellar.message, /Gateway/);
    await assert.rejects(run("connect", "Gateway", "echo", "--timeout", "5s"), /exit code 1/);
  });

  await s.step("with the name that the warning asks for it is found again", async () => {
    await run("trust", "rename", "Gateway", "Cellar");
    assert.deepEqual((await echo("Cellar")).stdout.trim().split("\n"), ["1", "2", "3"]);
  });
});
