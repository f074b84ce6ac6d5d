// BIND, Debian's name server, on a lab host: the primary server of one zone that its key may change.
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lab, until } from "./lab.mjs";

export class NameServer {
  #host;
  #directory;
  #process;

  /** @param {import("./lab.mjs").Host} host @param {string} directory gets the zone, with `records` in it, the configuration and the log */
  constructor(host, directory, { domain = "example.org", key = "lanward", records = "", maxRecords = 100 } = {}) {
    this.#host = host;
    this.#directory = directory;
    this.domain = domain;
    this.key = key;
    this.secret = randomBytes(32).toString("base64");
    /** At one name and type; 100 is BIND's own default since its 9.18.28. */
    this.maxRecords = maxRecords;
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "zone"), zone(domain, host) + records + "\n");
    writeFileSync(join(directory, "named.conf"), this.#configuration());
  }

  /** Writes a key file such as BIND's tsig-keygen does, and returns its path. */
  keyFile(name = `${this.key}.key`, { key = this.key, secret = this.secret, mode = 0o600 } = {}) {
    const file = join(this.#directory, name);
    writeFileSync(file, clause(key, secret), { mode });
    return file;
  }

  /** Starts it and waits until it answers. */
  async start() {
    this.#process = lab.spawn(this.#host.name, ["named", "-g", "-c", join(this.#directory, "named.conf")], {
      log: join(this.#directory, "named.log"),
    });
    await until("BIND answers", async () => (await this.records(this.domain, "SOA")).length > 0, 30_000);
  }

  stop = () => this.#process?.kill("SIGTERM");

  /** What the server holds, asked by dig: an independent reader. @returns {Promise<string[]>} one record's data each */
  async records(name, type) {
    const words = ["dig", "+short", "+tries=1", "+time=1", `@${this.#host.ipv4}`, name, type];
    const { stdout } = await lab.exec(this.#host.name, words);
    return stdout.split("\n").filter((line) => line && !line.startsWith(";"));
  }

  /** Everything in the zone but its own records, by zone transfer: name, type and data of each. */
  async all() {
    const words = ["dig", "+noall", "+answer", "+onesoa", `@${this.#host.ipv4}`, this.domain, "AXFR"];
    const { stdout } = await lab.exec(this.#host.name, words);
    return stdout
      .split("\n")
      .map((line) => /^(\S+)\s+\d+\s+IN\s+(\S+)\s+(.*)$/.exec(line))
      .filter((found) => found && !["SOA", "NS"].includes(found[2]) && !found[1].startsWith("ns."))
      .map(([, name, type, data]) => ({ name, type, data }));
  }

  #configuration() {
    const at = JSON.stringify(this.#directory);
    return `options {
  directory ${at}; pid-file none; session-keyfile none; managed-keys-directory ${at};
  listen-on { ${this.#host.ipv4}; }; listen-on-v6 { ${this.#host.ipv6}; };
  recursion no; dnssec-validation no; allow-transfer { ${this.#host.ipv4}; };
  max-records-per-type ${this.maxRecords};
};
controls { };
${clause(this.key, this.secret)}
${clause("stranger", Buffer.alloc(32, 7).toString("base64"))}
zone "${this.domain}" {
  type primary; file "zone";
  update-policy { grant ${this.key} zonesub ANY; };
};
`;
  }
}

const clause = (key, secret) => `key "${key}" {\n\talgorithm hmac-sha256;\n\tsecret "${secret}";\n};\n`;

const zone = (domain, host) => `$ORIGIN ${domain}.
$TTL 60
@ IN SOA ns hostmaster 1 3600 600 86400 60
@ IN NS ns
ns IN A ${host.ipv4}
ns IN AAAA ${host.ipv6}
`;
