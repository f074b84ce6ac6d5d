import assert from "node:assert/strict";
import { test } from "node:test";
import { Sending } from "../sending.js";

class FakeTrack {
  stopped = false;
  stop() {
    this.stopped = true;
  }
}

function setUp() {
  const states = [];
  const failures = [];
  const sending = new Sending({ change: () => states.push(sending.state), failed: ({ code }) => failures.push(code) });
  const track = new FakeTrack();
  const taken = Object.assign(new EventTarget(), { state: "live", stop: () => (taken.stopped = true), stopped: false });
  /** @type {any} */
  const connection = { sendMedia: async () => taken };
  return { sending, states, failures, track, taken, connection, open: async () => ({ getTracks: () => [track] }) };
}

test("the microphone is open only while it is heard", async () => {
  const { sending, states, track, taken, connection, open } = setUp();
  await sending.start(connection, "talk", open);
  assert.deepEqual([states, track.stopped], [["opening", "asking", "on"], false]);
  sending.stop();
  assert.deepEqual([sending.state, track.stopped, taken.stopped], ["off", true, true]);
});

test("stopped before the browser has given it: it is closed as soon as it is there, and never sent", async () => {
  const { sending, track, connection, open } = setUp();
  connection.sendMedia = () => assert.fail("sent");
  const started = sending.start(connection, "talk", open);
  sending.stop();
  await started;
  assert.equal(track.stopped, true);
});

test("refused by the device, it is closed and told", async () => {
  const { sending, failures, track, connection, open } = setUp();
  connection.sendMedia = async () => {
    throw { code: "media-refused" };
  };
  await sending.start(connection, "talk", open);
  assert.deepEqual([sending.state, failures, track.stopped], ["off", ["media-refused"], true]);
});

test("a person who closes the browser's question has not made an error; a microphone that is missing is one", async () => {
  const { sending, failures, connection } = setUp();
  await sending.start(connection, "talk", async () => {
    throw new DOMException("no", "NotAllowedError");
  });
  assert.deepEqual(failures, []);
  await sending.start(connection, "talk", async () => {
    throw new DOMException("none", "NotFoundError");
  });
  assert.deepEqual([sending.state, failures], ["off", ["not-captured"]]);
});

test("the device ends it: the microphone closes with it", async () => {
  const { sending, track, taken, connection, open } = setUp();
  await sending.start(connection, "talk", open);
  taken.state = "refused";
  taken.dispatchEvent(new Event("statechange"));
  assert.deepEqual([sending.state, track.stopped], ["off", true]);
});
