// What the test writes and reads in place of signaling: descriptions of the one data-channel section.

const value = (sdp, name) => new RegExp(`^a=${name}:(.*?)\r?$`, "m").exec(sdp)?.[1];

/** The parts of a stack's description. @param {string} sdp */
export function readDescription(sdp) {
  const fingerprint = value(sdp, "fingerprint")?.split(" ")[1];
  const candidates = [...sdp.matchAll(/^a=candidate:(.*?)\r?$/gm)].map(([, text]) => text.split(" "));
  const hosts = candidates.filter((words) => words[2].toLowerCase() === "udp" && words[7] === "host");
  return {
    fingerprint,
    ufrag: value(sdp, "ice-ufrag"),
    pwd: value(sdp, "ice-pwd"),
    setup: value(sdp, "setup"),
    candidates: hosts.map((words) => ({ address: words[4], port: Number(words[5]) })),
  };
}

/** This side's offer, as a full agent that will be the DTLS client. */
export function writeOffer({ ufrag, pwd, fingerprint, address, port }) {
  return [
    "v=0",
    "o=- 1 1 IN IP4 0.0.0.0",
    "s=-",
    "t=0 0",
    "a=group:BUNDLE 0",
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
    "c=IN IP4 0.0.0.0",
    "a=mid:0",
    "a=sendrecv",
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${pwd}`,
    `a=fingerprint:sha-256 ${fingerprint}`,
    "a=setup:active",
    "a=sctp-port:5000",
    "a=max-message-size:262144",
    `a=candidate:1 1 udp 2130706431 ${address} ${port} typ host`,
    "a=end-of-candidates",
    "",
  ].join("\r\n");
}
