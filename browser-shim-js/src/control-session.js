import { readControlMessage, writeControlMessage } from "./control.js";
import { MalformedMessage } from "./errors.js";

/** Reads and writes on the control channel; drops and counts what is malformed, ignores and counts what is unknown. */
export class ControlSession {
  #channel;
  #receive;
  #onmalformed;
  /** Messages dropped because they were malformed. */
  malformed = 0;
  /** Messages ignored because their type or step is unknown. */
  ignored = 0;

  /**
   * @param {RTCDataChannel} channel open
   * @param {(message: import("./control.js").ControlMessage) => boolean} receive tells whether the message means anything here
   * @param {(error: MalformedMessage) => void} [onmalformed]
   */
  constructor(channel, receive, onmalformed = () => {}) {
    this.#channel = channel;
    this.#receive = receive;
    this.#onmalformed = onmalformed;
    channel.onmessage = ({ data }) => this.#read(data);
  }

  /** Sends, unless the channel has closed meanwhile. @param {object} message */
  send(message) {
    if (this.#channel.readyState === "open") this.#channel.send(writeControlMessage(message));
  }

  /** @param {unknown} data */
  #read(data) {
    let message;
    try {
      message = readControlMessage(data);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      this.malformed++;
      return this.#onmalformed(error);
    }
    if (message === undefined || !this.#receive(message)) this.ignored++;
    return undefined;
  }
}
