import assert from "node:assert/strict";
import { test } from "node:test";
import { displayName, isAnother, readEntry, readFragment } from "../entry.js";

const FINGERPRINT = Buffer.from(Array.from({ length: 32 }, (_, i) => 0xf0 - i * 5 & 0xff));
const LINK = `lanward:1?f=${FINGERPRINT.toString("base64url")}&s=${"B".repeat(22)}&h=x&a=192.0.2.7&n=Living%20room&t=demo`;

test("protocol section 4.1: a code is read with any dash, white space, and spaces within the PIN", () => {
  for (const typed of ["7-482913", " 7-482913\n", "7\u2013482913", "7 \u2014 482 913", "7 482913", "7\u2212482913", "7-48 29 13"]) {
    assert.deepEqual(readEntry(typed), { kind: "code", code: "7-482913" }, JSON.stringify(typed));
  }
});

test("a number pad without a dash is enough, because a PIN always has six digits", () => {
  assert.equal(readEntry("7482913").code, "7-482913");
  assert.equal(readEntry("123482913").code, "123-482913");
});

test("full-width digits of an East Asian keyboard are digits", () => {
  assert.equal(readEntry("\uff17-\uff14\uff18\uff12\uff19\uff11\uff13").code, "7-482913");
});

test("what cannot be a code costs no guess: it is refused before the device is asked", () => {
  for (const typed of ["", "hello", "7-48291", "7-4829133", "0-482913", "07-482913", "1234-482913", "482913", "7-48-2913", "74-82913", "-482913"]) {
    const entry = readEntry(typed);
    assert.equal(entry.kind, "unreadable", JSON.stringify(typed));
    assert.equal(entry.code, "invalid-code");
    assert.match(entry.why, /code|dash/);
  }
});

test("a link is read as it stands, inside a web address, and inside other text", () => {
  for (const typed of [LINK, ` ${LINK} `, `https://example.org/app/#${LINK}`, `Pair with ${LINK}\nthanks`]) {
    assert.deepEqual(readEntry(typed), { kind: "link", link: LINK, name: "Living room", deviceId: FINGERPRINT.subarray(0, 16).toString("hex") });
  }
});

test("a link without a whole fingerprint or of more than 1,024 characters is refused", () => {
  for (const typed of ["lanward:1?f=abc&s=def", "lanward:", `${LINK}&x=${"y".repeat(1024)}`]) {
    assert.equal(readEntry(typed).code, "invalid-link", typed.slice(0, 30));
  }
});

test("a fragment is a link only when it begins with the scheme", () => {
  assert.equal(readFragment(`#${LINK}`).link, LINK);
  assert.equal(readFragment(`#${encodeURIComponent(LINK)}`).link, LINK);
  for (const hash of ["", "#", "#chat", "#x=lanward:1"]) assert.equal(readFragment(hash), null);
});

test("a broken percent-encoding in the display name does no harm", () => {
  assert.equal(readEntry(LINK.replace("Living%20room", "100%")).name, "");
});

test("protocol section 8: names lose control and format characters, and have at most 64 characters", () => {
  assert.equal(displayName(" a\u202eb\u0000c\u200d "), "abc");
  assert.equal(Array.from(displayName("\u{1F4A1}".repeat(80))).length, 64);
});

test("a link leads to another device unless the page has none, or has that one", () => {
  const { deviceId } = readEntry(LINK);
  assert.equal(isAnother(deviceId, []), false);
  assert.equal(isAnother(deviceId, [{ id: "a1".repeat(16), revoked: true }]), false);
  assert.equal(isAnother(deviceId, [{ id: "a1".repeat(16) }]), true);
  assert.equal(isAnother(deviceId, [{ id: "a1".repeat(16) }, { id: deviceId }]), false);
});
