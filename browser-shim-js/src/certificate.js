import { LanwardError } from "./errors.js";
import { parseFingerprint } from "./fingerprint.js";

/**
 * @param {typeof RTCPeerConnection} PeerConnection
 * @param {RTCCertificate} certificate
 * @returns {Promise<import("./bytes.js").Bytes>}
 */
export async function sha256Fingerprint(PeerConnection, certificate) {
  const listed = certificate.getFingerprints?.().find(({ algorithm }) => algorithm?.toLowerCase() === "sha-256")?.value;
  const value = listed ?? (await offeredFingerprint(PeerConnection, certificate));
  if (value === undefined) throw new LanwardError("unsupported-browser", "The browser does not tell the fingerprint of its certificate.");
  return parseFingerprint(value.toUpperCase());
}

/** For browsers without `getFingerprints`: an offer says it as well. @param {typeof RTCPeerConnection} PeerConnection @param {RTCCertificate} certificate */
async function offeredFingerprint(PeerConnection, certificate) {
  const pc = new PeerConnection({ certificates: [certificate], iceServers: [] });
  try {
    pc.createDataChannel("");
    const offer = await pc.createOffer();
    return /^a=fingerprint:sha-256 ([0-9A-Fa-f:]+)/m.exec(offer.sdp ?? "")?.[1];
  } finally {
    pc.close();
  }
}
