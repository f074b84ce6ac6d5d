import { MOST_MESSAGES, shortened } from "./chat.js";
import { Probe } from "./probe.js";

/** Errors that only say that the device is not there now. */
const ABSENT = new Set(["not-found", "name-unresolved", "timed-out", "busy", "closed", "replaced"]);
const REPLACED = "The device now speaks to another tab or window. Come back to this one, and it takes over.";

/**
 * One paired device, kept connected: its state, its round trips and its chat. The library connects again by itself; this class
 * only follows and puts the two channels onto each new connection.
 */
export class DeviceSession {
  /** @type {"connecting" | "connected" | "searching" | "revoked" | "error"} */
  state = "connecting";
  /** @type {any} the latest error, until the next connection */
  error = null;
  /** Whether the library tries again by itself. */
  retrying = true;
  /** @type {any} */
  connection = null;
  /** @type {{from: "me" | "device", text: string}[]} */
  messages = [];
  probe;
  #lan;
  #device;
  #on;
  #abort = new AbortController();
  /** @type {any} */
  #chat = null;

  /**
   * @param {any} lan
   * @param {{id: string, name: string}} device
   * @param {{change: () => void, sample: (rtt: number | null) => void, message: (from: "me" | "device", text: string) => void}} on
   */
  constructor(lan, device, on) {
    this.#lan = lan;
    this.#device = device;
    this.#on = on;
    this.probe = new Probe((rtt) => on.sample(rtt));
  }

  get device() {
    return this.#device;
  }

  get canChat() {
    return this.#chat?.readyState === "open";
  }

  start() {
    const { signal } = this.#abort;
    const current = (follow) => (value) => signal.aborted || follow(value);
    this.#lan
      .keepConnected(this.#device.id, {
        signal,
        onconnection: current((connection) => this.#opened(connection)),
        onretry: current((error) => this.#failed(error, true)),
      })
      .catch(current((error) => this.#failed(error, false)));
  }

  stop() {
    this.#abort.abort();
    this.probe.detach();
    const connection = this.connection;
    this.connection = null; // first, so that its end is not taken for a loss
    this.#chat = null;
    connection?.close();
    this.state = "connecting";
    this.error = null;
  }

  /** Begins anew with another instance of the library; what was said and measured stays. @param {any} lan */
  restart(lan) {
    this.stop();
    this.#lan = lan;
    this.#abort = new AbortController();
    this.start();
  }

  /** @param {string} text */
  say(text) {
    this.#chat.send(text);
    this.#heard("me", text);
  }

  #opened(connection) {
    this.connection = connection;
    this.error = null;
    this.state = "connected";
    connection.addEventListener("statechange", () => this.#changed(connection));
    connection.addEventListener("close", ({ reason }) => this.#closed(connection, reason));
    connection.addEventListener("datachannel", ({ channel }) => channel.label === "chat" && this.#listen(channel));
    this.probe.attach(connection.createDataChannel("echo", { ordered: false, maxRetransmits: 0 }));
    this.#chat = connection.createDataChannel("chat");
    this.#chat.addEventListener("open", () => this.#on.change());
    this.#chat.addEventListener("close", () => this.#on.change());
    this.#listen(this.#chat);
    this.#on.change();
  }

  /** The terminal may answer on the page's channel or open its own. */
  #listen(channel) {
    channel.addEventListener("message", ({ data }) => typeof data === "string" && this.#heard("device", data));
  }

  /** @param {"me" | "device"} from @param {string} text */
  #heard(from, text) {
    // As many, and as long, as are ever shown: a device may talk for days.
    this.messages.push({ from, text: shortened(text) });
    if (this.messages.length > MOST_MESSAGES) this.messages.shift();
    this.#on.message(from, text);
  }

  /** An interruption of a second or two may heal by itself, so the channels stay. */
  #changed(connection) {
    if (connection !== this.connection || connection.state === "closed") return;
    this.state = connection.state === "interrupted" ? "searching" : "connected";
    this.#on.change();
  }

  /** @param {any} connection @param {string} reason */
  #closed(connection, reason) {
    if (connection !== this.connection) return;
    this.probe.detach();
    this.connection = null;
    this.#chat = null;
    this.#failed(reason === "replaced" ? { code: "replaced", message: REPLACED } : null, true);
  }

  /** @param {any} error null when the device only went away @param {boolean} retrying */
  #failed(error, retrying) {
    if (this.connection) return; // one attempt was overtaken by another
    this.error = error;
    this.retrying = retrying;
    this.state = stateAfter(error);
    this.#on.change();
  }
}

/** @param {{code?: string} | null} error */
export function stateAfter(error) {
  if (error === null || ABSENT.has(error.code ?? "")) return "searching";
  return error.code === "revoked" || error.code === "not-paired" ? "revoked" : "error";
}
