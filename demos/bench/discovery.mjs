// `./lanward bench discovery`: how soon services are found and what that costs, ours beside others in the same run, a round of each in turn,
// each alone on the LAN. Prints medians, the tenth and ninetieth percentile, and the ratio of ours to theirs. Runs inside the lab.
import "./help.mjs";
import { parseArgs } from "node:util";
import { IMPLEMENTATIONS } from "./discovery/crew.mjs";
import { idle } from "./discovery/idle.mjs";
import { many } from "./discovery/many.mjs";
import { one } from "./discovery/one.mjs";
import { openscreen } from "./discovery/openscreen.mjs";
import { resolver } from "./discovery/resolver.mjs";
import { wire } from "./discovery/wire.mjs";
import { print, write } from "./lib.mjs";

const PARTS = { one: [one, 10], many: [many, 3], idle: [idle, 1], openscreen: [openscreen, 1], resolver: [resolver, 10] };

const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: Object.keys(PARTS).join(",") },
    rounds: { type: "string" },
    peers: { type: "string", default: Object.keys(IMPLEMENTATIONS).join(",") },
    hosts: { type: "string", default: "50" },
    services: { type: "string", default: "100,300,1000" },
    devices: { type: "string", default: "10,50,300" },
    loss: { type: "string", default: "0,5" },
    seconds: { type: "string" },
    out: { type: "string" },
    json: { type: "boolean", default: false },
  },
});

const words = (text, known, option) => {
  const all = text.split(",");
  const unknown = all.filter((each) => !known.includes(each));
  if (unknown.length) usage(`--${option} takes ${known.join(", ")}, not ${unknown.join(", ")}`);
  return all;
};
const numbers = (text, option, least) => {
  const all = text.split(",").map(Number);
  if (!all.every((each) => Number.isInteger(each) && each >= least)) usage(`--${option} takes numbers from ${least} on, not ${text}`);
  return all;
};
const number = (text, option) => numbers(text, option, 1)[0];

function usage(message) {
  console.error(`${message}. See: ./lanward bench discovery --help`);
  process.exit(2);
}

const only = words(options.only, Object.keys(PARTS), "only");
const context = {
  peers: words(options.peers, Object.keys(IMPLEMENTATIONS), "peers"),
  hosts: number(options.hosts, "hosts"),
  services: numbers(options.services, "services", 1),
  devices: numbers(options.devices, "devices", 1),
  loss: numbers(options.loss, "loss", 0),
  seconds: options.seconds === undefined ? undefined : number(options.seconds, "seconds"),
};
if (context.services.some((each) => each % context.hosts)) usage(`--services takes multiples of the ${context.hosts} hosts`);
const wanted = options.rounds === undefined ? undefined : number(options.rounds, "rounds");

const reports = [];
const report = ({ file, ...what }) => {
  reports.push(what);
  if (!options.json) print(what);
  if (options.out) write(options.out, what, file);
};

await wire.watch();
for (const part of only) {
  const [run, usual] = PARTS[part];
  await run({ ...context, rounds: wanted ?? usual, report });
}
if (options.json) console.log(JSON.stringify(reports, null, 1));
