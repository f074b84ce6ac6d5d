// One end of an upload by HTTPS under Node.js, for `./lanward bench transfer`: https.mjs server INTO ADDRESS KEYS PASSWORD, or https.mjs client.
// Commands are lines of words on standard input, answers lines of JSON; ../README.md has the list.
import { readFileSync } from "node:fs";
import { Agent, createServer, request } from "node:https";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { HashedSource, HashedTarget } from "./hashed.mjs";

/** Bytes that are read and given to TLS at a time. */
const PIECE = 1 << 18;
const say = (event) => process.stdout.write(JSON.stringify(event) + "\n");
const describe = (what) => Buffer.from(JSON.stringify(what)).toString("base64");
const [role, into, address, keys, passphrase] = process.argv.slice(2);

/** A PUT brings the bytes, a POST their hash. */
function serve() {
  const targets = new Map();
  const server = createServer({ pfx: readFileSync(keys), passphrase, minVersion: "TLSv1.3" }, (incoming, response) => {
    const name = basename(incoming.url);
    if (incoming.method === "PUT") {
      const target = new HashedTarget(join(into, name));
      targets.set(name, target);
      incoming.on("data", (bytes) => target.write(bytes)).on("end", () => response.end());
    } else {
      let hash = "";
      incoming.on("data", (bytes) => (hash += bytes)).on("end", () => response.end(targets.get(name).publish(hash) ? "whole" : "broken"));
    }
  });
  server.listen(0, address, () => {
    say({ event: "description", sdp: describe({ host: address, port: server.address().port }) });
    say({ event: "open" });
  });
}

let agent;
let server;

/** The text that comes back; `body` is written by whoever is handed the request. */
function ask(method, name, headers, body) {
  return new Promise((resolve, reject) => {
    const outgoing = request({ ...server, agent, method, path: `/${name}`, headers }, (response) => {
      let text = "";
      response.on("data", (bytes) => (text += bytes)).on("end", () => resolve(text));
    });
    outgoing.on("error", reject);
    body(outgoing);
  });
}

async function send(path, size) {
  const start = performance.now();
  const source = new HashedSource(path);
  const name = basename(path);
  await ask("PUT", name, { "content-length": size }, (outgoing) => {
    const fill = () => {
      for (let bytes = source.read(PIECE); bytes; bytes = source.read(PIECE)) {
        if (!outgoing.write(bytes)) return void outgoing.once("drain", fill);
      }
      outgoing.end();
    };
    fill();
  });
  const hash = source.close();
  const verdict = await ask("POST", name, { "content-length": hash.length }, (outgoing) => outgoing.end(hash));
  if (verdict !== "whole") throw new Error(`the upload arrived ${verdict}`);
  say({ event: "sent", seconds: (performance.now() - start) / 1000 });
}

for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...words] = line.split(" ");
  if (command === "offer" && role === "server") serve();
  else if (command === "answer") {
    server = JSON.parse(Buffer.from(words[0], "base64"));
    // The benchmark has made the certificate a moment ago: there is nobody to compare it with.
    agent = new Agent({ keepAlive: true, rejectUnauthorized: false, minVersion: "TLSv1.3" });
    say({ event: "open" });
  } else if (command === "send") await send(words[0], Number(words[1]));
}
process.exit(0);
