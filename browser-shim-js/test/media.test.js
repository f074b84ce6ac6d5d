import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection } from "../src/connection.js";
import { LanwardError } from "../src/errors.js";
import { formatFingerprint } from "../src/fingerprint.js";
import { GATHERING_MILLISECONDS, LOST_MILLISECONDS, RESTART_MILLISECONDS } from "../src/media-line.js";
import { fakeEnvironment } from "./support/environment.js";
import { FakeMediaDevice } from "./support/fake-media-device.js";
import { FakeMediaPeerConnection, FakeMediaStream, FakeTrack } from "./support/fake-media.js";
import { FakeCertificate, fakeRtcPeerConnection } from "./support/fake-rtc.js";

const PINNED = Uint8Array.from({ length: 32 }, (_, i) => i);
const NOBODY = { onhello: () => {}, onrotate: () => {}, onrevoke: () => {}, onclosed: () => {} };

function setUp() {
  const { environment, clock, network } = fakeEnvironment();
  const certificate = new FakeCertificate(clock.now() + 1e9);
  /** @type {FakeMediaPeerConnection[]} */
  const lines = [];
  const behaviour = { connects: true, gathers: false };
  const Data = fakeRtcPeerConnection(network, clock);
  environment.RTCPeerConnection = /** @type {any} */ (
    class extends FakeMediaPeerConnection {
      /** @param {any} config */
      constructor(config) {
        super("00".repeat(32).replace(/..(?!$)/g, "$&:"));
        assert.equal(config.certificates[0], certificate, "the page's same certificate");
        if (behaviour.gathers) this.iceGatheringState = "gathering";
        lines.push(this);
      }
      /** @param {any} description */
      async setRemoteDescription(description) {
        await super.setRemoteDescription(description);
        if (behaviour.connects) queueMicrotask(() => this.connectionState === "new" && !this.closed && this.setConnection("connected"));
      }
    }
  );
  /** @returns {any} */
  const connect = () => {
    const pc = new Data({ certificates: [certificate] });
    const control = pc.createDataChannel("lanward", { negotiated: true, id: 0 });
    pc.connect();
    const connection = new Connection(environment, { pc, control, certificate: /** @type {any} */ (certificate), fingerprint: PINNED }, { id: "02", name: "Doorbell", type: "camera" }, NOBODY);
    const device = new FakeMediaDevice(formatFingerprint(PINNED), (message) => control.receive(JSON.stringify(message)));
    control.ondevice = (/** @type {string} */ data) => device.hear(JSON.parse(data));
    /** @type {string[]} */
    const states = [];
    connection.addEventListener("media", (/** @type {any} */ { status }) => states.push(status.cause ? `${status.state} by ${status.cause}` : status.state));
    return { connection, device, pc, control, states };
  };
  return { environment, clock, lines, behaviour, connect, ...connect() };
}

const failsWith = (/** @type {string} */ code) => (/** @type {any} */ error) => error instanceof LanwardError && error.code === code;
const kindsOf = (/** @type {any} */ stream) => stream.getTracks().map((/** @type {any} */ { kind }) => kind).sort();
/** @param {...string} kinds */
const streamOf = (...kinds) => /** @type {any} */ (new FakeMediaStream(kinds.map((kind) => new FakeTrack(kind))));

test("the device's tracks arrive, with what became of it on the way", async () => {
  const { clock, connection, device, states, lines } = setUp();
  assert.equal(connection.media.state, "idle");
  const stream = await connection.requestMedia({ video: true, audio: true });
  assert.deepEqual(kindsOf(stream), ["audio", "video"]);
  assert.deepEqual(states, ["connecting", "live"]);
  assert.deepEqual([connection.media.video, connection.media.audio], [true, true]);
  assert.equal(lines.length, 1);
  assert.deepEqual(device.heard.map((/** @type {any} */ { type }) => type), ["media", "sdp"], "the device begins, the page answers");
  assert.deepEqual(device.heard[0], { type: "media", request: 1, want: { video: true, audio: true } });
  assert.equal(await connection.requestMedia({ video: true, audio: true }), stream, "asked again it is the same");
  connection.close();
  await clock.advance(300);
  assert.deepEqual([stream.getTracks(), clock.pending, lines[0].closed], [[], 0, true]);
});

