// Static pages from a lab host: started by tests as a module, running on the host as a program.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer as createHttp } from "node:http";
import { createServer as createHttps } from "node:https";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(import.meta.url);
export const CERTIFICATE_PASSWORD = "lanward-lab";
/** On a machine on which much is started at once. */
const START_TIMEOUT_MS = 60_000;

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
};

/**
 * Serves directories from a host. @returns {Promise<{ origin: string, stop: () => Promise<any> }>}
 *
 * @param {import("./lab.mjs").Host} host
 * @param {{ directory: string, mounts: Record<string, string>, https?: boolean, port?: number }} how `mounts` maps paths to directories,
 *   such as { "/": pages, "/shim/": "browser-shim-js/src" }; `directory` gets the certificate and the log
 */
export async function serve(host, { directory, mounts, https = false, port = https ? 8443 : 8080 }) {
  const { lab } = await import("./lab.mjs");
  const keys = https ? makeCertificate(host, join(directory, `${host.name}-${port}.p12`)) : "";
  const server = lab.spawn(host.name, [process.execPath, program, String(port), keys, JSON.stringify(mounts)], {
    log: join(directory, `web-${host.name}.log`),
  });
  await server.event("ready", { timeoutMs: START_TIMEOUT_MS });
  const address = host.ipv4 || `[${host.ipv6}]`;
  return { origin: `http${https ? "s" : ""}://${address}:${port}`, stop: () => server.kill("SIGKILL") };
}

/** A throwaway certificate by the JDK's own tool, which is here whenever devices are. */
export function makeCertificate(host, file) {
  const names = [host.ipv4, host.ipv6].filter(Boolean).map((address) => `ip:${address}`);
  execFileSync("keytool", [
    ...["-genkeypair", "-alias", "lab", "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "30"],
    ...["-dname", `CN=${host.name}.lab`, "-ext", `san=${names}`, "-storetype", "PKCS12", "-keystore", file],
    ...["-storepass", CERTIFICATE_PASSWORD],
  ], { stdio: "pipe" });
  return file;
}

function answer(mounts, request, response) {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://host").pathname));
  const mount = Object.keys(mounts).filter((prefix) => path.startsWith(prefix)).sort((a, b) => b.length - a.length)[0];
  const name = path.endsWith("/") ? path + "index.html" : path;
  try {
    const body = readFileSync(join(mounts[mount], name.slice(mount.length)));
    response.writeHead(200, { "content-type": types[extname(name)] ?? "application/octet-stream", "cache-control": "no-store" }).end(body);
  } catch {
    response.writeHead(404, { "content-type": "text/plain" }).end("there is nothing here\n");
  }
}

if (process.argv[1] === program) {
  const [port, keys, mounts] = process.argv.slice(2);
  const handler = (request, response) => answer(JSON.parse(mounts), request, response);
  const server = keys ? createHttps({ pfx: readFileSync(keys), passphrase: CERTIFICATE_PASSWORD }, handler) : createHttp(handler);
  server.listen(Number(port), "::", () => console.log(JSON.stringify({ event: "ready" })));
}
