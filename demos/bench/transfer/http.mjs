// A plain HTTP server, for `./lanward bench transfer`: http.mjs ADDRESS INTO FROM. What a page puts is hashed, written, synced and published;
// what it gets is read and hashed. Both by TCP without TLS: the least that a browser can do with a file.
import { createServer } from "node:http";
import { statSync } from "node:fs";
import { basename, join } from "node:path";
import { HashedSource, HashedTarget } from "./hashed.mjs";

/** Bytes that are read and given to TCP at a time. */
const PIECE = 1 << 18;
/** The page comes from another port. */
const ANYBODY = { "access-control-allow-origin": "*", "access-control-allow-methods": "GET, PUT", "access-control-max-age": "600" };
const [address, into, from] = process.argv.slice(2);

/** PUT /SHA256/NAME */
function take(incoming, response, hash, name) {
  const target = new HashedTarget(join(into, name));
  incoming.on("data", (bytes) => target.write(bytes)).on("end", () => response.writeHead(200, ANYBODY).end(target.publish(hash) ? "whole" : "broken"));
}

/** GET /SHA256/NAME */
function give(response, hash, name) {
  const path = join(from, name);
  const source = new HashedSource(path);
  response.writeHead(200, { ...ANYBODY, "content-length": statSync(path).size, "cache-control": "no-store" });
  const fill = () => {
    for (let bytes = source.read(PIECE); bytes; bytes = source.read(PIECE)) {
      if (!response.write(bytes)) return void response.once("drain", fill);
    }
    // Whoever got other bytes must not take them for whole.
    if (source.close() === hash) response.end();
    else response.destroy();
  };
  fill();
}

const server = createServer((incoming, response) => {
  const [, hash, name] = incoming.url.split("/").map((word) => basename(decodeURIComponent(word)));
  if (incoming.method === "PUT") take(incoming, response, hash, name);
  else if (incoming.method === "GET") give(response, hash, name);
  else response.writeHead(204, ANYBODY).end();
});
server.listen(0, address, () => console.log(JSON.stringify({ event: "ready", origin: `http://${address}:${server.address().port}` })));