test("of a media server the certificate is taken for which the device vouches, and no other", async () => {
  const { clock, connection, device } = setUp();
  const [own, servers] = [device.fingerprint, formatFingerprint(PINNED.map((byte) => 255 - byte))];
  device.fingerprint = servers;
  await assert.rejects(connection.requestMedia({ video: true }), failsWith("wrong-certificate"), "nobody vouches for it");
  device.drop();
  device.vouches = servers;
  assert.deepEqual(kindsOf(await connection.requestMedia({ video: true })), ["video"]);
  device.drop();
  device.fingerprint = own;
  device.update();
  await clock.advance(0);
  assert.deepEqual([connection.media.state, connection.media.error?.code], ["failed", "wrong-certificate"], "and then not the device's own");
});

test("what is for a media server waits for the page's addresses, but not for long", async () => {
  const { behaviour, clock, connection, device, lines } = setUp();
  const described = () => device.heard.filter((/** @type {any} */ { type }) => type === "sdp").length;
  device.vouches = device.fingerprint;
  behaviour.gathers = true;
  const first = connection.requestMedia({ video: true });
  await clock.advance(GATHERING_MILLISECONDS - 1);
  assert.equal(described(), 0);
  lines[0].iceGatheringState = "complete";
  lines[0].onicegatheringstatechange();
  await first;
  assert.equal(described(), 1);
  device.drop();
  device.update();
  await clock.advance(GATHERING_MILLISECONDS - 1);
  assert.equal(described(), 1);
  await clock.advance(1);
  assert.equal(described(), 2);
});

test("a device without sound gives the picture alone", async () => {
  const { connection, device } = setUp();
  device.has = { video: true, audio: false };
  assert.deepEqual(kindsOf(await connection.requestMedia({ video: true, audio: true })), ["video"]);
  assert.deepEqual([connection.media.video, connection.media.audio], [true, false]);
});

test("wanting less takes tracks away, wanting nothing closes the media connection", async () => {
  const { clock, connection, device, lines } = setUp();
  const stream = await connection.requestMedia({ video: true, audio: true });
  await connection.requestMedia({ video: true });
  await clock.advance(0);
  assert.deepEqual(kindsOf(stream), ["video"]);
  await connection.requestMedia({});
  assert.deepEqual([kindsOf(stream), connection.media.state, lines[0].closed], [[], "idle", true]);
  assert.deepEqual(device.heard.at(-1).want, { video: false, audio: false });
  device.drop();
  await connection.requestMedia({ video: true });
  assert.deepEqual([kindsOf(stream), lines.length, device.round], [["video"], 2, 2]);
});

test("refused, none: the call says so, and the page wants it no more", async () => {
  for (const [state, code] of [["refused", "media-refused"], ["none", "no-media"]]) {
    const { clock, connection, device, states } = setUp();
    device.state = state;
    device.reason = "Ask Ada.";
    await assert.rejects(connection.requestMedia({ video: true }), (/** @type {any} */ error) => failsWith(code)(error) && error.message.startsWith("Ask Ada. "));
    await clock.advance(0);
    assert.deepEqual(device.heard.at(-1).want, { video: false, audio: false });
    assert.deepEqual(states, ["connecting", state, "idle"]);
    assert.equal(clock.pending, 0);
  }
});

test("while the owner is asked no time passes; then it does", async () => {
  const { clock, connection, device, states } = setUp();
  device.state = "asking";
  const asked = connection.requestMedia({ video: true });
  await clock.advance(60_000);
  device.state = "live";
  device.tell();
  device.update();
  assert.deepEqual(kindsOf(await asked), ["video"]);
  assert.deepEqual(states.slice(0, 3), ["connecting", "asking", "connecting"]);
  assert.equal(states.at(-1), "live");
});

test("a device that says nothing, and one whose camera is away, are told apart when the time is over", async () => {
  const silent = setUp();
  silent.device.hear = () => {};
  const unanswered = assert.rejects(silent.connection.requestMedia({ video: true }), failsWith("timed-out"));
  await silent.clock.advance(8_000);
  await unanswered;
  const away = setUp();
  away.device.state = "interrupted";
  const interrupted = assert.rejects(away.connection.requestMedia({ video: true, timeout: 500 }), failsWith("media-interrupted"));
  await away.clock.advance(500);
  await interrupted;
  assert.deepEqual(away.states, ["connecting", "interrupted by device", "idle"]);
});

