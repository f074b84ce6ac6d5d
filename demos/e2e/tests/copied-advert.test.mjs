// Somebody repeats a paired device's advert with other addresses under it: what is not on the link where it was heard is not knocked at
// (docs/security-model.md, "Adverts are what anybody says").
import assert from "node:assert/strict";
import { attack } from "../lib/attacker.mjs";
import { Machine } from "../lib/machine.mjs";
import { scenario } from "../lib/scenario.mjs";
import { sentDatagrams } from "../lib/sent-datagrams.mjs";

const BEYOND = ["203.0.113.9", "10.78.0.9", "2001:db8::9"];
const PORT = 47990;
const withPort = (address) => `${address.includes(":") ? `[${address}]` : address}:${PORT}`;

scenario("a copied advert makes nobody knock beyond the link on which it was heard", async (s) => {
  const [home, laptop, mallory] = [await s.host("home"), await s.host("laptop"), await s.host("mallory")];
  const device = await s.device(home, { name: "Doorbell", args: ["--type", "camera", "--pair"] });
  const machine = new Machine(s, laptop);
  const { fingerprint } = await machine.pair((await device.event("pairing")).code);
  await device.stop(); // only the copy is to be heard

  /** Where the laptop knocks while the advert claims these addresses. */
  const knocks = async (...claims) => {
    const copy = { interface: "eth0", name: "Doorbell", type: "camera", fingerprint, claims: claims.map(withPort).join(",") };
    const attacker = await attack(s, mallory, "copied-advert", copy);
    const seen = (await machine.run("browse", "--for", "2s")).find(({ event }) => event === "device");
    assert.deepEqual([seen?.name, seen?.port], ["Doorbell", PORT], "the advert was heard");
    const sent = await sentDatagrams("laptop", () =>
      assert.rejects(machine.run("connect", "Doorbell", "echo", "--timeout", "4s"), /exit code 1/),
    );
    assert.ok((await attacker.stop()).told > 5);
    return sent.filter(({ port }) => port === PORT).map(({ address }) => address);
  };

  await s.step("at addresses of the link it does", async () => {
    assert.deepEqual(await knocks(mallory.ipv4, ...BEYOND), [mallory.ipv4]);
  });
  await s.step("at no others", async () => {
    assert.deepEqual(await knocks(...BEYOND), []);
  });
}, { timeoutMs: 120_000 });
