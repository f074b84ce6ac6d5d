import assert from "node:assert/strict";
import { test } from "node:test";
import { stateAfter } from "../session.js";
import { guessName } from "../settings.js";
import { noticeFor, stateText } from "../words.js";

test("a notice takes its next step from the library and adds how many guesses are left", () => {
  const message = "The code is wrong. Read it again from the device.";
  assert.match(noticeFor({ code: "wrong-code", message, left: 2 }).message, /again from the device\. 2 guesses are left/);
  assert.match(noticeFor({ code: "wrong-code", message, left: 1 }).message, /One guess is left/);
  assert.match(noticeFor({ code: "wrong-code", message, left: 0 }).message, /new one/);
  assert.equal(noticeFor({ code: "wrong-code", message }).message, message);
});

test("an absent device is told calmly, an impostor gravely, and a code of a later library still with its message", () => {
  assert.equal(noticeFor({ code: "not-found", message: "m" }).tone, "info");
  assert.equal(noticeFor({ code: "wrong-certificate", message: "m" }).tone, "bad");
  assert.deepEqual(noticeFor({ code: "new-one", message: "m" }), { code: "new-one", title: "Something went wrong", message: "m", steps: [], tone: "bad" });
  assert.equal(noticeFor(new TypeError("x")).code, "unexpected");
});

test("a page that tries again by itself says so", () => {
  assert.equal(noticeFor({ code: "not-found", message: "Try again." }, { retrying: true }).message, "Try again. This page keeps trying by itself.");
});

test("a denied Local Network permission comes with steps", () => {
  assert.match(noticeFor({ code: "blocked-by-browser", message: "m" }).steps.join(" "), /Local network access/);
});

test("the state after an error says whether to wait, to pair again or to look closer", () => {
  assert.equal(stateAfter(null), "searching");
  for (const code of ["not-found", "name-unresolved", "timed-out", "busy", "closed", "replaced"]) assert.equal(stateAfter({ code }), "searching", code);
  for (const code of ["revoked", "not-paired"]) assert.equal(stateAfter({ code }), "revoked", code);
  for (const code of ["blocked-by-browser", "wrong-certificate", "storage-failed"]) assert.equal(stateAfter({ code }), "error", code);
});

test("the state is spelled with the device's name where there is one", () => {
  assert.equal(stateText("searching", { busy: false, device: "Radio" }), "Searching for Radio…");
  assert.equal(stateText("pairing", { busy: true, device: "" }), "Pairing…");
  assert.equal(stateText("pairing", { busy: false, device: "" }), "Ready to pair");
});

test("a page without a name is called after its browser and system", () => {
  const android = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36";
  assert.equal(guessName(android), "Chrome on Android");
  assert.equal(guessName("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"), "Firefox on Linux");
  assert.equal(guessName("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1"), "Safari on iPhone");
  assert.equal(guessName("something else"), "Browser");
});
