import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";

const HELLO = new URL("../", import.meta.url);
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};
/** Exactly what a device sends (docs/security-model.md): whatever works here works there. */
const POLICY =
  "default-src 'self'; connect-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'";

/**
 * Serves a demo page on 127.0.0.1 as a device does, but with FAKES of its libraries. For tests only.
 *
 * @param {URL} page its directory; what it has of the hello page is at `hello/`
 * @param {Record<string, URL>} fakes files by the names under which the page asks for them
 * @returns a server that notes in `asked` which names it was asked for
 */
export async function serve(page, fakes, port = 0) {
  const asked = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const name = pathname === "/" ? "index.html" : pathname.slice(1);
    asked.push(name);
    try {
      if (!/^([a-z]+\/)?[a-z-]+\.[a-z]+$/.test(name)) throw new Error("no such file");
      const file = fakes[name] ?? (name.startsWith("hello/") ? new URL(name.slice("hello/".length), HELLO) : new URL(name, page));
      const body = await readFile(file);
      const headers = { "content-type": TYPES[extname(name)] ?? "text/plain", "content-security-policy": POLICY, "cache-control": "no-cache" };
      response.writeHead(200, headers).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  return Object.assign(server, { asked });
}
