import { Meeting } from "./meeting.js";

/** The direct connections of a page with others, and those that are being made, each with the device that introduces the two. */
export class Meetings {
  #environment;
  /** @type {Map<Meeting | import("./page-connection.js").PageConnection, string>} */
  #all = new Map();

  /** @param {import("./environment.js").Environment} environment */
  constructor(environment) {
    this.#environment = environment;
  }

  get size() {
    return this.#all.size;
  }

  /**
   * @param {string} device
   * @param {import("./meeting.js").MeetingPlan} plan its signal is the caller's, as the meeting goes on when this has resolved
   * @param {AbortSignal} ending after which nothing is begun any more
   * @returns {Promise<Meeting>}
   */
  async start(device, plan, ending) {
    const meeting = await Meeting.start(this.#environment, plan);
    if (ending.aborted) meeting.close();
    this.#all.set(meeting, device);
    meeting.opened
      .then((met) => {
        this.#all.set(met, device);
        void met.closed.then(() => this.#all.delete(met));
      })
      .catch(() => {})
      .finally(() => this.#all.delete(meeting));
    return meeting;
  }

  /** @param {string} [device] all of this one; of every one where it is not said */
  close(device) {
    for (const [each, introducer] of [...this.#all]) {
      if (device === undefined || introducer === device) each.close();
    }
  }
}
