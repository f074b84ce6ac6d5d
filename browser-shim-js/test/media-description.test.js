import assert from "node:assert/strict";
import { test } from "node:test";
import { LanwardError, MalformedMessage } from "../src/errors.js";
import { formatFingerprint } from "../src/fingerprint.js";
import { takeDescription } from "../src/media-description.js";

const PINNED = Uint8Array.from({ length: 32 }, (_, i) => i);
const OTHER = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
const ours = `a=fingerprint:sha-256 ${formatFingerprint(PINNED)}`;
const theirs = `a=fingerprint:sha-256 ${formatFingerprint(OTHER)}`;

/** @param {...string} lines */
const sdp = (...lines) => ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", ...lines, ""].join("\r\n");
const video = "m=video 9 UDP/TLS/RTP/SAVPF 96 97";
const audio = "m=audio 9 UDP/TLS/RTP/SAVPF 111";

test("the pinned fingerprint, of the session or of every section, is taken", () => {
  takeDescription(sdp(ours, audio, "a=mid:0", video), PINNED);
  takeDescription(sdp(audio, "a=mid:0", ours, video, ours), PINNED);
  takeDescription(sdp(ours, audio, ours, video, ours), PINNED);
  takeDescription(sdp(audio, ours, "m=video 0 UDP/TLS/RTP/SAVPF 96", "a=bundle-only"), PINNED);
  takeDescription(sdp(ours.replace("sha-256", "SHA-256").toLowerCase().replace("a=FINGERPRINT", "a=fingerprint"), audio), PINNED);
  takeDescription(sdp(audio, ours, "a=setup:actpass", "a=candidate:1 1 udp 2130706431 192.0.2.7 50000 typ host", "a=rtcp-mux").replaceAll("\r\n", "\n"), PINNED);
});

test("candidates that aim elsewhere than at a host of the local network are left out, and nothing else is", () => {
  const kept = [
    "a=candidate:1 1 udp 2130706431 192.168.1.7 50000 typ host",
    "a=candidate:2 1 UDP 2130706431 10.0.0.7 50000 typ host generation 0",
    "a=candidate:3 1 udp 2130706431 fd00::7 50000 typ host",
    "a=candidate:4 1 udp 2130706431 169.254.1.2 50000 typ host",
    "a=candidate:5 1 udp 2130706431 0f0e0d0c-0b0a-4908-8706-050403020100.local 50000 typ host",
  ];
  const left = [
    "a=candidate:1 1 udp 2130706431 192.0.2.7 50000 typ host",
    "a=candidate:1 1 udp 2130706431 2001:db8::7 50000 typ host",
    "a=candidate:1 1 udp 2130706431 ::ffff:192.0.2.7 50000 typ host",
    "a=candidate:1 1 udp 2130706431 127.0.0.1 50000 typ host",
    "a=candidate:1 1 udp 2130706431 host.example 50000 typ host",
    "a=candidate:1 1 udp 2130706431 name.local 50000 typ host",
    "a=candidate:1 1 udp 2130706431 010.0.0.7 50000 typ host",
    "a=candidate:1 1 udp 1694498815 192.168.1.7 50000 typ srflx raddr 192.0.2.7 rport 50000",
    "a=candidate:1 1 udp 41885439 192.168.1.7 50000 typ relay",
    "a=candidate:1 1 tcp 1518280447 192.168.1.7 50000 typ host tcptype passive",
    "a=Candidate:1 1 udp 2130706431 192.0.2.7 50000 typ host",
    "a=candidate:1 1 udp 2130706431  192.168.1.7 50000 typ host",
    "a=candidate:192.168.1.7",
    "a=candidate",
  ];
  const text = (/** @type {string[]} */ ...candidates) => sdp(audio, ours, "a=setup:actpass", ...candidates, "a=rtcp-mux");
  for (const line of left) assert.equal(takeDescription(text(line), PINNED), text(), line);
  assert.equal(takeDescription(text(...kept, ...left), PINNED), text(...kept));
  assert.equal(takeDescription(sdp(ours, left[0], audio), PINNED), sdp(ours, audio), "for the session as a whole");
});

test("another fingerprint anywhere, beside the pinned one or not, is the wrong certificate", () => {
  const wrong = [
    sdp(theirs, audio),
    sdp(audio, theirs),
    sdp(ours, theirs, audio),
    sdp(theirs, ours, audio),
    sdp(ours, audio, ours, video, theirs),
    sdp(audio, ours, theirs),
    sdp(audio, ours, "m=video 0 UDP/TLS/RTP/SAVPF 96", theirs),
    sdp(ours, audio, theirs.replace("fingerprint", "FingerPrint")),
    sdp(ours, audio, ours.replace("sha-256", "sha-1")),
    sdp(ours, audio, ours.replace("sha-256", "sha-512")),
    sdp(ours, audio, `${ours}:00`),
    sdp(ours, audio, `${ours} x`),
    sdp(ours, audio, ours.replace("sha-256 ", "sha-256  ")),
    sdp(ours, audio, "a=fingerprint"),
    sdp(ours, audio, "a=fingerprint:"),
  ];
  for (const text of wrong) assert.throws(() => takeDescription(text, PINNED), (/** @type {any} */ error) => error instanceof LanwardError && error.code === "wrong-certificate", text);
});

test("a section without any fingerprint is the wrong certificate", () => {
  for (const text of [sdp(audio), sdp(audio, ours, video), sdp(audio, "i=a=fingerprint:sha-256 x")]) {
    assert.throws(() => takeDescription(text, PINNED), (/** @type {any} */ error) => error instanceof LanwardError && error.code === "wrong-certificate", text);
  }
});

test("what parsers might read differently is malformed, so that no fingerprint hides in it", () => {
  const malformed = [
    "",
    "v=0",
    sdp(ours, audio).slice(0, -2),
    `x${sdp(ours, audio)}`,
    sdp(ours, audio, `a=x\r${theirs}`),
    sdp(ours, audio, `a=x\u2028${theirs}`),
    sdp(ours, audio, `a=x\u0000${theirs}`),
    sdp(ours, audio, `a=x\u0085${theirs}`),
    sdp(ours, audio, ` ${theirs}`),
    sdp(ours, audio, `\t${theirs}`),
    sdp(ours, audio, theirs.replace("a=", "A=")),
    sdp(ours, audio, theirs.replace("a=", "a= ")),
    sdp(ours, audio, theirs.replace("fingerprint:", "fingerprint :")),
    sdp(ours, audio, "a="),
    sdp(ours, audio, ""),
    sdp(ours, audio, "no line of SDP"),
    sdp(ours, "m=application 9 UDP/DTLS/SCTP webrtc-datachannel"),
    sdp(ours, "m=audio 9 RTP/AVP 0"),
    sdp(ours, "m=audio 9 RTP/SAVPF 111"),
    sdp(ours, "m=audio"),
    sdp(ours, ...Array.from({ length: 17 }, () => audio)),
  ];
  for (const text of malformed) assert.throws(() => takeDescription(text, PINNED), MalformedMessage, JSON.stringify(text));
});
