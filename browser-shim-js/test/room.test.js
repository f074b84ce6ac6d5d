import assert from "node:assert/strict";
import { test } from "node:test";
import { LanwardError } from "../src/errors.js";
import { base64 } from "../src/bytes.js";
import { Room } from "../src/room.js";
import { readFrame, writeFrame } from "../src/room-frame.js";
import { settle } from "./support/fake-clock.js";
import { fakeEnvironment } from "./support/environment.js";
import { FakeConnection, FakeLan, ids, member } from "./support/fake-rooms.js";

const { ada, bob, eve } = ids;

/** @param {string} you @param {...object} players */
const state = (you, ...players) => ({ type: "room", room: "main", term: 1, locked: false, host: ada, owner: ada, you, players });

/** A page that is in a room as `you`. @param {string} you @param {...object} players */
async function setUp(you, ...players) {
  const fakes = fakeEnvironment();
  const lan = new FakeLan();
  const joining = Room.join(fakes.environment, /** @type {any} */ (lan), "device", { name: "Me" });
  const device = lan.connect();
  const desk = device.channel("rooms");
  const says = async (/** @type {object} */ message) => {
    lan.device?.channel("rooms").receive(JSON.stringify(message));
    await settle();
  };
  const answers = { isOn: true };
  desk.ondevice = (text) => {
    const { type, sent } = JSON.parse(/** @type {string} */ (text));
    if (type === "ping" && answers.isOn) desk.receive(JSON.stringify({ type: "pong", sent, clock: sent }));
  };
  desk.open();
  await says(state(you, ...players));
  const room = await joining;
  for (const label of ["room-relay", "room-relay-unreliable"]) device.channel(label).open();
  /** @type {any[]} */
  const events = [];
  for (const type of ["join", "leave", "message", "path", "host", "kicked", "close"]) room.addEventListener(type, (event) => events.push(event));
  const said = (/** @type {string} */ type) => device.channel("rooms").sent.map((text) => JSON.parse(/** @type {string} */ (text))).filter((each) => each.type === type);
  /** The latest meeting opens: the channels, too. */
  const meet = async () => {
    const meeting = lan.meetings[lan.meetings.length - 1];
    const page = new FakeConnection();
    meeting.open(page);
    await settle();
    if (meeting.isCall) for (const inner of page.inner) inner.open();
    else {
      page.offers("room", { protocol: "lanward-room-link-1" });
      page.offers("room-unreliable", { protocol: "lanward-room-link-1", ordered: false, maxRetransmits: 0 });
    }
    return page;
  };
  return { ...fakes, lan, device, room, says, said, events, meet, answers };
}

const two = [member(ada, "Ada"), member(bob, "Bob")];
const called = (/** @type {string} */ from) => ({ type: "called", from, call: "0123456789abcdef", fingerprint: member(from, "").fingerprint, ufrag: "them", pwd: "p".repeat(22), candidates: [] });

test("a page joins, and knows who is there, who is host, and which one it is", async () => {
  const { room, said } = await setUp(bob, ...two);
  assert.deepEqual(room.players.map(({ name, path }) => [name, path]), [["Ada", "relay"], ["Bob", "self"]]);
  assert.deepEqual([room.self.name, room.host?.name, room.owner?.name, room.isHost, room.term, room.status], ["Bob", "Ada", "Ada", false, 1, "joined"]);
  const [join] = said("join");
  assert.deepEqual([join.room, join.name], ["main", "Me"]);
  assert.match(join.visit, /^[0-9a-f]{16}$/);
});

test("the room's owner has what invites the next player, while the device is here", async () => {
  const { room, device, says } = await setUp(ada, ...two);
  assert.equal(room.invitation, undefined);
  const qr = { size: 21, modules: base64(new Uint8Array(56)) };
  await says({ ...state(ada, ...two), invitation: { code: "7-482913", link: "lanward:1?f=x", page: "http://10.77.0.1:47480/", qr } });
  assert.equal(/** @type {any} */ (room.invitation)?.code, "7-482913");
  device.close();
  await settle();
  assert.equal(room.invitation, undefined);
});

test("the lower id calls; the channels are the caller's", async () => {
  const { room, clock, lan, said, says, meet, events } = await setUp(ada, ...two);
  await clock.advance(0);
  assert.equal(lan.meetings.length, 1);
  const [call] = said("call");
  assert.equal(call.to, bob);
  await says({ ...called(bob), type: "answered", call: call.call });
  assert.equal(lan.meetings[0].answers.length, 1);
  const page = await meet();
  assert.equal(room.players[1].path, "direct");
  assert.deepEqual(page.inner.map(({ label, options }) => [label, options.ordered, options.maxRetransmits]), [["room", undefined, undefined], ["room-unreliable", false, 0]]);
  assert.equal(events.filter(({ type }) => type === "path").length, 1);
});

