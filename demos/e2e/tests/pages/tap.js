// Below the library, and before it: every data channel that it opens or is offered, what is said on each and what is heard, and a way to say
// anything at all there. What a hostile page can do: the browser is all that stands between it and the wire.
const channels = [];
const said = [];
const heard = [];

function keep(channel) {
  channels.push(channel);
  const { send } = channel;
  channel.send = (data) => {
    said.push({ label: channel.label, data });
    return send.call(channel, data);
  };
  channel.addEventListener("message", ({ data }) => heard.push({ label: channel.label, data }));
  return channel;
}

globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...words) {
    super(...words);
    this.addEventListener("datachannel", ({ channel }) => keep(channel));
  }

  createDataChannel(...words) {
    return keep(super.createDataChannel(...words));
  }
};

const texts = (all, label, type) => all.filter((each) => each.label === label && typeof each.data === "string").map(({ data }) => JSON.parse(data)).filter((each) => each.type === type);
const open = (label) => channels.filter((channel) => channel.label === label && channel.readyState === "open");

globalThis.tap = {
  /** What was said on channels of that name, or heard there, of that type. */
  said: (label, type) => texts(said, label, type),
  heard: (label, type) => texts(heard, label, type),

  /** Says it on every open channel of that name, or on the latest alone, past the library. @returns {number} on how many */
  say(label, data, { everywhere = false } = {}) {
    const those = everywhere ? open(label) : open(label).slice(-1);
    for (const channel of those) RTCDataChannel.prototype.send.call(channel, data);
    return those.length;
  },

  /** Sends once more what was said on channels of that name, to the byte. @returns {number} how much that was */
  replay(label) {
    const before = said.filter((each) => each.label === label);
    for (const { data } of before) tap.say(label, data);
    return before.length;
  },
};
