// How long tests wait. A limit here only ends what hangs, and never says how fast something is: that is measured (docs/figures.md).
/** On a machine that has other work, all takes several times as long; LANWARD_PATIENCE=1 has whoever writes a test wait less for its failure. */
const PATIENCE = Number(process.env.LANWARD_PATIENCE || 3);

/** @param {number} milliseconds what would do on a machine with nothing else to do */
export const patient = (milliseconds) => milliseconds * PATIENCE;
