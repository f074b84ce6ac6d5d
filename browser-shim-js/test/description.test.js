import assert from "node:assert/strict";
import { test } from "node:test";
import { candidateLine, describe, readDescription } from "../src/description.js";
import { MalformedMessage } from "../src/errors.js";
import { vectors } from "./support/vectors.js";

const NAME = "00112233-4455-4677-8899-aabbccddeeff.local";
const GOOD = { ufrag: "aB3/", pwd: "x".repeat(22), candidates: [{ address: NAME, port: 50_000, priority: 2_113_937_151 }] };

for (const { why, valid, description } of vectors("page-descriptions.json").vectors) {
  test(`a description, ${valid ? "taken" : "refused"}: ${why}`, () => {
    if (valid) assert.deepEqual(readDescription(description), description);
    else assert.throws(() => readDescription(description), MalformedMessage);
  });
}

test("it is made anew from what was checked", () => {
  assert.deepEqual(readDescription({ ...GOOD, type: "call", sdp: "v=0", candidates: [{ ...GOOD.candidates[0], foundation: "evil\r\na=x" }] }), GOOD);
  for (const nothing of [null, undefined, "v=0", 7, []]) assert.throws(() => readDescription(nothing), MalformedMessage);
});

test("of what a browser tells, host candidates over UDP are taken, at most eight", () => {
  const sdp = "v=0\r\na=ice-ufrag:aB3/\r\na=ice-pwd:" + "x".repeat(22) + "\r\n";
  const udp = `candidate:842163049 1 udp 2113937151 ${NAME} 50000 typ host generation 0 ufrag aB3/ network-cost 999`;
  const lines = [
    udp,
    udp.replace(" udp ", " tcp ").replace("typ host", "typ host tcptype active"),
    udp.replace(" 1 udp", " 2 udp"),
    udp.replace("typ host", "typ srflx raddr 0.0.0.0 rport 0"),
    "candidate:0 1 UDP 2122252543 192.168.1.7 40000 typ host",
    "candidate:0 1 UDP 2122252543 2001:db8::7 40000 typ host",
    "",
  ];
  assert.deepEqual(describe(sdp, lines), {
    ufrag: "aB3/",
    pwd: "x".repeat(22),
    candidates: [
      { address: NAME, port: 50_000, priority: 2_113_937_151 },
      { address: "192.168.1.7", port: 40_000, priority: 2_122_252_543 },
    ],
  });
  assert.equal(describe(sdp, new Array(20).fill(udp))?.candidates.length, 8);
  assert.equal(describe(sdp, []), undefined);
});

test("a candidate's line is what RFC 8839 section 5.1 has", () => {
  assert.equal(candidateLine(2, GOOD.candidates[0]), `candidate:2 1 udp 2113937151 ${NAME} 50000 typ host`);
});