test("the higher id answers, and is not called by itself", async () => {
  const { room, clock, lan, said, says, meet } = await setUp(bob, ...two);
  await clock.advance(60_000);
  assert.equal(lan.meetings.length, 0);
  await says(called(ada));
  assert.equal(lan.meetings[0].isCall, false);
  assert.equal(said("answer")[0].to, ada);
  await meet();
  assert.equal(room.players[0].path, "direct");
});

test("until two are connected the device passes on, whose it is by its own word", async () => {
  const { room, device, events } = await setUp(bob, ...two);
  assert.ok(room.players[0].send("hi"));
  assert.ok(room.players[0].send(new Uint8Array([1, 2]), { reliable: false }));
  const sent = (/** @type {string} */ label) => readFrame(/** @type {any} */ (device.channel(label).sent[0]).buffer);
  assert.deepEqual(sent("room-relay"), { player: ada, data: "hi" });
  assert.deepEqual(new Uint8Array(/** @type {ArrayBuffer} */ (sent("room-relay-unreliable").data)), new Uint8Array([1, 2]));
  device.channel("room-relay").receive(writeFrame(ada, "hello").buffer);
  device.channel("room-relay").receive(writeFrame(eve, "who is that?").buffer);
  device.channel("room-relay").receive("nonsense");
  assert.deepEqual(events.filter(({ type }) => type === "message").map(({ player, data, reliable }) => [player.name, data, reliable]), [["Ada", "hello", true]]);
});

test("what is said goes directly once that is possible, and by the device again when it is not", async () => {
  const { room, device, events, says, meet } = await setUp(bob, ...two);
  await says(called(ada));
  const page = await meet();
  room.broadcast("direct");
  assert.deepEqual(page.channel("room").sent, ["direct"]);
  page.channel("room-unreliable").receive("tick");
  assert.deepEqual(events.filter(({ type }) => type === "message").map(({ data, reliable }) => [data, reliable]), [["tick", false]]);
  page.close();
  assert.equal(room.players[0].path, "relay");
  room.broadcast("again");
  assert.equal(device.channel("room-relay").sent.length, 1);
});

test("who was not reached is called again at growing pauses, and who was lost after a second", async () => {
  const { clock, lan, meet } = await setUp(ada, ...two);
  await clock.advance(0);
  for (const pause of [1_000, 2_000, 4_000]) {
    lan.meetings[lan.meetings.length - 1].fail();
    const before = lan.meetings.length;
    await clock.advance(pause - 1);
    assert.equal(lan.meetings.length, before);
    await clock.advance(1);
    assert.equal(lan.meetings.length, before + 1);
  }
  const page = await meet();
  page.close();
  await clock.advance(1_000);
  assert.equal(lan.meetings.length, 5);
});

test("who comes and goes does not put off the calls to another", async () => {
  const { clock, lan, says } = await setUp(ada, ...two);
  await clock.advance(0);
  const starts = [];
  for (let now = 0, known = 1; now < 10_000; now += 100) {
    lan.meetings[lan.meetings.length - 1].fail();
    if (now % 800 === 0) await says(state(ada, ...two, member(eve, "Eve", { visit: `${now}`.padStart(16, "0"), away: true })));
    await clock.advance(100);
    if (lan.meetings.length > known) starts.push(now + 100);
    known = lan.meetings.length;
  }
  assert.deepEqual(starts, [1_000, 3_000, 7_000]);
});

test("a direct connection outlives the device, and who was reloaded is connected anew", async () => {
  const { room, clock, lan, device, says, said, meet } = await setUp(ada, ...two);
  await clock.advance(0);
  const page = await meet();
  const before = said("join")[0];
  device.close();
  assert.deepEqual([room.status, room.players[1].path], ["interrupted", "direct"]);
  assert.ok(room.players[1].send("still here"));
  const again = lan.connect();
  again.channel("rooms").open();
  assert.deepEqual(JSON.parse(/** @type {string} */ (again.channel("rooms").sent[0])), before, "by the same visit");
  await says(state(ada, ...two));
  assert.equal(page.isClosed, false);
  assert.equal(room.status, "joined");
  await says(state(ada, two[0], member(bob, "Bob", { visit: "ffff000011112222" })));
  assert.equal(page.isClosed, true);
  await clock.advance(0);
  assert.equal(lan.meetings.length, 2);
});

