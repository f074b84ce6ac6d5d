// The LAN lab from JavaScript. Everything here runs inside `lanward lab run ...`; see `lanward lab --help`.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { patient } from "./patience.mjs";
import { LabProcess } from "./process.mjs";

export const root = fileURLToPath(new URL("../../..", import.meta.url));
export const lanward = fileURLToPath(new URL("../../../lanward", import.meta.url));
const labScript = fileURLToPath(new URL("../../lab/lab", import.meta.url));

if (!process.env.LANWARD_LAB) {
  throw new Error("This runs in a lab only. Start it with: ./lanward lab run node --test ... (or ./lanward test --only e2e)");
}

/** @typedef {{ name: string, ipv4: string, ipv6: string }} Host  an address is "" where the host has none */

/** Runs a program to its end; rejects, with what it printed, when its exit code is not 0. */
function run(file, args, { timeoutMs = 30_000, input } = {}) {
  const limit = patient(timeoutMs);
  return new Promise((resolve, reject) => {
    const child = execFile(file, args, { timeout: limit, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (error) {
        reject(new Error(`${args.join(" ")}: ${error.killed ? `not done in ${limit} ms` : `exit code ${error.code}`}\n${stderr}${stdout}`));
      } else {
        resolve({ stdout, stderr });
      }
    });
    child.stdin.end(input);
  });
}

const command = async (...args) => (await run(labScript, args)).stdout;
const options = (map) => Object.entries(map ?? {}).flatMap(([name, value]) => [`--${name}`, String(value)]);
const parse = (line) => /** @type {Host} */ (JSON.parse(line));

export const lab = {
  /** Adds a host. @param {{ ipv4?: string, ipv6?: string, secondInterface?: boolean }} [how] "none" leaves a family out, "link-local" is what a host gives itself */
  async host(name, { ipv4, ipv6, secondInterface } = {}) {
    const args = [...(ipv4 ? ["--ipv4", ipv4] : []), ...(ipv6 ? ["--ipv6", ipv6] : []), ...(secondInterface ? ["--second-interface"] : [])];
    return parse(await command("host", name, ...args));
  },

  /** Removes a host and ends everything that runs on it. */
  remove: (name) => command("remove", name),

  /** Every host. @returns {Promise<Host[]>} */
  list: async () => (await command("list")).split("\n").filter(Boolean).map(parse),

  /** Runs a program on a host to its end. @param {string[]} argv @returns {Promise<{stdout: string, stderr: string}>} */
  exec: (name, argv, how) => run(labScript, ["exec", name, ...argv], how),

  /** Starts a program on a host. @param {string[]} argv @param {{ env?: object, cwd?: string, log?: string }} [how] */
  spawn: (name, argv, how) => new LabProcess(`${name}: ${argv[0]}`, labScript, ["exec", name, ...argv], how),

  /** @param {"add" | "del" | "change"} verb @returns {Promise<Host>} */
  address: async (name, verb, address) => parse(await command("address", name, verb, address)),

  /** The host's cable: { delay: "20ms", jitter: "5ms", loss: "2%", rate: "50mbit", seed: 7 }, or null for a plain one. */
  link: (name, how) => command("link", name, ...(how ? options(how) : ["--clear"])),

  /** @param {"eth0" | "eth1"} [link] */
  unplug: (name, link = "eth0") => command("unplug", name, link),
  plug: (name, link = "eth0") => command("plug", name, link),
  partition: (a, b) => command("partition", a, b),
  heal: (...pair) => command("heal", ...pair),

  /** @param {"drop-unsolicited" | "none"} kind */
  firewall: (name, kind, { allowMdns = false } = {}) => command("firewall", name, kind, ...(allowMdns ? ["--allow-mdns"] : [])),
};

/** Waits until `probe` gives something true, asking again every 20 ms; its errors are the last word when time is up. */
export async function until(what, probe, timeoutMs = 5_000) {
  const limit = patient(timeoutMs);
  const end = performance.now() + limit;
  let last;
  for (;;) {
    try {
      last = await probe();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) throw new Error(`${what}: not so within ${limit} ms; last: ${last}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
