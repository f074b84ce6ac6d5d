// The two ends of a connection, each a program on a lab host, and how they are brought together without signaling.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeAnswer } from "../../../browser-shim-js/src/answer.js";
import { parseFingerprint } from "../../../browser-shim-js/src/fingerprint.js";
import { KNOCK_NONCE_BYTES, pairedKnock } from "../../../browser-shim-js/src/knock.js";
import { root } from "../../e2e/lib/lab.mjs";
import { readDescription, writeOffer } from "./descriptions.mjs";

const START_MS = 60_000;
const CONNECT_MS = 30_000;

/** The command line of this project's end. @param {string[]} words */
export function javaCommand(...words) {
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin/java") : "java";
  const classpath = readFileSync(join(root, ".lanward-build/interop/current/classpath"), "utf8").trim();
  return [java, "-XX:+UseSerialGC", "-Xshare:auto", "-XX:-UsePerfData", "-Xmx512m", "-cp", classpath, "dev.lanward.interop.Interop", ...words];
}

/**
 * A program that runs the workload: `write`, `event`, `mark` are those of LabProcess.
 *
 * @typedef {Pick<import("../../e2e/lib/process.mjs").LabProcess, "write" | "event" | "mark" | "events">} End
 * @typedef {{ own: End, peer: End, ownChannels: object[], peerChannels: object[], host: import("../../e2e/lib/lab.mjs").Host }} Ends
 */

/** How the ends come together, by this project's side. */
export const roles = {
  /** The peer offers, is the controlling agent and the DTLS client; this side is ICE-lite. */
  async door({ own, peer, ownChannels, peerChannels, host }) {
    const { fingerprint, port } = await own.event("ready", { timeoutMs: START_MS });
    const offer = await ask(peer, { command: "offer", channels: peerChannels }, "offer");
    const theirs = readDescription(offer.sdp);
    const key = randomBytes(32);
    const device = parseFingerprint(fingerprint);
    const knock = pairedKnock(key, randomBytes(KNOCK_NONCE_BYTES), device, parseFingerprint(theirs.fingerprint));
    own.write({ command: "pair", key: key.toString("hex"), fingerprint: theirs.fingerprint });
    await ask(own, { command: "plan", channels: ownChannels }, "planned");
    const mid = /^a=mid:(.*?)\r?$/m.exec(offer.sdp)[1];
    peer.write({ command: "answer", sdp: writeAnswer({ mid, knock, fingerprint: device, targets: [{ address: host.ipv4, port }] }) });
  },

  /** This side offers, is the controlling agent and the DTLS client; the peer is a full agent. */
  async knock({ own, peer, ownChannels, peerChannels, host }) {
    const { fingerprint } = await own.event("ready", { timeoutMs: START_MS });
    const { port } = await ask(own, { command: "bind" }, "bound");
    const credentials = { ownUfrag: randomBytes(6).toString("base64"), ownPwd: randomBytes(18).toString("base64") };
    const sdp = writeOffer({ ufrag: credentials.ownUfrag, pwd: credentials.ownPwd, fingerprint, address: host.ipv4, port });
    // libwebrtc gives ids before it has answered as if it were going to be the DTLS client, which the offer precludes.
    const announced = peerChannels.filter(({ negotiatedId }) => negotiatedId === undefined);
    const silent = peerChannels.filter((plan) => !announced.includes(plan));
    const answer = await ask(peer, { command: "answerTo", sdp, channels: silent }, "answer");
    const theirs = readDescription(answer.sdp);
    const [candidate] = theirs.candidates.filter(({ address }) => /^10\.77\./.test(address));
    if (theirs.setup !== "passive" || !candidate) throw new Error(`the peer's answer is not usable:\n${answer.sdp}`);
    await ask(own, { command: "plan", channels: ownChannels }, "planned");
    const knock = { ...credentials, ...candidate, ufrag: theirs.ufrag, pwd: theirs.pwd, fingerprint: theirs.fingerprint };
    await ask(own, { command: "knock", ...knock }, "connected");
    peer.write({ command: "open", channels: announced });
  },
};

/** Writes a command and waits for what it brings about. @param {End} end */
export function ask(end, command, event, how) {
  const after = end.mark();
  end.write(command);
  return end.event(event, { after, timeoutMs: CONNECT_MS, ...how });
}
