// Addresses and links that change in the middle of a session between machines: it goes on, or `connect` connects again. No channel is dead for long.
import assert from "node:assert/strict";
import { lab } from "../lib/lab.mjs";
import { Machine } from "../lib/machine.mjs";
import { scenario } from "../lib/scenario.mjs";
import { sentDatagrams } from "../lib/sent-datagrams.mjs";

/** A chat between a device on `home` and `connect` on `other`. */
async function chatting(s, how, ...words) {
  const [home, other] = [await s.host("home", how), await s.host("other", how)];
  const device = await s.device(home, { name: "Gateway", args: ["--pair"] });
  const machine = new Machine(s, other);
  await machine.pair((await device.event("pairing")).code);
  const mark = device.mark();
  const chat = machine.start("connect", "Gateway", ...words);
  await chat.event("session", { timeoutMs: 30_000 });
  let count = 0;
  /** A message to the device and one back. */
  const talk = async (what) => {
    const [there, back] = [device.mark(), chat.mark()];
    const started = performance.now();
    chat.write({ send: `${what} ${++count}` });
    assert.equal((await device.event("message", { after: there, timeoutMs: 60_000 })).text, `${what} ${count}`);
    device.process.write({ send: `back ${count}` });
    assert.equal((await chat.event("message", { after: back, timeoutMs: 60_000 })).text, `back ${count}`);
    s.figure(`${what}: there and back after ${Math.round(performance.now() - started)} ms`);
  };
  /** What the two have said of sessions since this one was open. */
  const sessions = () => [device.process.events.slice(mark), chat.events].map((all) => all.filter(({ event }) => event === "session").map(({ state }) => state));
  return { home, other, device, machine, chat, talk, sessions };
}

const ONE_SESSION = [["open"], ["open"]];

scenario("a session goes on when either side, or both, get another address in the middle of it", async (s) => {
  const { device, chat, talk, sessions } = await chatting(s, { ipv6: "none" });
  await talk("at first");
  const moves = [["other"], ["home"], ["home", "other"]];
  for (const [i, hosts] of moves.entries()) {
    await s.step(`${hosts.join(" and ")} moved`, async () => {
      for (const host of hosts) await lab.address(host, "change", `10.77.0.${100 + 10 * i + hosts.indexOf(host)}`);
      for (let n = 0; n < 3; n++) await talk(`${hosts.join(" and ")} moved`);
      assert.deepEqual(sessions(), ONE_SESSION);
    });
  }
  await s.step("home moved while nobody spoke, and then speaks first", async () => {
    const mark = chat.mark();
    await lab.address("home", "change", "10.77.0.200");
    const started = performance.now();
    device.process.write({ send: "from somewhere else" });
    assert.equal((await chat.event("message", { after: mark, timeoutMs: 60_000 })).text, "from somewhere else");
    s.figure(`home moved in silence: heard after ${Math.round(performance.now() - started)} ms`);
    assert.deepEqual(sessions(), ONE_SESSION);
  });
}, { timeoutMs: 240_000 });

scenario("a session goes on by the link that is left when the other goes, on whichever side, and by the first when that is back", async (s) => {
  const { talk, sessions } = await chatting(s, { ipv6: "none", secondInterface: true });
  /** The link in use: its network is 10.77 or 10.78. */
  const linkInUse = async () => {
    const [{ address }] = await sentDatagrams("other", () => talk("looking"));
    return address.startsWith("10.77.") ? "eth0" : "eth1";
  };
  for (const host of ["home", "other", "home"]) {
    const link = await linkInUse();
    await s.step(`${host} loses ${link}`, async () => {
      await lab.unplug(host, link);
      await talk(`${host} without ${link}`);
      assert.notEqual(await linkInUse(), link);
      await lab.plug(host, link);
      assert.deepEqual(sessions(), ONE_SESSION);
    });
  }
}, { timeoutMs: 240_000 });

scenario("a device that was silent for longer than consent lasts is connected to again, at its new address", async (s) => {
  const { chat, talk, sessions } = await chatting(s, { ipv6: "none" }, "--timeout", "60s");
  await talk("at first");
  await lab.partition("home", "other");
  await chat.event("session", { where: ({ state }) => state === "closed", timeoutMs: 60_000 });
  const waiting = chat.mark();
  const typed = talk("typed meanwhile");
  await lab.address("home", "change", "10.77.0.150");
  await lab.heal("home", "other");
  await chat.event("session", { after: waiting, where: ({ state }) => state === "open", timeoutMs: 60_000 });
  await typed;
  assert.deepEqual(sessions()[1], ["open", "closed", "open"]);
  chat.endInput();
  assert.equal((await chat.exited).code, 0, chat.output);
}, { timeoutMs: 240_000 });

scenario("a device that does not come back ends connect with exit code 1", async (s) => {
  const { device, chat, talk } = await chatting(s, {}, "--timeout", "3s");
  await talk("at first");
  await device.stop("SIGKILL");
  assert.equal((await chat.exited).code, 1);
  const [closed, error] = chat.events.slice(-2);
  assert.deepEqual([closed.event, closed.state, error.event, error.code], ["session", "closed", "error", "timed-out"], chat.output);
}, { timeoutMs: 180_000 });
