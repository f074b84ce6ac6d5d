// The contract double of a media server on a lab host, and its journal.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { X509Certificate } from "node:crypto";
import { root } from "./lab.mjs";

const jars = join(root, ".lanward-build/kurento_double/current");

export class KurentoDouble {
  #process;

  /** Use {@link KurentoDouble.start}. */
  constructor(process, ready, fingerprint) {
    this.#process = process;
    this.url = ready.url;
    /** Of its certificate, where it has one. */
    this.fingerprint = fingerprint;
  }

  /**
   * @param {import("./scenario.mjs").Scenario} s
   * @param {import("./lab.mjs").Host} host
   * @param {{ port?: number, secure?: boolean }} [how]
   */
  static async start(s, host, { port = 8888, secure = false } = {}) {
    const files = secure ? certificate(join(s.directory, `kurento-${port}`)) : undefined;
    const words = ["--port", String(port), ...(files ? ["--certificate", files.certificate, "--key", files.key] : [])];
    const java = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx300m", "-cp", readFileSync(join(jars, "classpath"), "utf8").trim()];
    const process = s.spawn(host, [...java, "dev.lanward.kurentodouble.KurentoDouble", ...words], { log: join(s.directory, `kurento-${port}.log`) });
    const ready = await process.event("ready", { timeoutMs: 60_000 });
    return new KurentoDouble(process, ready, files && new X509Certificate(readFileSync(files.certificate)).fingerprint256);
  }

  mark = () => this.#process.mark();
  event = (name, how) => this.#process.event(name, how);

  /** The requests since `mark`, each with its method and parameters. */
  requests = (mark = 0) => this.#process.events.slice(mark).filter(({ event }) => event === "request");

  /** The parameters of each call of that operation of an object. */
  calls = (operation, mark = 0) => this.requests(mark).map(({ params }) => params).filter((params) => params?.operation === operation);

  /** Waits until an endpoint is released. */
  released = (mark, timeoutMs) => this.event("released", { after: mark, timeoutMs, where: ({ object }) => object.endsWith("_kurento.WebRtcEndpoint") });

  command = (command, rest = {}) => this.#process.write({ command, ...rest });
  fault = (name, on = true) => this.command("fault", { name, on });

  mustHoldTheContract() {
    assert.deepEqual(this.#process.events.filter(({ event }) => event === "violation"), []);
  }
}

/** @returns {{ certificate: string, key: string }} PEM files of a certificate that nobody but itself has signed */
function certificate(directory) {
  const files = { certificate: `${directory}.pem`, key: `${directory}.key` };
  const subject = ["-x509", "-subj", "/CN=media server", "-days", "3650"];
  execFileSync("openssl", ["req", ...subject, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-keyout", files.key, "-out", files.certificate], { stdio: "ignore" });
  return files;
}