test("who is away keeps its direct connection, and who has no place any more does not", async () => {
  const { room, clock, says, meet, events } = await setUp(ada, ...two);
  await clock.advance(0);
  const page = await meet();
  const [, other] = room.players;
  await says(state(ada, two[0], member(bob, "Bob", { away: true })));
  assert.deepEqual([other.isAway, other.path, page.isClosed], [true, "direct", false]);
  await says(state(ada, two[0]));
  assert.equal(page.isClosed, true);
  assert.deepEqual(room.players.map(({ name }) => name), ["Ada"]);
  assert.equal(events.find(({ type }) => type === "leave").player, other);
});

test("another host is told", async () => {
  const { room, says, events } = await setUp(bob, ...two);
  await says({ ...state(bob, ...two), host: bob, term: 2 });
  assert.deepEqual([room.isHost, room.term, events.at(-1).type], [true, 2, "host"]);
});

test("a player that floods is not heard any more, by neither way, and is reported once", async () => {
  const { room, clock, device, says, said, meet, events } = await setUp(bob, ...two);
  await says(called(ada));
  const page = await meet();
  for (let i = 0; i < 3_000; i++) page.channel("room-unreliable").receive("x");
  const heard = () => events.filter(({ type }) => type === "message").length;
  assert.equal(heard(), 1_000);
  assert.deepEqual([page.isClosed, room.players[0].path], [true, "cut"]);
  device.channel("room-relay").receive(writeFrame(ada, "and now?").buffer);
  await clock.advance(600_000);
  await says(called(ada));
  assert.equal(room.players[0].path, "cut");
  assert.equal(heard(), 1_000);
  assert.equal(room.players[0].send("x"), false);
  assert.deepEqual(said("report"), [{ type: "report", player: ada }]);
  assert.deepEqual(events.filter(({ type }) => type === "kicked").map(({ player, why }) => [player.name, why]), [["Ada", "flood"]]);
});

test("who was cut off is reported again when it comes back, and when this page does", async () => {
  const { room, lan, device, says, said } = await setUp(bob, ...two);
  for (let i = 0; i < 3_000; i++) device.channel("room-relay").receive(writeFrame(ada, "x").buffer);
  assert.equal(room.players[0].path, "cut");
  assert.equal(said("report").length, 1);
  await says(state(bob, two[1]));
  await says(state(bob, ...two));
  assert.deepEqual([room.players[0].path, said("report").length], ["cut", 2]);
  await says(state(bob, ...two));
  assert.equal(said("report").length, 2);
  device.close();
  const again = lan.connect();
  again.channel("rooms").open();
  await says(state(bob, ...two));
  const types = again.channel("rooms").sent.map((text) => JSON.parse(/** @type {string} */ (text)).type);
  assert.equal(types.filter((type) => type === "report").length, 1);
});

test("a player that opens other channels is cut off", async () => {
  const { room, says, meet } = await setUp(bob, ...two);
  await says(called(ada));
  const page = await meet();
  assert.equal(page.offers("more", {}).readyState, "closed");
  for (let i = 0; i < 20; i++) page.offers("room", { protocol: "lanward-room-link-1" });
  assert.equal(room.players[0].path, "cut");
});

test("who is not let in hears why", async () => {
  for (const [said, code] of [["full", "room-full"], ["locked", "room-locked"], ["banned", "kicked"], ["flood", "kicked"], ["replaced", "replaced"], ["odd", "refused"]]) {
    const { environment } = fakeEnvironment();
    const lan = new FakeLan();
    const joining = Room.join(environment, /** @type {any} */ (lan), "device", { name: "Me" });
    const desk = lan.connect().channel("rooms");
    desk.open();
    desk.receive(JSON.stringify({ type: "out", code: said }));
    await assert.rejects(joining, { code });
    assert.ok(lan.signal.aborted, "and does not come again");
  }
});

test("joining ends with its signal, its time, or what stands against connecting", async () => {
  const fakes = fakeEnvironment();
  const join = (/** @type {object} */ options) => {
    const lan = new FakeLan();
    return { lan, joining: Room.join(fakes.environment, /** @type {any} */ (lan), "device", { name: "Me", ...options }) };
  };
  const stop = new AbortController();
  const aborted = join({ signal: stop.signal });
  stop.abort();
  await assert.rejects(aborted.joining, { code: "aborted" });
  const silent = join({ timeout: 500 });
  const late = assert.rejects(silent.joining, { code: "timed-out" });
  await fakes.clock.advance(500);
  await late;
  const gone = join({});
  gone.lan.fail("not-paired");
  await assert.rejects(gone.joining, { code: "not-paired" });
  for (const options of [{ name: "" }, { room: "Main room" }]) await assert.rejects(join(options).joining, { code: "invalid-argument" });
});

test("leaving says so, closes everything, and no timer is left", async () => {
  const { room, clock, lan, says, said, meet } = await setUp(bob, ...two);
  await says(called(ada));
  const page = await meet();
  room.leave();
  assert.equal(said("leave").length, 1);
  assert.equal(await room.closed, "left");
  assert.ok(page.isClosed && lan.device?.isClosed);
  assert.equal(clock.pending, 0);
});

