/** Older ones make place. */
const MOST = 4;

/**
 * @typedef {{key: number, cameraId: string, name: string, at: Date, picture: ImageBitmap | null}} Ring
 */

/** Who has rung and has not been answered yet. */
export class Rings {
  /** @type {Ring[]} the latest first */
  all = [];
  #key = 0;
  #on;

  /** @param {{change: () => void}} on */
  constructor(on) {
    this.#on = on;
  }

  /**
   * @param {{id: string, name: string}} camera
   * @param {{picture?: Blob}} ring
   * @param {Date} at when it was heard here: a camera's clock may be wrong
   */
  async add(camera, { picture }, at) {
    const ring = { key: ++this.#key, cameraId: camera.id, name: camera.name, at, picture: /** @type {ImageBitmap | null} */ (null) };
    this.all = [ring, ...this.all].slice(0, MOST);
    this.#on.change();
    if (!picture) return;
    // What no decoder takes is no picture; the ring is one all the same.
    ring.picture = await createImageBitmap(picture).catch(() => null);
    this.#on.change();
  }

  /** @param {(ring: Ring) => boolean} which */
  dismiss(which) {
    this.all = this.all.filter((ring) => !which(ring));
    this.#on.change();
  }
}

/** Two notes, and what rings on meanwhile is the same bell. */
const CHIME_MS = 2_000;
let chimedAt = -Infinity;

/** Two notes, falling. Silent where the browser does not let the page be heard before somebody has touched it. */
export function chime() {
  if (performance.now() - chimedAt < CHIME_MS) return;
  chimedAt = performance.now();
  try {
    const context = new AudioContext();
    for (const [at, frequency] of [[0, 659], [0.45, 523]]) {
      const [tone, volume] = [context.createOscillator(), context.createGain()];
      tone.frequency.value = frequency;
      volume.gain.setValueAtTime(0.25, context.currentTime + at);
      volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + at + 1.1);
      tone.connect(volume).connect(context.destination);
      tone.start(context.currentTime + at);
      tone.stop(context.currentTime + at + 1.2);
    }
    setTimeout(() => void context.close(), CHIME_MS);
  } catch {
    // a browser without sound
  }
}

/** Whether a person may still be asked for notifications. */
export const mayAskToNotify = () => globalThis.isSecureContext && "Notification" in globalThis && Notification.permission === "default";

/**
 * A notification of the system, where the person has allowed it and does not look at the page already.
 *
 * @param {{name: string, at: Date}} ring
 * @param {() => void} open
 */
export function notify({ name, at }, open) {
  if (!("Notification" in globalThis) || Notification.permission !== "granted" || document.visibilityState === "visible") return;
  try {
    const notification = new Notification(`Somebody is at ${name}`, { body: at.toLocaleTimeString(), tag: `lanward-ring-${name}`, icon: "hello/logo.svg" });
    notification.addEventListener("click", () => {
      window.focus();
      open();
      notification.close();
    });
  } catch {
    // Chrome on Android has them for service workers only.
  }
}