test("the camera goes and comes back: the stream stays, the last picture stays, the state says it", async () => {
  const { clock, connection, device, states } = setUp();
  const stream = await connection.requestMedia({ video: true });
  const [before] = stream.getTracks();
  device.state = "interrupted";
  device.tell();
  device.update();
  await clock.advance(10);
  assert.deepEqual([connection.media.state, connection.media.cause, stream.getTracks()], ["interrupted", "device", [before]]);
  device.state = "live";
  device.tell();
  device.update();
  await clock.advance(10);
  assert.deepEqual([connection.media.state, kindsOf(stream)], ["live", ["video"]]);
  assert.equal(device.pc?.transceivers.length, 1, "through the same section");
  assert.deepEqual(states.filter((/** @type {any} */ state, /** @type {number} */ at) => state !== states[at - 1]), ["connecting", "live", "interrupted by device", "connecting", "live"]);
});

test("a grant that is withdrawn takes the picture away", async () => {
  for (const state of ["refused", "asking"]) {
    const { clock, connection, device } = setUp();
    const stream = await connection.requestMedia({ video: true });
    device.state = state;
    device.tell();
    await clock.advance(0);
    assert.deepEqual([kindsOf(stream), connection.media.state], [[], state]);
  }
});

test("abort: before, while waiting, and in the middle of negotiating", async () => {
  const { clock, connection, device } = setUp();
  await assert.rejects(connection.requestMedia({ video: true, signal: AbortSignal.abort() }), failsWith("aborted"));
  assert.deepEqual(device.heard, []);
  const controller = new AbortController();
  device.state = "asking";
  const asked = assert.rejects(connection.requestMedia({ video: true, signal: controller.signal }), failsWith("aborted"));
  await clock.advance(1);
  controller.abort();
  await asked;
  await clock.advance(0);
  assert.deepEqual([device.heard.at(-1).want.video, connection.media.state, clock.pending], [false, "idle", 0]);
});

test("arguments that cannot be", async () => {
  const { connection } = setUp();
  for (const request of [{ video: 1 }, { audio: "yes" }, { video: true, timeout: 0 }, { video: true, timeout: NaN }]) await assert.rejects(connection.requestMedia(/** @type {any} */ (request)), failsWith("invalid-argument"));
  for (const stream of [undefined, {}, streamOf()]) await assert.rejects(connection.sendMedia(/** @type {any} */ (stream)), failsWith("invalid-argument"));
  await assert.rejects(connection.sendMedia(streamOf("audio"), { purpose: /** @type {any} */ ("sing") }), failsWith("invalid-argument"));
  connection.close();
  await assert.rejects(connection.requestMedia({ video: true }), failsWith("closed"));
});

test("another certificate in the device's description: nothing of it reaches the browser", async () => {
  const { clock, connection, device, lines } = setUp();
  device.fingerprint = formatFingerprint(new Uint8Array(32));
  await assert.rejects(connection.requestMedia({ video: true }), failsWith("wrong-certificate"));
  assert.deepEqual([lines[0].remoteDescription, lines[0].closed, connection.media.state, connection.media.error?.code], [null, true, "failed", "wrong-certificate"]);
  await clock.advance(0);
  assert.deepEqual(device.heard.at(-1).want, { video: false, audio: false });
});

test("a browser that finds another certificate in DTLS says the same", async () => {
  const { clock, connection, behaviour, lines } = setUp();
  behaviour.connects = false;
  const refused = assert.rejects(connection.requestMedia({ video: true }), failsWith("wrong-certificate"));
  await clock.advance(10);
  lines[0].setConnection("failed", "connected");
  await refused;
});

test("garbage instead of a description, and floods of them, fail as protocol errors and leave nothing behind", async () => {
  const { clock, connection, device, control, lines } = setUp();
  device.update = () => {};
  const failed = assert.rejects(connection.requestMedia({ video: true }), failsWith("protocol-error"));
  await clock.advance(1);
  control.receive(JSON.stringify({ type: "sdp", round: 1, description: { type: "offer", sdp: "v=0\r\nm=x\r\n" } }));
  await failed;
  for (let round = 2; round < 1_000; round++) control.receive(JSON.stringify({ type: "sdp", round, description: { type: "offer", sdp: "v=0\r\n" } }));
  assert.equal(lines.length, 1, "nothing is wanted any more");
  await clock.advance(10_000);
  assert.equal(clock.pending, 0);
});

