// The programs of dev.lanward.mdns.lab on lab hosts.
import { readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { lab, root } from "../../demos/e2e/lib/lab.mjs";

const built = `${root}/.lanward-build/mdns/current`;
const classpath = `${built}/test-classes:${readFileSync(`${built}/classpath`, "utf8").trim()}`;
const options = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"];

/** A host of the lab and the programs on it. Ends with the test `t`. */
export async function host(t, name, how) {
  const added = await lab.host(name, how);
  t.after(() => lab.remove(name));
  return programsOn(added, (text) => t.diagnostic(text));
}

/** The programs on a host that is there already. `note` gets figures. */
export function programsOn({ name, ipv4, ipv6 }, note = () => {}) {
  const start = async (what, argv) => {
    const started = lab.spawn(name, argv);
    const ready = await started.event("ready", { timeoutMs: 30_000 });
    note(`${what} on ${name} ready in ${ready.ms ?? "-"} ms`);
    return started;
  };
  const java = (program, ...args) => start(program, ["java", ...options, "-cp", classpath, `dev.lanward.mdns.lab.${program}`, ...args]);
  return {
    name,
    ipv4,
    ipv6,
    /** Lanward's multicast DNS, on all interfaces or one. */
    ours: (...only) => java("OurHost", ...only),
    /** The same by the driver that uses jmDNS. */
    oursByJmdns: (...only) => java("OurHost", "--jmdns", ...only),
    /** jmDNS, which publishes `<label>.local` with `address`. */
    jmdns: (label = randomUUID(), address = ipv4) => java("JmdnsHost", address, label),
    /** python-zeroconf, whose services are at `addresses`. Debian's Python: another one has not Debian's packages. */
    zeroconf: (...addresses) =>
      start("zeroconf", ["/usr/bin/python3", `${root}/signaling-mdns/it/zeroconf-host.py`, ...(addresses.length ? addresses : [ipv4, ipv6])]),
    /** A command with avahi running beside it, until its input is ended. */
    avahi: (...argv) => lab.spawn(name, ["unshare", "-m", `${root}/signaling-mdns/it/avahi.sh`, ...argv]),
    /** Sends what no host should, and resolves when all is sent. */
    hostile: (...args) => lab.exec(name, [process.execPath, `${root}/signaling-mdns/it/hostile.mjs`, ...args], { timeoutMs: 60_000 }),
    /** Looks at what is said on a link. */
    wire: (family = 4, link = "eth0") => java("WireHost", link, String(family)),
  };
}

/** Resolves once `resolver`, a program of either kind, has told `wanted`, and returns all that it told. */
export async function resolves(t, resolver, name, wanted) {
  const after = resolver.mark();
  resolver.write(`resolve ${name}`);
  for (const address of wanted) {
    const { ms } = await resolver.event("address", { after, where: (event) => isFor(event, name) && bare(event.address) === address });
    t.diagnostic(`${address} after ${ms} ms`);
  }
  return resolver.events.slice(after).filter((event) => isFor(event, name)).map((event) => bare(event.address));
}

const isFor = (event, name) => event.host === name || event.name === `${name}.local.`;

/** An address as `ip` writes it: without scope, zeros left out. */
export function bare(address) {
  const plain = address.replace(/%.*/, "").replace(/^\[|\]$/g, "");
  return plain.includes(":") ? new URL(`http://[${plain}]/`).hostname.slice(1, -1) : plain;
}

/** The predicate of a resource record on the wire. */
export const record = (name, type, more = () => true) => ({
  where: (event) => event.name === `${name}.local.` && event.type === type && more(event),
});
