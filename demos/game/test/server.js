import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";

const PAGE = new URL("../", import.meta.url);
const HELLO = new URL("../../hello/", import.meta.url);
const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
/** Exactly what a device sends: whatever works here works there. */
const POLICY =
  "default-src 'self'; connect-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'";

/** Serves the page on 127.0.0.1 as a device does, but with a FAKE library. For tests only. */
export async function serve({ port = 0 } = {}) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const name = pathname === "/" ? "index.html" : pathname.slice(1);
    try {
      if (!/^([a-z]+\/)?[a-z-]+\.[a-z]+$/.test(name)) throw new Error("no such file");
      const file = name === "lanward.js" ? new URL("fake-lanward.js", import.meta.url) : name.startsWith("hello/") ? new URL(name.slice(6), HELLO) : new URL(name, PAGE);
      const body = await readFile(file);
      response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "text/plain", "content-security-policy": POLICY, "cache-control": "no-cache" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  return server;
}
