import assert from "node:assert/strict";
import { test } from "node:test";
import { candidateLine, describe, readDescription } from "../src/description.js";
import { MalformedMessage } from "../src/errors.js";

const NAME = "00112233-4455-4677-8899-aabbccddeeff.local";
const GOOD = { ufrag: "aB3/", pwd: "x".repeat(22), candidates: [{ address: NAME, port: 50_000, priority: 2_113_937_151 }] };
/** @param {object} changes */
const withCandidate = (changes) => ({ ...GOOD, candidates: [{ ...GOOD.candidates[0], ...changes }] });

test("a description is made anew from what was checked", () => {
  assert.deepEqual(readDescription({ ...GOOD, type: "call", sdp: "v=0", candidates: [{ ...GOOD.candidates[0], foundation: "evil\r\na=x" }] }), GOOD);
  for (const address of ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.2", "169.254.7.7", "fd00::1"]) {
    assert.equal(readDescription(withCandidate({ address })).candidates[0].address, address);
  }
  assert.equal(readDescription(withCandidate({ address: "FD00:0:0:0:0:0:0:1" })).candidates[0].address, "fd00::1");
});

for (const [why, fields] of /** @type {[string, any][]} */ ([
  ["nothing", null],
  ["a text", "v=0"],
  ["no ufrag", { ...GOOD, ufrag: undefined }],
  ["a short ufrag", { ...GOOD, ufrag: "abc" }],
  ["a ufrag that goes on in another line", { ...GOOD, ufrag: "abcd\r\na=x" }],
  ["a ufrag that ends a line", { ...GOOD, ufrag: "abcd\n" }],
  ["a long ufrag", { ...GOOD, ufrag: "a".repeat(257) }],
  ["a ufrag that is a list", { ...GOOD, ufrag: ["abcd"] }],
  ["a short pwd", { ...GOOD, pwd: "x".repeat(21) }],
  ["a pwd with another letter", { ...GOOD, pwd: "ä".repeat(22) }],
  ["candidates that are no list", { ...GOOD, candidates: { length: 1 } }],
  ["no candidate", { ...GOOD, candidates: [] }],
  ["nine candidates", { ...GOOD, candidates: new Array(9).fill(GOOD.candidates[0]) }],
  ["a candidate that is nothing", { ...GOOD, candidates: [null] }],
  ["a name that is no UUID", withCandidate({ address: "printer.local" })],
  ["a name with another version", withCandidate({ address: NAME.replace("-4677-", "-1677-") })],
  ["a host name", withCandidate({ address: "example.com" })],
  ["an address of the Internet", withCandidate({ address: "192.0.2.7" })],
  ["172.32", withCandidate({ address: "172.32.0.1" })],
  ["IPv6 of the Internet", withCandidate({ address: "2001:db8::1" })],
  ["IPv6 within a link", withCandidate({ address: "fe80::1" })],
  ["loopback", withCandidate({ address: "127.0.0.1" })],
  ["multicast", withCandidate({ address: "224.0.0.251" })],
  ["an address with more behind it", withCandidate({ address: "10.0.0.1 9 typ host" })],
  ["port 0", withCandidate({ port: 0 })],
  ["a port that is a text", withCandidate({ port: "50000" })],
  ["a port too many", withCandidate({ port: 65_536 })],
  ["priority 0", withCandidate({ priority: 0 })],
  ["a priority that is no whole number", withCandidate({ priority: 1.5 })],
  ["2^31", withCandidate({ priority: 2 ** 31 })],
])) {
  test(`refused: ${why}`, () => assert.throws(() => readDescription(fields), MalformedMessage));
}

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