test("who is kicked while it plays is told by `closed`", async () => {
  const { room, says, events } = await setUp(bob, ...two);
  await says({ type: "out", code: "kicked", why: "owner" });
  assert.equal(await room.closed, "kicked");
  assert.equal(events.at(-1).reason, "kicked");
});

test("a tab whose place another tab has taken ends, and does not come back by itself", async () => {
  const { room, clock, lan, says, events } = await setUp(bob, ...two);
  await says({ type: "out", code: "replaced" });
  assert.equal(await room.closed, "replaced");
  assert.deepEqual([events.at(-1).reason, room.status, lan.device?.isClosed, lan.signal.aborted], ["replaced", "closed", true, true]);
  assert.equal(clock.pending, 0);
});

test("a page pings each second, and has the device's clock from the answers", async () => {
  const { room, clock, says, said, answers } = await setUp(bob, ...two);
  assert.equal(Math.round(room.now() - clock.now()), 0);
  answers.isOn = false;
  await clock.advance(3_000);
  assert.equal(said("ping").length, 4);
  const { sent } = said("ping")[0];
  await says({ type: "pong", sent, clock: sent + 10_000 });
  assert.equal(Math.round(room.now() - clock.now()), 8_500, "it was set meanwhile; half of the three seconds that the answer took");
  assert.equal(room.clockUncertainty, 1_500);
});

test("a device that answers nothing for four seconds is connected anew", async () => {
  const { room, clock, lan, answers } = await setUp(bob, ...two);
  await clock.advance(60_000);
  answers.isOn = false;
  await clock.advance(4_000);
  assert.equal(lan.device?.isClosed, false);
  await clock.advance(1_000);
  assert.deepEqual([lan.device?.isClosed, room.status], [true, "interrupted"]);
});

test("what is too large is refused before anything is sent", async () => {
  const { room } = await setUp(bob, ...two);
  for (const data of ["x".repeat(16_385), new Uint8Array(16_385), "☀".repeat(6_000)]) {
    assert.throws(() => room.players[0].send(data), (error) => error instanceof LanwardError && error.code === "invalid-argument");
    assert.throws(() => room.broadcast(data), { code: "invalid-argument" });
  }
  assert.throws(() => room.broadcast(/** @type {any} */ (7)), { code: "invalid-argument" });
  assert.ok(room.players[0].send("☀".repeat(5_461)));
});

test("a player that takes nothing keeps nobody from hearing: the connection with it ends, and is made anew", async () => {
  const { room, clock, device, says, lan, meet } = await setUp(ada, ...two, member(eve, "Eve"));
  await clock.advance(0);
  const page = await meet(); // of Eve, whom it called last
  const [, bobs, eves] = room.players;
  assert.deepEqual([bobs.path, eves.path], ["relay", "direct"]);
  device.channel("room-relay").send = () => {
    throw new DOMException("full", "OperationError");
  };
  room.broadcast("one");
  assert.deepEqual([page.channel("room").sent, bobs.send("x")], [["one"], false], "the device takes nothing more, Eve does");
  await says(state(ada, two[0], member(eve, "Eve"), two[1]));
  page.channel("room").bufferedAmount = 2_097_152;
  assert.ok(eves.send("two"));
  page.channel("room").bufferedAmount++;
  page.channel("room-unreliable").bufferedAmount = 65_536;
  assert.ok(eves.send("three", { reliable: false }));
  delete (/** @type {any} */ (device.channel("room-relay")).send);
  room.broadcast("four");
  assert.deepEqual([page.isClosed, page.channel("room").sent, eves.path], [true, ["one", "two"], "relay"]);
  assert.equal(device.channel("room-relay").sent.length, 1, "Bob heard it");
  const before = lan.meetings.length;
  await clock.advance(1_000);
  assert.equal(lan.meetings.length, before + 1);
});

test("the owner's orders go to the device", async () => {
  const { room, said } = await setUp(ada, ...two);
  room.kick(room.players[1]);
  room.ban(room.players[1]);
  room.lock(true);
  assert.deepEqual([said("kick"), said("ban"), said("lock")], [[{ type: "kick", player: bob }], [{ type: "ban", player: bob }], [{ type: "lock", locked: true }]]);
});

test("whoever comes and goes is the same player object meanwhile", async () => {
  const { room, says, events } = await setUp(bob, ...two);
  const [before] = room.players;
  await says(state(bob, ...two, member(eve, "Eve")));
  assert.equal(room.players[0], before);
  assert.deepEqual(events.filter(({ type }) => type === "join").map(({ player }) => player.name), ["Eve"]);
});
