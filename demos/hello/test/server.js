import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";

const PAGE = new URL("../", import.meta.url);
const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
/** Exactly what a device sends (docs/security-model.md): whatever works here works there. */
const POLICY =
  "default-src 'self'; connect-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'";

/** Serves the page on 127.0.0.1, with the FAKE library unless another file is given. For tests only. */
export async function serve({ library = new URL("./fake-lanward.js", import.meta.url), port = 0 } = {}) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const name = pathname === "/" ? "index.html" : pathname.slice(1);
    try {
      if (!/^[a-z-]+\.[a-z]+$/.test(name)) throw new Error("no such file");
      const body = await readFile(name === "lanward.js" ? library : new URL(name, PAGE));
      response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "text/plain", "content-security-policy": POLICY });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  return server;
}
