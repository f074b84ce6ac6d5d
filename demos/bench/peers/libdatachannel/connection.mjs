// A connection by libdatachannel that is made as its end is told, by lines of words: `offer`, `answer DESCRIPTION`, `accept DESCRIPTION`.
// The other lines are the end's own. Answers are lines of JSON; ../../README.md has the list.
import { createInterface } from "node:readline";
import rtc from "node-datachannel";

export const say = (event) => process.stdout.write(JSON.stringify(event) + "\n");

/**
 * Obeys until the input ends.
 *
 * @param {{ labels: string[], opened: (channel: any, isOurs: boolean) => void, command: (word: string, argument: string) => void }} end
 *   `labels` of the channels that the end that offers opens; `opened` has each of them, at either end, when it is open
 */
export async function obey({ labels, opened, command }) {
  const connection = new rtc.PeerConnection("bench", { iceServers: [], maxMessageSize: 262_144 });
  let expected = labels.length;
  const ready = (channel, isOurs) => {
    opened(channel, isOurs);
    if (--expected === 0) say({ event: "open" });
  };
  connection.onGatheringStateChange((state) => {
    if (state === "complete") say({ event: "description", sdp: Buffer.from(connection.localDescription().sdp).toString("base64") });
  });
  connection.onDataChannel((channel) => ready(channel, false));
  for await (const line of createInterface({ input: process.stdin })) {
    const [word, argument] = line.split(" ");
    const description = () => Buffer.from(argument, "base64").toString();
    if (word === "offer") {
      for (const channel of labels.map((label) => connection.createDataChannel(label))) channel.onOpen(() => ready(channel, true));
      connection.setLocalDescription();
    } else if (word === "answer") connection.setRemoteDescription(description(), "offer");
    else if (word === "accept") connection.setRemoteDescription(description(), "answer");
    else command(word, argument);
  }
  connection.close();
  rtc.cleanup();
}
