// python-zeroconf as a peer: it finds what we publish, and we what it publishes. Run by `./lanward test --only lab`.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { bare, host } from "./hosts.mjs";

const TYPE = "_lanward._udp";

for (const [family, how, addressesOf] of [
  ["IPv4 and IPv6", {}, ({ ipv4, ipv6 }) => [ipv4, ipv6]],
  ["IPv4 alone", { ipv6: "none" }, ({ ipv4 }) => [ipv4]],
  ["IPv6 alone", { ipv4: "none" }, ({ ipv6 }) => [ipv6]],
]) {
  test(`python-zeroconf finds what we publish and loses it with the goodbye, and we likewise, over ${family}`, async (t) => {
    const [here, there] = [await host(t, "here", how), await host(t, "there", how)];
    const [ours, theirs] = [await here.ours(), await there.zeroconf(...addressesOf(there))];
    const uuid = randomUUID();
    theirs.write(`browse ${TYPE}`);
    ours.write(`publish ${uuid} 47470 Küche 1.0`);
    const kitchen = await found(theirs, "Küche 1.0", (event) => has(event, addressesOf(here)));
    assert.deepEqual([kitchen.host, kitchen.port], [`${uuid}.local.`, 47470]);
    assert.deepEqual(strings(kitchen.txt), ["txtvers=1", "ty=camera"]);

    ours.write(`browse ${TYPE}`);
    theirs.write("publish 4711 Shelf");
    const { host: shelfHost } = await theirs.event("published");
    const shelf = await found(ours, "Shelf", (event) => has(event, addressesOf(there)));
    assert.deepEqual([`${shelf.host}.`, shelf.port], [shelfHost, 4711]);
    assert.deepEqual(strings(shelf.txt), ["a=b", "ty=camera"]);

    ours.write("retract Küche 1.0");
    // It tells names in small letters when they go.
    await theirs.event("lost", { where: ({ name }) => name.toLowerCase() === "küche 1.0", timeoutMs: 15_000 });
    theirs.write("retract Shelf");
    await ours.event("lost", { where: ({ name }) => name === "Shelf", timeoutMs: 15_000 });
  });
}

test("a name that python-zeroconf has is left to it, and it leaves ours to us", async (t) => {
  const [here, there] = [await host(t, "here"), await host(t, "there")];
  const [ours, theirs] = [await here.ours(), await there.zeroconf()];
  theirs.write("publish 4711 Shelf");
  await theirs.event("published");
  ours.write(`publish ${randomUUID()} 47470 Shelf`);
  assert.equal((await ours.event("published", { timeoutMs: 15_000 })).name, "Shelf (2)");
  ours.write(`publish ${randomUUID()} 47470 Door`);
  await ours.event("published", { where: ({ name }) => name === "Door" });
  const after = theirs.mark();
  theirs.write("publish 4712 Door");
  const { name } = await theirs.event("published", { after, timeoutMs: 15_000 });
  assert.notEqual(name, "Door");
});

const found = (viewer, name, more) => viewer.event("found", { where: (event) => event.name === name && more(event), timeoutMs: 20_000 });

const has = (event, addresses) => addresses.every((address) => event.addresses.split(" ").map(bare).includes(address));

/** The strings of TXT data. */
function strings(hex) {
  const [bytes, all] = [Buffer.from(hex, "hex"), []];
  for (let at = 0; at < bytes.length; at += 1 + bytes[at]) all.push(bytes.toString("utf8", at + 1, at + 1 + bytes[at]));
  return all;
}
