// One end of a connection by libdatachannel, for `./lanward bench data`. Commands are lines of words on standard input, answers lines of
// JSON; ../../README.md has the list.
import { createInterface } from "node:readline";
import rtc from "node-datachannel";

const MESSAGE = Buffer.alloc(65_536, 7);
const HIGH = 4 << 20;
const LOW = 1 << 20;

const say = (event) => process.stdout.write(JSON.stringify(event) + "\n");
const seconds = (since) => (performance.now() - since) / 1000;
const connection = new rtc.PeerConnection("bench", { iceServers: [], maxMessageSize: 262_144 });
/** @type {Record<string, any>} */
const channels = {};
let expected = 2;

function ready(channel) {
  channels[channel.getLabel()] = channel;
  if (--expected === 0) say({ event: "open" });
}

connection.onGatheringStateChange((state) => {
  if (state === "complete") say({ event: "description", sdp: Buffer.from(connection.localDescription().sdp).toString("base64") });
});

// The end that answers returns pings, says when it has all of a transfer, and sends one when it is asked to.
connection.onDataChannel((channel) => {
  let bytes = 0;
  channel.setBufferedAmountLowThreshold(LOW);
  channel.onMessage((message) => {
    if (channel.getLabel() === "rtt") channel.sendMessageBinary(message);
    else if (channel.getLabel() === "fetch") send(channel, (sent) => sent < Number(message) << 20);
    else if (typeof message === "string") {
      channel.sendMessage(String(bytes));
      bytes = 0;
    } else bytes += message.byteLength ?? message.length;
  });
  ready(channel);
});

function offer() {
  for (const label of ["bulk", "rtt"]) {
    const channel = connection.createDataChannel(label);
    channel.onOpen(() => ready(channel));
    channel.setBufferedAmountLowThreshold(LOW);
  }
  connection.setLocalDescription();
}

/** Sends until `more(sent)` is false and the other end has it all; resolves with bytes and seconds. */
function transfer(more) {
  const { bulk } = channels;
  const start = performance.now();
  return new Promise((resolve) => {
    const sent = send(bulk, more);
    bulk.onMessage(() => resolve({ bytes: sent.bytes, seconds: seconds(start) }));
  });
}

/** Sends until `more(sent)` is false, and then says so; the object returned counts along. */
function send(channel, more) {
  const sent = { bytes: 0 };
  const fill = () => {
    while (channel.bufferedAmount() < HIGH) {
      if (!more(sent.bytes)) {
        channel.onBufferedAmountLow(() => {});
        channel.sendMessage("end");
        return;
      }
      channel.sendMessageBinary(MESSAGE);
      sent.bytes += MESSAGE.length;
    }
  };
  channel.onBufferedAmountLow(fill);
  fill();
  return sent;
}

function pings(count) {
  const { rtt } = channels;
  const message = Buffer.alloc(64, 1);
  const micros = [];
  return new Promise((resolve) => {
    let start;
    const next = () => {
      start = process.hrtime.bigint();
      rtt.sendMessageBinary(message);
    };
    rtt.onMessage(() => {
      micros.push(Number(process.hrtime.bigint() - start) / 1000);
      micros.length < count ? next() : resolve(micros);
    });
    next();
  });
}

let streaming = false;
for await (const line of createInterface({ input: process.stdin })) {
  const [command, argument] = line.split(" ");
  const text = () => Buffer.from(argument, "base64").toString();
  if (command === "offer") offer();
  else if (command === "answer") connection.setRemoteDescription(text(), "offer");
  else if (command === "accept") connection.setRemoteDescription(text(), "answer");
  else if (command === "bulk") void transfer((sent) => sent < Number(argument) << 20).then((result) => say({ event: "bulk", ...result }));
  else if (command === "rtt") void pings(Number(argument)).then((micros) => say({ event: "rtt", micros }));
  else if (command === "stream") {
    streaming = true;
    void transfer(() => streaming).then((result) => say({ event: "stopped", ...result }));
  } else if (command === "stop") streaming = false;
}
connection.close();
rtc.cleanup();
