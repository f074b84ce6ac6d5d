// One end of a connection by libdatachannel, for `./lanward bench data`.
import { obey, say } from "./connection.mjs";

const MESSAGE = Buffer.alloc(65_536, 7);
const HIGH = 4 << 20;
const LOW = 1 << 20;

const seconds = (since) => (performance.now() - since) / 1000;
/** @type {Record<string, any>} */
const channels = {};

// The end that answers returns pings, says when it has all of a transfer, and sends one when it is asked to.
function serve(channel) {
  let bytes = 0;
  channel.onMessage((message) => {
    if (channel.getLabel() === "rtt") channel.sendMessageBinary(message);
    else if (channel.getLabel() === "fetch") send(channel, (sent) => sent < Number(message) << 20);
    else if (typeof message === "string") {
      channel.sendMessage(String(bytes));
      bytes = 0;
    } else bytes += message.byteLength ?? message.length;
  });
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
await obey({
  labels: ["bulk", "rtt"],
  opened(channel, isOurs) {
    channels[channel.getLabel()] = channel;
    channel.setBufferedAmountLowThreshold(LOW);
    if (!isOurs) serve(channel);
  },
  command(word, argument) {
    if (word === "bulk") void transfer((sent) => sent < Number(argument) << 20).then((result) => say({ event: "bulk", ...result }));
    else if (word === "rtt") void pings(Number(argument)).then((micros) => say({ event: "rtt", micros }));
    else if (word === "stream") {
      streaming = true;
      void transfer(() => streaming).then((result) => say({ event: "stopped", ...result }));
    } else if (word === "stop") streaming = false;
  },
});
