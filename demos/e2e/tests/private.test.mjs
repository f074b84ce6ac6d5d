// A private device: its paired peer finds it under the name that it knows; whoever else listens learns nothing that lasts.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { lab, lanward } from "../lib/lab.mjs";
import { scenario } from "../lib/scenario.mjs";

const NAME = "Ada's pocket";
const TYPE = "wearable";
const RANDOM = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;

/** Prints every datagram of multicast DNS on eth0, both families, byte for byte. Argument: this host's IPv4 address. */
const EAR = `
  const dgram = require("node:dgram");
  const tell = (packet, { address }) => console.log(JSON.stringify({ event: "packet", from: address.replace(/%.*/, ""), hex: packet.toString("hex") }));
  const listen = (type, group, link, done) => {
    const socket = dgram.createSocket({ type, reuseAddr: true, ipv6Only: type === "udp6" });
    socket.on("message", tell);
    socket.bind(5353, () => (socket.addMembership(group, link), done()));
  };
  listen("udp4", "224.0.0.251", process.argv[1], () => listen("udp6", "ff02::fb", "::%eth0", () => console.log('{"event":"ready"}')));
`;

const bytes = (packet) => Buffer.from(packet.hex, "hex").toString("latin1");
const names = (packets) => new Set(packets.flatMap((packet) => bytes(packet).match(RANDOM) ?? []));
const says = (packet, secrets) => secrets.find((secret) => bytes(packet).toLowerCase().includes(secret.toLowerCase()));

/** All that would say which device this is, in every spelling that there is on a wire. */
function marksOf(fingerprint, stateDirectory) {
  const hash = Buffer.from(fingerprint.replaceAll(":", ""), "hex");
  const host = readFileSync(`${stateDirectory}/host`, "utf8").match(RANDOM)[0];
  return [NAME, TYPE, hash.toString("latin1"), hash.toString("hex"), hash.toString("base64").replace(/=+$/, ""), fingerprint, host];
}

