// Part `profile`: where the time of a transfer over the data channel goes, at both ends, by JDK Flight Recorder and by the kernel's account.
import { summary } from "../lib.mjs";
import { TransferPair, devices, patience, warmUp } from "./pair.mjs";
import { MEBIBYTE } from "./files.mjs";

const ALL = "ALL";
/** By what src/main/java/dev/lanward/bench/Activity.java calls them. */
const NAMES = {
  KERNEL_SENDING: "kernel: sending datagrams",
  KERNEL_RECEIVING: "kernel: receiving datagrams",
  KERNEL_REST: "kernel: files, waking threads",
  AES_GCM: "AES-GCM",
  DTLS: "DTLS records, but for AES-GCM",
  CRC32C: "CRC32C",
  SCTP: "SCTP",
  SHA_256: "SHA-256",
  DATAGRAMS: "sockets and the loop",
  CHANNELS: "channels, from thread to thread",
  DROP: "the drop protocol",
  FILES: "files, but for the kernel",
  GARBAGE: "collecting garbage",
  COMPILING: "compiling",
  PROFILING: "the recording itself",
  REST: "the rest",
  [ALL]: "together",
};
const UNITS = { cpu: "CPU s/GiB", share: "%", allocated: "MiB/GiB" };
const TITLES = { cpu: "CPU", share: "share", allocated: "allocated" };

/** @typedef {Record<string, { cpu: number, allocated: number }>} Activities seconds and bytes, by activity */

/** Figures of each activity, as many as there were rounds. @param {Activities[]} recorded @param {number} bytes of the file */
export function figures(recorded, bytes) {
  const gibibytes = bytes / MEBIBYTE / 1024;
  const sum = (activities, what) => Object.values(activities).reduce((all, each) => all + each[what], 0);
  const sums = recorded.map((activities) => ({ ...activities, [ALL]: { cpu: sum(activities, "cpu"), allocated: sum(activities, "allocated") } }));
  const rows = Object.keys(NAMES).filter((name) => sums.some((activities) => activities[name]));
  return rows.map((peer) => ({
    peer,
    figures: summary(
      sums.map((activities) => {
        const { cpu, allocated } = activities[peer] ?? { cpu: 0, allocated: 0 };
        return { cpu: cpu / gibibytes, share: (cpu / activities[ALL].cpu) * 100, allocated: allocated / MEBIBYTE / gibibytes };
      }),
    ),
  }));
}

/** Has samples tell the line that they were at, not the nearest at which the JVM can stop. */
const EXACT = "LANWARD_JAVA_OPTS=-XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints";

class ProfiledPair extends TransferPair {
  /** Tells both ends, and waits for both. */
  async #both(commands, event) {
    const ends = [this.a, this.b];
    const marks = ends.map((end) => end.mark());
    ends.forEach((end, i) => end.write(commands[i]));
    return Promise.all(ends.map((end, i) => end.event(event, { after: marks[i], timeoutMs: 60_000 })));
  }

  /** Seconds, and what both ends did. */
  async profiled(file, files) {
    await this.#both(["record", "record"], "recording");
    const { seconds } = await this.ask(`send ${file.path} ${file.bytes} channel`, "sent", patience(file.bytes));
    const [sender, receiver] = await this.#both([`stop ${file.bytes} seals`, `stop ${file.bytes} opens`], "recorded");
    files.takeAway(file, this.name);
    return { seconds, sender: sender.activities, receiver: receiver.activities };
  }
}

/** @param {import("../transfer.mjs").Run} run @param {import("../transfer.mjs").Part[]} parts */
export async function measure({ rounds, files, hosts, report }, [{ key, mebibytes }]) {
  const pair = await ProfiledPair.open("lanward", devices("profiled", files, [EXACT]), hosts.map(({ name }) => name), { invites: true });
  try {
    await warmUp([pair], files);
    const file = files.make(key, mebibytes);
    // The first recording changes the classes that are recorded, which are compiled again.
    await pair.profiled(file, files);
    const samples = [];
    for (let i = 0; i < rounds; i++) samples.push(await pair.profiled(file, files));
    files.remove(file);
    const seconds = summary(samples.map(({ seconds }) => ({ seconds }))).seconds.median;
    for (const end of ["sender", "receiver"]) {
      const part = `where the time goes: a file by data channel, the ${end}`;
      const results = figures(samples.map((sample) => sample[end]), file.bytes).map((each) => ({ part, ...each }));
      const cores = (results.at(-1).figures.cpu.median * mebibytes) / 1024 / seconds;
      const notes = [`At ${(mebibytes / seconds).toFixed(0)} MiB/s, while both ends were recorded; this one kept ${cores.toFixed(2)} processors busy.`];
      report({ part, file: `file-profile-${end}`, rounds, units: UNITS, titles: TITLES, names: NAMES, notes, draw: "none", results });
    }
  } finally {
    await pair.close();
  }
}
