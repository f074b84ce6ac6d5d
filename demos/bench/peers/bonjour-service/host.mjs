// A host that publishes and finds services with bonjour-service, for `./lanward bench discovery`.
// Commands on standard input: publish uuid|human COUNT, withdraw, browse. It ends with its input.
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { Bonjour } from "bonjour-service";

const KIND = { type: "lanward", protocol: "udp" };
const TXT = {
  txtvers: "1",
  ty: "camera",
  fp: "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
  kn: "1,2,3",
  at: "0123456789abcdefghijklmnopqrstuvwxyz",
};

const host = `${randomUUID()}.local`;
const bonjour = new Bonjour();
let services = [];

const now = () => Number(process.hrtime.bigint());
const say = (event, fields) => console.log(JSON.stringify({ event, at: now(), ...fields }));

function publish(kind, count) {
  const ids = Array.from({ length: count }, () => randomUUID());
  const names = kind === "uuid" ? ids : ids.map((id) => `Device ${id.slice(0, 12)}`);
  const at = now();
  services.push(...names.map((name) => bonjour.publish({ ...KIND, name, host, port: 47470, txt: TXT })));
  say("publishing", { at, names });
}

function withdraw() {
  say("withdrawing");
  for (const service of services) service.stop();
  services = [];
}

function browse() {
  say("browsing");
  const browser = bonjour.find(KIND);
  browser.on("up", ({ name, addresses }) => addresses?.length && say("found", { name }));
  browser.on("down", ({ name }) => say("lost", { name }));
}

say("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...words] = line.split(" ");
  if (command === "publish") publish(words[0], Number(words[1]));
  else if (command === "withdraw") withdraw();
  else if (command === "browse") browse();
  else throw new Error(`no such command: ${line}`);
}
process.exit(0);