async function addressesOf(host) {
  const { stdout } = await lab.exec(host, ["ip", "-o", "address", "show", "dev", "eth0"]);
  return [...stdout.matchAll(/inet6? ([0-9a-f.:]+)\//g)].map(([, address]) => address);
}

scenario(
  "a private device is found, named and reached by its paired peer alone, whatever link it is on",
  async (s) => {
    const [home, desk, guest, corner] = [await s.host("phone"), await s.host("desk"), await s.host("guest"), await s.host("ear")];
    const ear = s.spawn(corner, [process.execPath, "-e", EAR, corner.ipv4]);
    await ear.event("ready");
    const state = (host) => `${s.directory}/${host.name}`;
    const run = (host, ...words) => lab.exec(host.name, [lanward, ...words, "--state", state(host)], { timeoutMs: 60_000 });
    const browse = (host) => s.spawn(host, [lanward, "browse", "--watch", "--json", "--state", state(host)]);
    const echo = () => lab.exec("desk", ["sh", "-c", `seq 3 | "${lanward}" connect "${NAME}" echo --state "${state(desk)}"`], { timeoutMs: 60_000 });
    const packets = (after = 0) => ear.events.slice(after).filter(({ event }) => event === "packet");
    const heard = (after, ...from) => packets(after).filter((packet) => from.includes(packet.from));
    const soon = { timeoutMs: 30_000 };

    const phone = await s.device(home, { name: NAME, args: ["--type", TYPE, "--private", "--pair"] });
    const guestSees = browse(guest);
    let paired, asked, first;

    await s.step("in pairing mode a stranger sees that somebody pairs, and not who", async () => {
      const { code } = await phone.event("pairing");
      const device = await guestSees.event("device", { ...soon, where: ({ pairing }) => pairing });
      assert.equal(device.name.match(RANDOM)?.[0], device.name);
      assert.deepEqual([device.known, device.type, device.peer, device.fingerprint], ["private", "", undefined, undefined]);
      assert.equal(device.nameplate, Number(code.split("-")[0]));
      assert.equal(phone.ready.host, undefined);
      paired = JSON.parse((await run(desk, "pair", code, "--name", "Desk", "--json")).stdout.trim());
      asked = await phone.event("paired");
      await phone.restart({ args: ["--type", TYPE, "--private"] });
    });
    const deskSees = browse(desk);
    const recognised = (more = () => true) => ({ ...soon, where: (event) => event.peer === paired.peer && more(event) });

    await s.step("the paired machine sees it under its name, the stranger does not", async () => {
      first = await deskSees.event("device", recognised());
      assert.deepEqual([first.name, first.type, first.known, first.pairing], [NAME, TYPE, "paired", false]);
      const same = await guestSees.event("device", { ...soon, where: ({ instance }) => instance === first.instance });
      assert.deepEqual([same.name, same.known, same.type, same.peer], [first.instance, "private", "", undefined]);
      const { stdout } = await run(desk, "browse");
      assert.match(stdout, new RegExp(`^${NAME}  \\(${TYPE}\\)  .*paired as ${NAME}, private$`, "m"));
      assert.deepEqual((await echo()).stdout.trim().split("\n"), ["1", "2", "3"]);
    });

    await s.step("one more address: another name, and the session that is open goes on", async () => {
      const session = s.spawn(desk, [lanward, "connect", NAME, "--json", "--state", state(desk)]);
      await session.event("session", { ...soon, where: (event) => event.state === "open" });
      await lab.address("phone", "add", "10.77.0.150");
      await deskSees.event("device", recognised(({ instance }) => instance !== first.instance));
      await deskSees.event("gone", { ...soon, where: ({ instance }) => instance === first.instance });
      session.write({ send: "still here" });
      await phone.event("message", { where: ({ text }) => text === "still here" });
      await session.kill();
    });

    await s.step("another address: nothing of before is heard any more, and it is reached all the same", async () => {
      const old = names(heard(0, ...(await addressesOf("phone"))));
      assert.ok(old.size >= 4, `two names and two hosts at least: ${[...old]}`);
      const mark = ear.mark();
      await lab.address("phone", "change", "10.77.0.99");
      const moved = await deskSees.event("device", recognised(({ addresses }) => addresses.includes("10.77.0.99")));
      assert.deepEqual([moved.name, moved.known, old.has(moved.instance)], [NAME, "paired", false]);
      assert.deepEqual((await echo()).stdout.trim().split("\n"), ["1", "2", "3"]);
      const since = heard(mark, ...(await addressesOf("phone")));
      const turn = since.findIndex((packet) => [...names([packet])].some((name) => !old.has(name)));
      assert.ok(turn >= 0, "it was heard under new names");
      for (const packet of [...since.slice(turn), ...heard(mark, "10.77.0.99")]) {
        assert.equal(says(packet, [...old]), undefined, bytes(packet));
      }
    });

    await s.step("revoked, it is recognised and reached no more", async () => {
      await phone.command("trust", "revoke", asked.peer, "--yes");
      const { stdout } = await run(desk, "browse", "--json");
      const seen = stdout.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
      assert.ok(seen.length > 0 && seen.every(({ known, peer }) => known === "private" && peer === undefined), stdout);
      await assert.rejects(run(desk, "connect", NAME, "echo", "--timeout", "3s"), /exit code 1/);
    });

    await s.step("nobody who listened has heard which device it is", async () => {
      const marks = marksOf(paired.fingerprint, phone.stateDirectory);
      const all = packets();
      assert.ok(all.some((packet) => bytes(packet).includes("r=")), "there were adverts");
      for (const packet of all) assert.equal(says(packet, marks), undefined, bytes(packet));
      // The same ear hears what a visible device says.
      const visible = await s.device(guest, { name: "Radio", args: ["--type", TYPE, "--port", "0"] });
      await deskSees.event("device", { ...soon, where: ({ name }) => name === visible.name });
      assert.ok(packets().some((packet) => says(packet, ["Radio"]) && says(packet, [`ty=${TYPE}`])));
    });
  },
  { timeoutMs: 240_000 },
);
