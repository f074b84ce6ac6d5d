// Machine to machine with the command line alone: no browser, the same protocol.
import assert from "node:assert/strict";
import { lab, lanward } from "../lib/lab.mjs";
import { scenario } from "../lib/scenario.mjs";

scenario("a machine pairs with a device, connects, chats and is revoked", async (s) => {
  const [home, other] = [await s.host("home"), await s.host("other")];
  const device = await s.device(home, { name: "Gateway", args: ["--pair"] });
  const state = `${s.directory}/other`;
  const run = (...words) => lab.exec("other", [lanward, ...words, "--state", state], { timeoutMs: 60_000 });
  const start = (...words) => s.spawn(other, [lanward, ...words, "--json", "--state", state]);

  await s.step("a wrong code is refused with its exit code and its next step", async () => {
    const { code } = await device.event("pairing");
    const wrong = `${code.slice(0, -1)}${(Number(code.at(-1)) + 1) % 10}`;
    await assert.rejects(run("pair", wrong), /exit code 1[^]*(?:mistyped|[Ww]rong code)/);
  });

  await s.step("by code", async () => {
    const { code } = await device.event("pairing");
    const { stdout } = await run("pair", code, "--name", "Workshop", "--json");
    const paired = JSON.parse(stdout.trim());
    assert.equal(paired.event, "paired");
    assert.equal(paired.name, "Gateway");
    assert.equal((await device.event("paired")).name, "Workshop");
  });

  await s.step("echo comes back, and the command ends with its input", async () => {
    const { stdout } = await lab.exec("other", ["sh", "-c", `seq 3 | "${lanward}" connect Gateway echo --state "${state}"`], { timeoutMs: 60_000 });
    assert.deepEqual(stdout.trim().split("\n"), ["1", "2", "3"]);
  });

  await s.step("chat goes both ways, and the device's restart ends it with exit code 1", async () => {
    const chat = start("connect", "Gateway");
    await chat.event("session", { timeoutMs: 30_000 });
    const mark = device.mark();
    chat.write({ send: "hello from the workshop" });
    assert.equal((await device.event("message", { after: mark })).text, "hello from the workshop");
    device.process.write({ send: "hello back" });
    assert.equal((await chat.event("message")).text, "hello back");
    await device.restart();
    assert.equal((await chat.exited).code, 1);
  });

  await s.step("Ctrl-C ends it with 130, and the device sees it go", async () => {
    const chat = start("connect", "Gateway");
    await chat.event("session", { timeoutMs: 30_000 });
    const mark = device.mark();
    assert.equal((await chat.kill("SIGINT")).code, 130);
    assert.doesNotMatch(chat.output, /"error"/, "whoever has pressed it knows");
    await device.event("session", { after: mark, where: ({ state }) => state === "closed" });
  });

  await s.step("the device revokes it: the session ends, and nothing answers any more", async () => {
    const chat = start("connect", "Gateway");
    await chat.event("session", { timeoutMs: 30_000 });
    const [{ peer }] = await device.command("trust", "list");
    await device.command("trust", "revoke", peer);
    const told = Date.now();
    assert.equal((await chat.exited).code, 1);
    s.figure(`the session ended ${Date.now() - told} ms after the command`);
    assert.deepEqual(await device.command("trust", "list"), []);
    await assert.rejects(run("connect", "Gateway"), /exit code/);
  });
});