test("descriptions of an earlier round, and answers that begin one, are ignored", async () => {
  const { connection, device, control, lines } = setUp();
  await connection.requestMedia({ video: true });
  const offer = { type: "offer", sdp: device.pc?.localDescription.sdp };
  const stable = lines[0].log.length;
  control.receive(JSON.stringify({ type: "sdp", round: 5, description: { type: "answer", sdp: offer.sdp } }));
  assert.equal(lines.length, 1);
  control.receive(JSON.stringify({ type: "sdp", round: 3, description: offer }));
  assert.deepEqual([lines.length, lines[0].closed], [2, true]);
  control.receive(JSON.stringify({ type: "sdp", round: 2, description: offer }));
  assert.deepEqual([lines.length, lines[0].log.length], [2, stable]);
});

test("talking: the device is told, takes it, and only then is it sent", async () => {
  const { clock, connection, device } = setUp();
  await connection.requestMedia({ video: true, audio: true });
  device.sendState = "asking";
  const talk = connection.sendMedia(streamOf("audio"));
  await clock.advance(60_000);
  assert.deepEqual(device.heard.at(-1).send, { video: false, audio: true, purpose: "talk" });
  assert.deepEqual(device.received, []);
  device.sendState = "live";
  device.tell();
  const sending = await talk;
  assert.deepEqual([sending.state, device.received], ["live", ["audio"]]);
  sending.stop();
  await clock.advance(10);
  assert.deepEqual([sending.state, device.received, device.heard.findLast((/** @type {any} */ { type }) => type === "media").send], ["ended", [], { video: false, audio: false, purpose: "talk" }]);
  assert.equal(connection.media.state, "live", "the picture goes on");
});

test("talking a hundred times does not grow what is negotiated, nor says more than a device bears", async () => {
  const { clock, connection, device, lines } = setUp();
  await connection.requestMedia({ video: true, audio: true });
  for (let i = 0; i < 100; i++) {
    const talk = connection.sendMedia(streamOf("audio"));
    await clock.advance(10_000);
    (await talk).stop();
    await clock.advance(100);
  }
  assert.ok(lines[0].transceivers.length <= 3, `${lines[0].transceivers.length} sections`);
  const before = device.heard.length;
  for (let i = 0; i < 100; i++) {
    connection.sendMedia(streamOf("audio")).catch(() => {});
    await clock.advance(20);
  }
  assert.ok(device.heard.slice(before).filter((/** @type {any} */ { type }) => type === "sdp").length <= 20, "20 descriptions in 10 s");
});

test("casting without receiving: the page begins the media connection", async () => {
  const { clock, connection, device, lines } = setUp();
  const sending = await connection.sendMedia(streamOf("video", "audio"), { purpose: "cast" });
  assert.deepEqual([sending.state, device.received.sort(), device.round], ["live", ["audio", "video"], 1]);
  assert.equal(connection.media.state, "idle");
  sending.stop();
  await clock.advance(0);
  assert.ok(lines[0].closed);
});

test("a device that shows pictures alone gets no sound", async () => {
  const { connection, device } = setUp();
  device.takes = { video: true, audio: false };
  await connection.sendMedia(streamOf("video", "audio"), { purpose: "cast" });
  assert.deepEqual(device.received, ["video"]);
});

test("sending ends: refused, with the last track, and by another sending", async () => {
  const { clock, connection, device, lines } = setUp();
  device.sendState = "refused";
  await assert.rejects(connection.sendMedia(streamOf("audio")), failsWith("media-refused"));
  await clock.advance(0);
  device.sendState = "live";
  const screen = streamOf("video", "audio");
  const cast = await connection.sendMedia(screen, { purpose: "cast" });
  screen.getTracks()[0].end();
  await clock.advance(0);
  assert.deepEqual([cast.state, device.heard.filter((/** @type {any} */ { type }) => type === "media").at(-1).send.video], ["live", false]);
  screen.getTracks()[1].end();
  assert.equal(cast.state, "ended");
  const first = await connection.sendMedia(streamOf("audio"));
  const second = await connection.sendMedia(streamOf("audio"));
  assert.deepEqual([first.state, second.state], ["ended", "live"]);
  device.sendState = "refused";
  device.tell();
  await clock.advance(0);
  assert.deepEqual([second.state, lines.at(-1)?.closed], ["refused", true]);
});

