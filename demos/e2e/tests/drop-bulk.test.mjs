// Files between two machines go over TLS beside the session, where nothing is in its way, and over the data channel otherwise. Whoever
// comes to the receiver's port with another certificate, or from elsewhere, gets nothing.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lab, until } from "../lib/lab.mjs";
import { MEBIBYTE, machines, noise } from "../lib/drop.mjs";
import { scenario } from "../lib/scenario.mjs";

const BULK_PORT = 47990;
/** From where an attacker on the sender's own host comes: the sender itself is kept away meanwhile. */
const ATTACKERS_PORT = 40001;

/** Takes the place of a host's firewall for TCP; none without `rules`. */
const tcpFirewall = (host, ...rules) => {
  const chain = ["type filter hook input priority 0", ...rules].map((rule) => `${rule};`).join(" ");
  const table = rules.length ? `table inet bulk { chain input { ${chain} }; };\n` : "";
  return lab.exec(host.name, ["nft", "-f", "-"], { input: `table inet bulk\ndelete table inet bulk\n${table}` });
};

/** Sends `file` to its end. @returns the path that sender and receiver told */
async function sent({ send, receiver }, file, ...words) {
  const mark = receiver.mark();
  const sender = send(file, ...words);
  const { path } = await sender.event("accepted", { timeoutMs: 60_000 });
  const receiving = await receiver.event("receiving", { after: mark });
  assert.equal(receiving.path, path, "both say the same");
  assert.equal((await sender.exited).code, 0, sender.output);
  await receiver.event("received", { after: mark });
  return path;
}

scenario(
  "between two machines a file goes over TLS, and over the channel where a firewall is between them",
  async (s) => {
    const into = join(s.directory, "into");
    const words = ["--into", into, "--accept", "paired"];
    const both = await machines(s, words);
    const { desk, receive, send } = both;
    const file = join(s.directory, "file");
    const bytes = noise(3 * MEBIBYTE + 5);
    writeFileSync(file, bytes);
    const arrived = async () => {
      assert.ok(bytes.equals(readFileSync(join(into, "file"))));
      await until("no parts", () => readdirSync(into).join() === "file");
      rmSync(join(into, "file"));
    };

    await s.step("by itself over TLS", async () => {
      assert.equal(await sent(both, file), "tls");
      await arrived();
    });
    await s.step("over the channel when that is asked for", async () => {
      assert.equal(await sent(both, file, "--path", "channel"), "channel");
      await arrived();
    });
    await s.step("over the channel where TCP is dropped", async () => {
      await tcpFirewall(desk, "meta l4proto tcp drop");
      assert.equal(await sent(both, file), "channel");
      await arrived();
    });
    await s.step("or not at all, when only TLS is asked for", async () => {
      const sender = send(file, "--path", "tls");
      assert.equal((await sender.exited).code, 1);
      assert.equal(sender.events.at(-1).code, "no-tls");
      assert.ok(!existsSync(join(into, "file")));
    });
    await s.step("over the channel where TCP is refused", async () => {
      await tcpFirewall(desk, "meta l4proto tcp reject with tcp reset");
      assert.equal(await sent(both, file), "channel");
      await arrived();
    });
    await s.step("over TLS at the one port that a firewall knows", async () => {
      await both.receiver.kill();
      both.receiver = receive("--bulk-port", String(BULK_PORT));
      await both.receiver.event("ready", { timeoutMs: 60_000 });
      await tcpFirewall(desk, `tcp dport ${BULK_PORT} accept`, "meta l4proto tcp drop");
      assert.equal(await sent(both, file), "tls");
      await arrived();
    });
  },
  { timeoutMs: 240_000 },
);

scenario(
  "a TLS connection that is broken in the middle costs nothing but time: it goes on over the channel",
  async (s) => {
    const into = join(s.directory, "into");
    const { desk, send, receiver } = await machines(s, ["--into", into, "--accept", "paired"]);
    const file = join(s.directory, "file");
    const bytes = noise(24 * MEBIBYTE + 5);
    writeFileSync(file, bytes);
    await lab.link("laptop", { rate: "60mbit" });

    const sender = send(file, "--patience", "90s");
    assert.equal((await sender.event("accepted", { timeoutMs: 60_000 })).path, "tls");
    await sender.event("progress", { where: ({ sent }) => sent > 8 * MEBIBYTE, timeoutMs: 60_000 });
    const mark = sender.mark();
    await tcpFirewall(desk, "meta l4proto tcp reject with tcp reset");
    const again = await sender.event("accepted", { after: mark, timeoutMs: 60_000 });
    assert.equal(again.path, "channel");
    assert.ok(again.kept > 0, "what had arrived is not sent again");
    assert.equal((await sender.exited).code, 0, sender.output);
    assert.ok(bytes.equals(readFileSync(join(into, "file"))));
    assert.ok(receiver.events.some(({ event }) => event === "cut"));
  },
  { timeoutMs: 180_000 },
);

scenario(
  "whoever comes to the receiver's port with another certificate, or from elsewhere, gets nothing",
  async (s) => {
    const into = join(s.directory, "into");
    // One family, so that attacker and firewall know by which address the session goes.
    const family = { ipv6: "none" };
    const both = await machines(s, ["--into", into, "--accept", "paired", "--bulk-port", String(BULK_PORT)], family);
    const { desk, laptop } = both;
    const elsewhere = await s.host("attacker", family);
    const file = join(s.directory, "file");
    writeFileSync(file, noise(MEBIBYTE));
    const key = join(s.directory, "key.pem");
    const certificate = join(s.directory, "certificate.pem");
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    await lab.exec(laptop.name, ["openssl", "req", "-x509", ...curve, "-keyout", key, "-out", certificate, "-subj", "/CN=lanward", "-days", "2"]);

    /** Knocks until the port is open, and gives what OpenSSL then saw. The sender cannot come meanwhile, and stays on the channel. */
    const attackFrom = async (host, ...options) => {
      const output = join(s.directory, `openssl-${host.name}`);
      const words = ["-connect", `${desk.ipv4}:${BULK_PORT}`, "-tls1_3", "-alpn", "lanward-drop/1", "-cert", certificate, "-key", key, ...options];
      const once = `openssl s_client ${words.join(" ")} -ign_eof </dev/null >"${output}" 2>&1`;
      const attacker = lab.exec(host.name, ["sh", "-c", `until ${once}; grep -q CONNECTED "${output}"; do sleep 0.02; done; cat "${output}"`], { timeoutMs: 60_000 });
      await tcpFirewall(desk, `ip saddr ${laptop.ipv4} tcp sport != ${ATTACKERS_PORT} drop`);
      assert.equal(await sent(both, file), "channel");
      return (await attacker).stdout;
    };

    await s.step("on the sender's own host, with a certificate of its own: an alert", async () => {
      const seen = await attackFrom(laptop, "-bind", `${laptop.ipv4}:${ATTACKERS_PORT}`);
      assert.match(seen, /CONNECTED/);
      assert.match(seen, /alert certificate unknown|alert handshake failure|alert bad certificate/);
    });
    await s.step("on another host: hung up on before a byte", async () => {
      const seen = await attackFrom(elsewhere);
      assert.match(seen, /CONNECTED/);
      assert.match(seen, /no peer certificate available/);
    });
    await s.step("and the sender, alone again, comes by TLS", async () => {
      await tcpFirewall(desk);
      assert.equal(await sent(both, file), "tls");
    });
  },
  { timeoutMs: 180_000 },
);
