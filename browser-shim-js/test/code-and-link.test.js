import assert from "node:assert/strict";
import { test } from "node:test";
import { base64url } from "../src/bytes.js";
import { parseCode } from "../src/code.js";
import { LanwardError } from "../src/errors.js";
import { findLink, parseLink } from "../src/link.js";

/** @param {string} code */
const failsWith = (code) => (/** @type {unknown} */ error) => error instanceof LanwardError && error.code === code;

test("codes are read as people type them", () => {
  for (const text of ["7-482913", " 7-482913\n", "7 482913", "7\u2013482913", "7 \u2014 482 913", "7-48 29 13", "7\u00a0482913", "7\u2011482913"]) {
    assert.deepEqual(parseCode(text), { nameplate: 7, pin: "482913", text: "7-482913" }, JSON.stringify(text));
  }
  assert.deepEqual(parseCode("999-000000"), { nameplate: 999, pin: "000000", text: "999-000000" });
});

test("what is no code is refused", () => {
  const bad = ["", "7", "7482913", "0-482913", "07-482913", "1000-482913", "7-48291", "7-4829133", "7--482913", "7_482913", "-482913", "7-48a913"];
  for (const text of [...bad, "\u0667-482913", `7-${" ".repeat(70)}482913`]) assert.throws(() => parseCode(text), failsWith("invalid-code"), text);
});

const FINGERPRINT = base64url(new Uint8Array(32).fill(1));
const SECRET = base64url(new Uint8Array(16).fill(2));
const HOST = "00112233-4455-4677-8899-aabbccddeeff";
const LINK = `lanward:1?f=${FINGERPRINT}&s=${SECRET}&h=${HOST}`;

test("a link is read as it stands and from the fragment of a web address", () => {
  for (const text of [LINK, ` ${LINK} `, `https://example.org/app/?x=1#${LINK}`, `http://192.0.2.7:47480/#${LINK}`]) {
    assert.equal(findLink(text), LINK);
    const { host, port, addresses, name } = parseLink(text);
    assert.deepEqual({ host, port, addresses, name }, { host: HOST, port: 47470, addresses: [], name: undefined });
  }
  assert.equal(findLink("7-482913"), undefined);
  assert.equal(findLink("https://example.org/#other"), undefined);
});

test("a link's parameters are read, unknown ones ignored", () => {
  const link = parseLink(`${LINK}&p=50000&a=192.0.2.7&a=2001:DB8::1&n=K%C3%BCche&t=camera&z=1&z=2`);
  assert.deepEqual([link.port, link.addresses, link.name, link.type], [50000, ["192.0.2.7", "2001:db8::1"], "Küche", "camera"]);
});

test("malformed links are refused", () => {
  const bad = [
    "lanward:2?f=x",
    "lanward:1",
    `lanward:1?f=${FINGERPRINT}&s=${SECRET}`,
    `lanward:1?f=${FINGERPRINT}&h=${HOST}`,
    `lanward:1?s=${SECRET}&h=${HOST}`,
    LINK.replace(FINGERPRINT, FINGERPRINT.slice(1)),
    LINK.replace(FINGERPRINT, `${FINGERPRINT}=`),
    LINK.replace(HOST, "kitchen"),
    LINK.replace(HOST, HOST.toUpperCase()),
    `${LINK}&f=${FINGERPRINT}`,
    `${LINK}&p=0`,
    `${LINK}&p=65536`,
    `${LINK}&p=1&p=1`,
    `${LINK}&p=+1`,
    `${LINK}&a=kitchen.local`,
    `${LINK}&a=[::1]`,
    `${LINK}&a=fe80::1%25eth0`,
    `${LINK}${"&a=192.0.2.7".repeat(9)}`,
    `${LINK}&n=%ff`,
    `${LINK}&n=${"x".repeat(65)}`,
    `${LINK}&t=No%20Type`,
    `${LINK}&z`,
    `${LINK}&z=${"x".repeat(1024)}`,
  ];
  for (const text of bad) assert.throws(() => parseLink(text), failsWith("invalid-link"), text);
});
