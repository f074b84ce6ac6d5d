/**
 * What this page sends to a device: made by `Connection.sendMedia`. Events: `statechange`.
 *
 * `connecting`; `asking`, the device's owner is asked; `live`; `interrupted`, while the device is away; `ended` by `stop()`, by the end
 * of its tracks or of the connection; `refused`, the device does not take it, or not any more.
 *
 * @typedef {"connecting" | "asking" | "live" | "interrupted" | "ended" | "refused"} SendingState
 */
export class MediaSending extends EventTarget {
  #hooks;
  /** @type {SendingState} */
  #state = "connecting";
  #tracks;

  /**
   * @param {MediaStream} stream
   * @param {import("./media-messages.js").Purpose} purpose
   * @param {{onstop: () => void, ontracks: () => void}} hooks `ontracks`: one of them has ended
   * @internal
   */
  constructor(stream, purpose, hooks) {
    super();
    /** @readonly */
    this.stream = stream;
    /** @readonly */
    this.purpose = purpose;
    this.#hooks = hooks;
    this.#tracks = ["audio", "video"].flatMap((kind) => stream.getTracks().filter((track) => track.kind === kind).slice(0, 1));
    for (const track of this.#tracks) track.addEventListener("ended", this.#trackEnded);
  }

  /** @returns {SendingState} */
  get state() {
    return this.#state;
  }

  /** One a kind at most, which have not ended. @returns {MediaStreamTrack[]} @internal */
  get tracks() {
    return this.#tracks.filter(({ readyState }) => readyState === "live");
  }

  /** Sends nothing any more. The tracks stay as they are: who has opened a microphone closes it. */
  stop() {
    this.#hooks.onstop();
  }

  /** @param {SendingState} state @internal */
  enter(state) {
    if (this.#state === state || this.#state === "ended" || this.#state === "refused") return;
    this.#state = state;
    if (state === "ended" || state === "refused") {
      for (const track of this.#tracks) track.removeEventListener("ended", this.#trackEnded);
    }
    this.dispatchEvent(new Event("statechange"));
  }

  #trackEnded = () => {
    if (this.tracks.length === 0) this.stop();
    else this.#hooks.ontracks();
  };
}
