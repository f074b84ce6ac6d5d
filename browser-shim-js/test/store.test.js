import assert from "node:assert/strict";
import { test } from "node:test";
import { Identities, ROTATION_MILLISECONDS } from "../src/identity.js";
import { LanwardError } from "../src/errors.js";
import { Peers } from "../src/peers.js";
import { Store } from "../src/store.js";
import { fakeEnvironment } from "./support/environment.js";

const DEVICE = {
  name: "Doorbell",
  deviceType: "camera",
  fingerprint: new Uint8Array(32).fill(2),
  host: "00112233-4455-4677-8899-aabbccddeeff",
  addresses: ["192.0.2.7"],
  port: 47470,
  key: new Uint8Array(32).fill(4),
};

/** @param {ReturnType<typeof fakeEnvironment>["environment"]} environment */
function tab(environment) {
  const store = new Store(environment);
  return { store, identities: new Identities(environment, store), peers: new Peers(environment, store, () => {}) };
}

const failsWith = (/** @type {string} */ code) => (/** @type {any} */ error) => error instanceof LanwardError && error.code === code;

test("two tabs that open at once agree on one certificate", async () => {
  const { environment } = fakeEnvironment();
  const tabs = [tab(environment), tab(environment), tab(environment)];
  const identities = await Promise.all(tabs.map(({ identities }) => identities.current()));
  assert.equal(new Set(identities.map(({ fingerprint }) => fingerprint)).size, 1);
  assert.equal((await tabs[0].store.identities()).length, 1);
});

test("a certificate is kept over reloads and rotated sixty days before its end", async () => {
  const { environment, clock } = fakeEnvironment();
  const first = await tab(environment).identities.current();
  const again = tab(environment).identities;
  await again.load();
  assert.equal((await again.current()).fingerprint, first.fingerprint);
  await clock.advance(first.expires - clock.now() - ROTATION_MILLISECONDS);
  const later = tab(environment).identities;
  await later.load();
  const next = await later.current();
  assert.notEqual(next.fingerprint, first.fingerprint);
  assert.ok(later.usable(first.fingerprint), "the earlier one still serves devices that expect it");
  await clock.advance(ROTATION_MILLISECONDS);
  assert.equal(later.usable(first.fingerprint), undefined);
  await later.prune(new Set([first.fingerprint]));
  assert.equal((await new Store(environment).identities()).length, 2, "some device expects it");
  await later.prune(new Set());
  assert.deepEqual((await new Store(environment).identities()).map(({ fingerprint }) => fingerprint), [next.fingerprint]);
});

test("a device that pairs again keeps its id and is no longer revoked", async () => {
  const { environment } = fakeEnvironment();
  const { peers } = tab(environment);
  const { id } = await peers.keep(DEVICE, "aa");
  assert.equal(id, "02".repeat(16));
  await peers.revoke(id);
  assert.equal(peers.get(id)?.revoked, true);
  const again = await peers.keep({ ...DEVICE, key: new Uint8Array(32).fill(5), name: "Front door" }, "bb");
  assert.deepEqual([again.id, again.revoked, again.name, again.certificate], [id, false, "Front door", "bb"]);
  assert.equal((await peers.load()).length, 1);
});

test("changes of two tabs to one device do not undo each other", async () => {
  const { environment } = fakeEnvironment();
  const [one, other] = [tab(environment).peers, tab(environment).peers];
  const { id } = await one.keep(DEVICE, "aa");
  await other.load();
  await Promise.all([one.revoke(id), other.describe(id, { ...DEVICE, name: "Front door" }), one.announced(id, "bb")]);
  const [peer] = await tab(environment).peers.load();
  assert.deepEqual([peer.name, peer.revoked, peer.announced], ["Front door", true, "bb"]);
});

test("a change to a device that another tab has forgotten does not bring it back", async () => {
  const { environment } = fakeEnvironment();
  const [one, other] = [tab(environment).peers, tab(environment).peers];
  const { id } = await one.keep(DEVICE, "aa");
  await other.load();
  await one.forget(id);
  await other.describe(id, DEVICE);
  assert.deepEqual(await one.load(), []);
  await assert.rejects(one.find(id), failsWith("not-paired"));
});

test("switching to the announced certificate clears the announcement", async () => {
  const { environment } = fakeEnvironment();
  const { peers } = tab(environment);
  const { id } = await peers.keep(DEVICE, "aa");
  await peers.announced(id, "bb");
  await peers.switched(id, "bb");
  assert.deepEqual([peers.get(id)?.certificate, peers.get(id)?.announced], ["bb", undefined]);
});

test("a browser that denies storage, or never answers, is storage-failed", async () => {
  const denied = { open: () => { throw new DOMException("denied", "SecurityError"); } };
  const { environment } = fakeEnvironment({ indexedDB: /** @type {any} */ (denied) });
  await assert.rejects(new Store(environment).peers(), failsWith("storage-failed"));

  const silent = fakeEnvironment({ indexedDB: /** @type {any} */ ({ open: () => ({}) }) });
  const pending = assert.rejects(new Store(silent.environment).peers(), failsWith("storage-failed"));
  await silent.clock.advance(5_000);
  await pending;
});

test("what cannot be stored is storage-failed and changes nothing", async () => {
  const { environment } = fakeEnvironment();
  const store = new Store(environment);
  const record = { fingerprint: "aa", certificate: /** @type {any} */ (() => {}), created: 0, expires: 0 };
  await assert.rejects(store.addIdentity(record, () => false), failsWith("storage-failed"));
  assert.deepEqual(await store.identities(), []);
  store.close();
  await assert.rejects(store.identities(), failsWith("closed"));
});
