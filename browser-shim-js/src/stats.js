import { within } from "./environment.js";

const ANSWER_MILLISECONDS = 1_000;

/**
 * @typedef {{address: string | undefined, port: number | undefined, type: string | undefined}} Endpoint the browser may hide its own address
 * @typedef {{path: {local: Endpoint, remote: Endpoint} | undefined, rtt: number | undefined, bytesSent: number, bytesReceived: number}} ConnectionStats
 *     `rtt` in milliseconds
 */

/**
 * @param {import("./environment.js").Environment} environment
 * @param {RTCPeerConnection} pc
 * @returns {Promise<ConnectionStats>} with nothing known where the browser does not answer within a second
 */
export async function readStats(environment, pc) {
  const report = await within(environment, pc.getStats(), ANSWER_MILLISECONDS, undefined);
  /** @type {Map<string, any>} */
  const all = new Map();
  report?.forEach((stats, id) => all.set(id, stats));
  const pair = selectedPair([...all.values()]);
  if (!pair) return { path: undefined, rtt: undefined, bytesSent: 0, bytesReceived: 0 };
  return {
    path: { local: endpoint(all.get(pair.localCandidateId)), remote: endpoint(all.get(pair.remoteCandidateId)) },
    rtt: pair.currentRoundTripTime === undefined ? undefined : pair.currentRoundTripTime * 1_000,
    bytesSent: pair.bytesSent ?? 0,
    bytesReceived: pair.bytesReceived ?? 0,
  };
}

/** @param {any[]} all */
function selectedPair(all) {
  const selectedId = all.find(({ type, selectedCandidatePairId }) => type === "transport" && selectedCandidatePairId)?.selectedCandidatePairId;
  const pairs = all.filter(({ type }) => type === "candidate-pair");
  // Firefox marks the pair itself.
  return pairs.find(({ id, selected }) => (selectedId ? id === selectedId : selected)) ?? pairs.find(({ nominated }) => nominated);
}

/** @param {any} stats @returns {Endpoint} */
function endpoint(stats) {
  return { address: stats?.address ?? stats?.ip, port: stats?.port, type: stats?.candidateType };
}
