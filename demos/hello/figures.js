import { element, setText } from "./page.js";
import { Plot } from "./plot.js";
import { RoundTrips, spellMs, summarize } from "./stats.js";

/** How often the figures are written: slower than they are measured, so that they can be read. */
const WRITE_PERIOD_MS = 500;
const PULSE_PERIOD_MS = 1_200;
const PULSE = [
  { left: "0%", opacity: 0 },
  { left: "12%", opacity: 1, offset: 0.1 },
  { left: "100%", opacity: 1, offset: 0.5 },
  { left: "12%", opacity: 1, offset: 0.9 },
  { left: "0%", opacity: 0 },
];

/** The round trips of the device on show: plot, figures, and the light that runs along the wire. */
export class Figures {
  #trips = new RoundTrips();
  #plot = new Plot(element("plot"), () => this.#trips);
  #calm = matchMedia("(prefers-reduced-motion: reduce)");
  #writtenAt = -Infinity;
  #pulsedAt = 0;

  /** @param {RoundTrips} trips those of another device from now on */
  follow(trips) {
    this.#trips = trips;
    this.#write();
    this.#writtenAt = -Infinity; // the first answer is written at once
    this.#plot.draw();
  }

  /** @param {number | null} rtt a sample that the followed round trips just took, null when lost */
  sampled(rtt) {
    const now = performance.now();
    this.#plot.update();
    setText("rtt-count", String(this.#trips.count));
    if (now - this.#writtenAt > WRITE_PERIOD_MS) this.#write();
    if (rtt !== null && !this.#calm.matches && now - this.#pulsedAt > PULSE_PERIOD_MS) {
      this.#pulsedAt = now;
      element("pulse").animate(PULSE, { duration: 900, easing: "ease-in-out" });
    }
  }

  #write() {
    this.#writtenAt = performance.now();
    const { median, p99, lost } = summarize(this.#trips.window(this.#writtenAt));
    setText("rtt-median", spellMs(median));
    setText("rtt-p99", spellMs(p99));
    setText("rtt-lost", String(lost));
    setText("rtt-count", String(this.#trips.count));
  }
}
