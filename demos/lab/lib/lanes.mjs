// Jobs beside one another, and alone those that must be.

/**
 * Runs every job once: first those that may have others beside them, so many at a time and begun in the order given; then the others, one
 * by one.
 *
 * @template {{ alone: boolean }} Job
 * @param {Job[]} jobs
 * @param {number} lanes how many at a time, 1 or more
 * @param {(job: Job) => Promise<void>} run
 */
export async function inLanes(jobs, lanes, run) {
  const waiting = jobs.filter(({ alone }) => !alone);
  const lane = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) await run(job);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  for (const job of jobs.filter(({ alone }) => alone)) await run(job);
}
