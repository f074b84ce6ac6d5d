import { ControlSession } from "./control-session.js";
import { LanwardError, MalformedMessage, abortedBy } from "./errors.js";

/** How long the exchange may take once the device is reached. */
export const EXCHANGE_MILLISECONDS = 5_000;

/** @typedef {Pick<import("./pairing-by-code.js").PairingByCode, "start" | "receive">} Pairing */

/**
 * Drives a pairing over an open control channel. Does not close the connection.
 *
 * @param {import("./environment.js").Environment} environment
 * @param {import("./dial.js").Line} line
 * @param {Pairing} pairing
 * @param {AbortSignal} [signal]
 * @returns {Promise<import("./control.js").PairedDevice>}
 */
export function runPairing(environment, { pc, control }, pairing, signal) {
  return new Promise((resolve, reject) => {
    /** @param {() => void} settle */
    const finish = (settle) => {
      environment.clearTimeout(timer);
      control.onmessage = control.onclose = pc.onconnectionstatechange = null;
      signal?.removeEventListener("abort", aborted);
      settle();
    };
    /** @param {unknown} error */
    const fail = (error) => finish(() => reject(error instanceof LanwardError ? error : new LanwardError("protocol-error", undefined, { cause: error })));
    const aborted = () => fail(abortedBy(signal));
    const ended = () => fail(new LanwardError("refused", "The device ended the pairing."));
    const timer = environment.setTimeout(
      () => fail(new LanwardError("timed-out", "The device did not finish the pairing.")),
      EXCHANGE_MILLISECONDS,
    );

    /** @param {import("./pairing-by-code.js").PairingStep} step */
    const act = ({ send, paired }) => {
      if (send) session.send(send);
      if (paired) finish(() => resolve(paired));
    };
    const session = new ControlSession(control, (message) => {
      if (message.type === "bye") ended();
      if (message.type === "pair") attempt(() => act(pairing.receive(message)));
      return message.type === "bye" || message.type === "pair";
    }, fail);
    /** @param {() => void} work */
    const attempt = (work) => {
      try {
        work();
      } catch (error) {
        if (!(error instanceof LanwardError || error instanceof MalformedMessage)) throw error;
        fail(error);
      }
    };

    control.onclose = ended;
    pc.onconnectionstatechange = () => {
      if (pc.connectionState === "failed" || pc.connectionState === "closed") ended();
    };
    signal?.addEventListener("abort", aborted);
    if (signal?.aborted) return aborted();
    attempt(() => act(pairing.start()));
  });
}
