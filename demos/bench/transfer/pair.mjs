// Two ends between which a file goes, as often as it is told to.
import { fileURLToPath } from "node:url";
import { Pair } from "../pair.mjs";
import { MEBIBYTE } from "./files.mjs";

const end = fileURLToPath(new URL("../end", import.meta.url));

/** Before the first round: a JVM's better compiler takes that long to have its turn. */
const WARM_UP_MIB = 512;
/** The slowest that is waited for, MiB/s: lossy links bring less than one. */
const SLOWEST = 0.1;

/** How long it may take to send so many bytes. */
export const patience = (bytes) => 60_000 + (bytes / MEBIBYTE / SLOWEST) * 1_000;

/** The programs of two devices of ours. @param {import("./files.mjs").Files} files @param {string[]} [environment] such as `LANWARD_IO=nio` */
export const devices = (name, files, environment = []) =>
  ["a", "b"].map((side) => [...(environment.length ? ["env", ...environment] : []), end, "TransferEnd", files.folder(`${name}-${side}`), files.into]);

export class TransferPair extends Pair {
  /** Has a file sent; its speed, and the CPU of both ends. */
  async send(file, files) {
    const path = this.name === "lanward-tls" ? "tls" : "channel";
    const [sender, receiver] = this.cpu();
    const { seconds } = await this.ask(`send ${file.path} ${file.bytes} ${path}`, "sent", patience(file.bytes));
    const [senderAfter, receiverAfter] = this.cpu();
    files.takeAway(file, this.name);
    const mebibytes = file.bytes / MEBIBYTE;
    const gibibytes = mebibytes / 1024;
    return { speed: mebibytes / seconds, sender: (senderAfter - sender) / gibibytes, receiver: (receiverAfter - receiver) / gibibytes };
  }
}

/** Each sends what does not count. @param {TransferPair[]} pairs @param {import("./files.mjs").Files} files */
export async function warmUp(pairs, files) {
  const file = files.make("warm-up", WARM_UP_MIB);
  for (const pair of pairs) await pair.send(file, files);
  files.remove(file);
}
