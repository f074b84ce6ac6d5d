// Sends what a host on the link should survive: node hostile.mjs malformed DIRECTORY | services SECONDS | hosts SECONDS
import { createSocket } from "node:dgram";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [kind, argument] = process.argv.slice(2);
const socket = createSocket({ type: "udp4", reuseAddr: true });
await new Promise((resolve) => socket.bind(5353, resolve));
const send = (datagram) => new Promise((resolve) => socket.send(datagram, 5353, "224.0.0.251", resolve));

const name = (...labels) => Buffer.concat([...labels.flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]), Buffer.from([0])]);
const TYPE = ["_lanward", "_udp", "local"];

/** A record with a time to live of a day. */
function record(owner, type, data, unique = true) {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(unique ? 0x8001 : 1, 2);
  fixed.writeUInt32BE(86_400, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([owner, fixed, data]);
}

/** The address of a host that nobody else has. */
const host = (i) => record(name(`flood-${i}`, "local"), 1, Buffer.from([10, 77, (i >> 8) & 255, i & 255]));

/** A service that nobody else has, with all that is needed to be told of. */
function service(i) {
  const instance = name(`Flood ${i}`, ...TYPE);
  return [
    record(name(...TYPE), 12, instance, false),
    record(instance, 33, Buffer.concat([Buffer.from([0, 0, 0, 0, 0x12, 0x67]), name(`flood-${i}`, "local")])),
    record(instance, 16, Buffer.from("\x03a=b")),
    host(i),
  ];
}

/** A response with these records. */
function response(records) {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(0x8400, 2);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, ...records]);
}

if (kind === "malformed") {
  for (const file of readdirSync(argument)) await send(readFileSync(join(argument, file)));
} else {
  const [some, make] = kind === "hosts" ? [20, host] : [5, service];
  const end = performance.now() + Number(argument) * 1_000;
  let sent = 0;
  while (performance.now() < end) {
    await send(response(Array.from({ length: some }, () => make(sent++)).flat()));
    if (sent % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  console.log(`${sent} ${kind}`);
}
socket.close();