for (const holdsFirst of ["the device's", "the page's"]) {
  test(`glare between two peer connections, ${holdsFirst} offer under way longer`, async () => {
    const { clock, connection, device, lines } = setUp();
    const stream = await connection.requestMedia({ video: true });
    // The page will offer for its microphone, the device for its sound, at the same time.
    device.sendState = "asking";
    const talk = connection.sendMedia(streamOf("audio"));
    const sound = connection.requestMedia({ video: true, audio: true });
    await clock.advance(0);
    device.sendState = "live";
    device.holds = holdsFirst === "the device's";
    device.negotiation?.need();
    if (device.holds) device.drive();
    device.tell();
    if (!device.holds) device.drive();
    await clock.advance(5);
    device.release();
    await clock.advance(5);
    assert.equal((await talk).state, "live");
    await sound;
    assert.deepEqual([kindsOf(stream), device.received], [["audio", "video"], ["audio"]]);
    assert.equal(device.pc?.log.includes("rollback"), false, "the device is impolite");
    if (holdsFirst === "the device's") assert.ok(lines[0].log.includes("rollback"), "the page gives its offer up");
  });
}

test("ICE is restarted while nothing comes through, and a new media connection begun when that does not help", async () => {
  const { clock, connection, device, lines, states } = setUp();
  const stream = await connection.requestMedia({ video: true });
  lines[0].setConnection("disconnected");
  assert.deepEqual([connection.media.state, connection.media.cause], ["interrupted", "network"]);
  await clock.advance(1);
  assert.equal(lines[0].restarts, 1);
  await clock.advance(RESTART_MILLISECONDS);
  assert.equal(lines[0].restarts, 2);
  lines[0].setConnection("connected");
  assert.equal(connection.media.state, "live");
  await clock.advance(LOST_MILLISECONDS);
  assert.deepEqual([lines.length, lines[0].restarts], [1, 2]);
  lines[0].setConnection("failed");
  await clock.advance(LOST_MILLISECONDS);
  assert.deepEqual([lines.length, lines[0].closed, device.round], [2, true, 2]);
  assert.deepEqual([connection.media.state, kindsOf(stream)], ["live", ["video"]]);
  assert.ok(states.includes("interrupted by network"));
});

test("an interrupted session that is back restarts ICE at once", async () => {
  const { clock, connection, pc, lines } = setUp();
  await connection.requestMedia({ video: true });
  pc.setIce("disconnected");
  pc.setIce("connected");
  await clock.advance(1);
  assert.equal(lines[0].restarts, 1);
});

test("on the connection that follows, media goes on by itself: the same stream, the same sending", async () => {
  const { clock, connect, connection, pc, states, lines } = setUp();
  const stream = await connection.requestMedia({ video: true });
  const [frozen] = stream.getTracks();
  const sending = await connection.sendMedia(streamOf("audio"));
  pc.setIce("failed");
  assert.equal(await connection.closed, "lost");
  assert.deepEqual([states.at(-1), sending.state, stream.getTracks(), lines[0].closed], ["interrupted by network", "interrupted", [frozen], true]);
  const next = connect();
  next.connection.resumeMedia(connection);
  await clock.advance(10);
  assert.deepEqual([next.connection.media.state, sending.state, kindsOf(stream), next.device.received], ["live", "live", ["video"], ["audio"]]);
  assert.notEqual(stream.getTracks()[0], frozen);
  assert.equal(await next.connection.requestMedia({ video: true }), stream);
  assert.deepEqual(next.device.heard[0], { type: "media", request: 1, want: { video: true, audio: false }, send: { video: false, audio: true, purpose: "talk" } });
});

test("revoked: nothing is shown any more, and who waits is told", async () => {
  const { clock, connection, control, device, lines } = setUp();
  const stream = await connection.requestMedia({ video: true });
  device.hear = () => {};
  const waits = assert.rejects(connection.requestMedia({ video: true, audio: true }), failsWith("revoked"));
  control.receive(JSON.stringify({ type: "revoke" }));
  await waits;
  assert.deepEqual([stream.getTracks(), lines[0].closed, connection.media.state], [[], true, "idle"]);
  await clock.advance(300);
  assert.equal(clock.pending, 0);
});

test("a ring carries its time and its picture", async () => {
  const { connection, control } = setUp();
  /** @type {any[]} */
  const rings = [];
  connection.addEventListener("ring", (/** @type {any} */ ring) => rings.push(ring));
  control.receive(JSON.stringify({ type: "ring", at: 1_790_000_000_000, picture: "/9j/4A" }));
  control.receive(JSON.stringify({ type: "ring", at: 5 }));
  control.receive(JSON.stringify({ type: "ring", at: 5, picture: "PHN2Zz4" }));
  assert.deepEqual([rings.length, rings[0].at.getTime(), rings[0].picture.type, rings[0].picture.size, rings[1].picture], [2, 1_790_000_000_000, "image/jpeg", 4, undefined]);
});
