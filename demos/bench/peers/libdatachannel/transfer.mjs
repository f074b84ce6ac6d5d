// One end of a file's way by libdatachannel, for `./lanward bench transfer`: transfer.mjs INTO. Reads, hashes, writes and publishes on the
// one thread that JavaScript has; the library's own threads do the rest.
import { basename, join } from "node:path";
import { HashedSource, HashedTarget } from "../../transfer/hashed.mjs";
import { obey, say } from "./connection.mjs";

const MESSAGE_BYTES = 65_536;
const HIGH = 4 << 20;
const LOW = 1 << 20;
const into = process.argv[2];
let channel;

/** "file NAME", the bytes, "end HASH"; answers "whole" or "broken". */
function receive() {
  let target;
  channel.onMessage((message) => {
    if (typeof message !== "string") {
      target.write(message);
      return;
    }
    const [word, argument] = message.split(" ");
    if (word === "file") target = new HashedTarget(join(into, argument));
    else channel.sendMessage(target.publish(argument) ? "whole" : "broken");
  });
}

function send(path) {
  const start = performance.now();
  const source = new HashedSource(path);
  channel.onMessage((verdict) => {
    if (verdict !== "whole") throw new Error(`the file arrived ${verdict}`);
    say({ event: "sent", seconds: (performance.now() - start) / 1000 });
  });
  channel.sendMessage(`file ${basename(path)}`);
  const fill = () => {
    while (channel.bufferedAmount() < HIGH) {
      const bytes = source.read(MESSAGE_BYTES);
      if (!bytes) {
        channel.onBufferedAmountLow(() => {});
        channel.sendMessage(`end ${source.close()}`);
        return;
      }
      channel.sendMessageBinary(bytes);
    }
  };
  channel.onBufferedAmountLow(fill);
  fill();
}

await obey({
  labels: ["file"],
  opened(open, isOurs) {
    channel = open;
    channel.setBufferedAmountLowThreshold(LOW);
    if (!isOurs) receive();
  },
  command(word, argument) {
    if (word === "send") send(argument);
  },
});
