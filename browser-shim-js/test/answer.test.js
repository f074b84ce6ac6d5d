import assert from "node:assert/strict";
import { test } from "node:test";
import { candidate, midOfOffer, writeAnswer } from "../src/answer.js";
import { LanwardError } from "../src/errors.js";

const KNOCK = { ufrag: "lw1AAECAwQFBgcICQoL", pwd: "DIF1A/jBBU5Wm4s6bcYvwazB" };
const FINGERPRINT = new Uint8Array(32).fill(0xab);

test("the answer is the protocol's, line by line", () => {
  const targets = [
    { address: "192.0.2.7", port: 47470 },
    { address: "00112233-4455-4677-8899-aabbccddeeff.local", port: 47470 },
  ];
  assert.equal(
    writeAnswer({ mid: "0", knock: KNOCK, fingerprint: FINGERPRINT, targets }),
    [
      "v=0",
      "o=- 1 1 IN IP4 0.0.0.0",
      "s=-",
      "t=0 0",
      "a=group:BUNDLE 0",
      "a=ice-lite",
      "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
      "c=IN IP4 0.0.0.0",
      "a=mid:0",
      "a=ice-ufrag:lw1AAECAwQFBgcICQoL",
      "a=ice-pwd:DIF1A/jBBU5Wm4s6bcYvwazB",
      `a=fingerprint:sha-256 ${"AB:".repeat(31)}AB`,
      "a=setup:passive",
      "a=sctp-port:5000",
      "a=max-message-size:262144",
      "a=candidate:1 1 udp 2130706175 192.0.2.7 47470 typ host",
      "a=candidate:2 1 udp 2130705919 00112233-4455-4677-8899-aabbccddeeff.local 47470 typ host",
      "",
    ].join("\r\n"),
  );
});

test("more than seventeen candidates are refused", () => {
  const targets = Array.from({ length: 18 }, () => ({ address: "192.0.2.7", port: 1 }));
  assert.throws(() => writeAnswer({ mid: "0", knock: KNOCK, fingerprint: FINGERPRINT, targets }), LanwardError);
  assert.ok(writeAnswer({ mid: "0", knock: KNOCK, fingerprint: FINGERPRINT, targets: targets.slice(1) }));
});

test("RFC 8445 section 5.1.2.1: an earlier candidate has the higher priority", () => {
  const priorities = [1, 2, 17].map((n) => Number(candidate(n, { address: "::1", port: 1 }).split(" ")[3]));
  assert.deepEqual(priorities, [...priorities].sort((a, b) => b - a));
});

/** @param {string} mid @param {string} [media] */
const offer = (mid, media = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n") => `v=0\r\na=mid:session\r\n${media}c=IN IP4 0.0.0.0\r\n${mid}a=sctp-port:5000\r\n`;

test("the mid comes from the data-channel section of the offer", () => {
  assert.equal(midOfOffer(offer("a=mid:0\r\n")), "0");
  assert.equal(midOfOffer(offer("a=mid:data-1\n")), "data-1");
});

test("offers without a usable mid, or with other sections, are refused", () => {
  const audio = "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n";
  const bad = [
    "",
    offer(""),
    offer("a=mid:\r\n"),
    offer(`a=mid:${"x".repeat(33)}\r\n`),
    offer("a=mid:0 1\r\n"),
    offer("a=mid:0(\r\n"),
    offer("a=mid:0\r\n", audio),
    offer("a=mid:0\r\n") + audio,
  ];
  for (const sdp of bad) assert.throws(() => midOfOffer(sdp), LanwardError, sdp);
});
