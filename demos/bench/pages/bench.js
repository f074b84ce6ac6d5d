// The page of the benchmarks: a connection to a Lanward device, and one to the bare yardstick, each timed in the page.
import { Lanward } from "/lanward.js";

const lan = await Lanward.open({ name: "Benchmark" });
const certificate = await RTCPeerConnection.generateCertificate({ name: "ECDSA", namedCurve: "P-256" });
let connection;

const answer = ({ mid, address, port, ufrag, pwd, fingerprint }) =>
  [
    "v=0",
    "o=- 1 1 IN IP4 0.0.0.0",
    "s=-",
    "t=0 0",
    `a=group:BUNDLE ${mid}`,
    "a=ice-lite",
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
    "c=IN IP4 0.0.0.0",
    `a=mid:${mid}`,
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${pwd}`,
    `a=fingerprint:sha-256 ${fingerprint}`,
    "a=setup:passive",
    "a=sctp-port:5000",
    "a=max-message-size:262144",
    `a=candidate:1 1 udp 2130706431 ${address} ${port} typ host`,
    "",
  ].join("\r\n");

globalThis.bench = {
  /** Of the certificate that the yardstick is shown. */
  async fingerprint() {
    if (certificate.getFingerprints) return certificate.getFingerprints()[0].value.toUpperCase();
    const pc = new RTCPeerConnection({ certificates: [certificate] });
    pc.createDataChannel("x");
    const { sdp } = await pc.createOffer();
    pc.close();
    return /a=fingerprint:sha-256 (\S+)/i.exec(sdp)[1].toUpperCase();
  },

  async pair(code) {
    const start = performance.now();
    const { id } = await lan.pair(code);
    return { id, milliseconds: performance.now() - start };
  },

  forget: (id) => lan.forget(id),

  /** From the call of connect() to an open connection. */
  async connect(id) {
    const start = performance.now();
    connection = await lan.connect(id);
    return performance.now() - start;
  },

  /** Round trips of 32 bytes on a channel that is open already. */
  async roundTrip(count) {
    const channel = connection.createDataChannel("echo");
    await new Promise((resolve) => channel.addEventListener("open", resolve, { once: true }));
    const took = [];
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      channel.send("x".repeat(32));
      await new Promise((resolve) => channel.addEventListener("message", resolve, { once: true }));
      took.push(performance.now() - start);
    }
    channel.close();
    return took.sort((a, b) => a - b)[count >> 1];
  },

  close: () => connection.close(),

  /** From new RTCPeerConnection to an open channel, with the yardstick. */
  async bare(target) {
    const start = performance.now();
    const pc = new RTCPeerConnection({ certificates: [certificate] });
    const channel = pc.createDataChannel("bench", { negotiated: true, id: 0 });
    const opened = new Promise((resolve) => channel.addEventListener("open", resolve, { once: true }));
    const offer = await pc.createOffer();
    await pc.setLocalDescription(offer);
    const mid = /a=mid:(\S+)/.exec(offer.sdp)[1];
    const suffix = Math.random().toString(36).slice(2, 8).padEnd(6, "0");
    await pc.setRemoteDescription({ type: "answer", sdp: answer({ mid, ...target, ufrag: target.ufrag + suffix }) });
    await opened;
    const took = performance.now() - start;
    pc.close();
    return took;
  },
};
