/**
 * The two fingerprints of an open connection, from the descriptions that the browser enforced in DTLS: its own certificate's in
 * the local one, and in the remote one the device's, without which the handshake would have failed. Pure.
 *
 * @param {{localDescription: {sdp: string} | null, remoteDescription: {sdp: string} | null}} pc
 * @returns {{page: string, device: string} | null}
 */
export function fingerprintsOf(pc) {
  const page = fingerprintIn(pc.localDescription?.sdp ?? "");
  const device = fingerprintIn(pc.remoteDescription?.sdp ?? "");
  return page && device ? { page, device } : null;
}

/** @param {string} sdp */
function fingerprintIn(sdp) {
  return /^a=fingerprint:sha-256 ((?:[0-9a-f]{2}:){31}[0-9a-f]{2})\r?$/im.exec(sdp)?.[1].toUpperCase() ?? "";
}
