/**
 * What this page sends to one camera: a voice, or a screen. Opens what is to be sent only for that time, and closes it with it, so that
 * the browser's own sign for an open microphone tells the truth.
 */
export class Sending {
  /** @type {"off" | "opening" | "asking" | "on"} */
  state = "off";
  /** @type {"talk" | "cast"} */
  purpose = "talk";
  #on;
  /** Which attempt counts: a later one, or an end, overtakes it. */
  #turn = 0;
  /** @type {MediaStream | null} */
  #stream = null;
  /** @type {any} */
  #sending = null;

  /** @param {{change: () => void, failed: (error: any) => void}} on */
  constructor(on) {
    this.#on = on;
  }

  /**
   * @param {any} connection
   * @param {"talk" | "cast"} purpose
   * @param {() => Promise<MediaStream>} open asks the browser for it
   */
  async start(connection, purpose, open) {
    this.stop();
    const turn = ++this.#turn;
    this.purpose = purpose;
    this.#enter("opening");
    try {
      const stream = await open().catch((error) => {
        throw { code: error.name === "NotAllowedError" ? "aborted" : "not-captured", message: `The browser does not give it: ${error.message}` };
      });
      if (turn !== this.#turn) return close(stream);
      this.#stream = stream;
      this.#enter("asking");
      const sending = await connection.sendMedia(stream, { purpose });
      if (turn !== this.#turn) return sending.stop();
      this.#sending = sending;
      sending.addEventListener("statechange", () => turn === this.#turn && this.#follow(sending));
      this.#follow(sending);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.stop();
      if (error.code !== "aborted") this.#on.failed(error);
    }
  }

  stop() {
    this.#turn++;
    const [sending, stream] = [this.#sending, this.#stream];
    this.#sending = this.#stream = null;
    sending?.stop();
    if (stream) close(stream);
    this.#enter("off");
  }

  /** @param {any} sending */
  #follow({ state }) {
    if (state === "ended" || state === "refused") return this.stop();
    this.#enter(state === "live" ? "on" : "asking");
  }

  /** @param {Sending["state"]} state */
  #enter(state) {
    if (this.state === state) return;
    this.state = state;
    this.#on.change();
  }
}

/** @param {MediaStream} stream */
function close(stream) {
  for (const track of stream.getTracks()) track.stop();
}

/** Whether the browser gives this page microphone, camera and screen. */
export const mayCapture = () => globalThis.isSecureContext && Boolean(navigator.mediaDevices?.getUserMedia);

/** Echo is taken out by the browser, as the camera's own sound plays beside the microphone. */
export const openMicrophone = () => navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
export const openScreen = () => navigator.mediaDevices.getDisplayMedia({ video: true, audio: true });
export const openCamera = () => navigator.mediaDevices.getUserMedia({ video: true, audio: true });
