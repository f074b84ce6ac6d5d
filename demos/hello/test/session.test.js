import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST_MESSAGES } from "../chat.js";
import { DeviceSession } from "../session.js";

/** A connection whose channels a test speaks on. */
class Connection extends EventTarget {
  state = "open";
  channels = new Map();

  createDataChannel(label) {
    const channel = Object.assign(new EventTarget(), { label, readyState: "open" });
    this.channels.set(label, channel);
    return channel;
  }

  close() {}
}

test("of what a device says the page keeps no more than it shows", () => {
  const connection = new Connection();
  const lan = { keepConnected: (id, { onconnection }) => (onconnection(connection), new Promise(() => {})) };
  const heard = [];
  const session = new DeviceSession(lan, { id: "01", name: "Device" }, { change() {}, sample() {}, message: (from, text) => heard.push(text.length) });
  session.start();
  try {
    for (let i = 0; i < MOST_MESSAGES + 50; i++) {
      connection.channels.get("chat").dispatchEvent(new MessageEvent("message", { data: `${i} ${"x".repeat(200_000)}` }));
    }
  } finally {
    session.stop();
  }
  assert.equal(heard.length, MOST_MESSAGES + 50);
  assert.equal(session.messages.length, MOST_MESSAGES);
  assert.ok(session.messages[0].text.startsWith("50 "), "the oldest made room");
  assert.ok(session.messages.reduce((sum, { text }) => sum + text.length, 0) < 2_000_000);
});
