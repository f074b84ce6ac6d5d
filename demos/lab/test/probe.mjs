// What runs on the hosts in lab.test.mjs: probe.mjs echo|ping|listen|shout|sink|push|resolve ...
import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { connect, createServer } from "node:net";

const [what, ...args] = process.argv.slice(2);
const print = (event) => console.log(JSON.stringify(event));
const typeOf = (address) => (address.includes(":") ? "udp6" : "udp4");

const programs = {
  /** Echoes datagrams of both families. */
  echo(port) {
    const socket = createSocket("udp6");
    socket.on("message", (data, from) => socket.send(data, from.port, from.address));
    socket.bind(Number(port), () => print({ event: "ready" }));
  },

  /** Sends numbered datagrams, `gap` ms apart, and says how long each took to come back. */
  ping(address, port, count, gap, patience) {
    const socket = createSocket(typeOf(address));
    const sent = [];
    const rtts = {};
    const finish = () => {
      print({ event: "pinged", sent: sent.length, back: Object.keys(rtts).length, rtts: Object.values(rtts) });
      socket.close();
    };
    socket.on("message", (data) => {
      rtts[data.readUInt32BE(0)] = performance.now() - sent[data.readUInt32BE(0)];
      if (Object.keys(rtts).length === Number(count)) {
        clearTimeout(timer);
        finish();
      }
    });
    let timer;
    const next = () => {
      const data = Buffer.alloc(32);
      data.writeUInt32BE(sent.length);
      sent.push(performance.now());
      socket.send(data, Number(port), address, () => {}); // an unreachable network is a datagram lost
      timer = sent.length < Number(count) ? setTimeout(next, Number(gap)) : setTimeout(finish, Number(patience));
    };
    next();
  },

  /** Joins a group and prints what arrives. */
  listen(group, port) {
    const socket = createSocket({ type: typeOf(group), reuseAddr: true });
    socket.on("message", (data, from) => print({ event: "heard", text: data.toString(), from: from.address.replace(/%.*/, "") }));
    socket.bind(Number(port), () => {
      socket.addMembership(group, group.includes(":") ? "::%eth0" : undefined);
      print({ event: "ready" });
    });
  },

  /** Sends one datagram to a group. */
  shout(group, port, text) {
    const socket = createSocket(typeOf(group));
    socket.bind(0, () => {
      if (group.includes(":")) socket.setMulticastInterface("::%eth0");
      socket.send(text, Number(port), group, () => socket.close());
    });
  },

  /** Takes what it is sent over TCP and says how long that took. */
  sink(port) {
    const server = createServer((socket) => {
      const begin = performance.now();
      let bytes = 0;
      socket.on("data", (data) => (bytes += data.length));
      socket.on("end", () => print({ event: "received", bytes, ms: performance.now() - begin }));
    });
    server.listen(Number(port), () => print({ event: "ready" }));
  },

  push(address, port, bytes) {
    connect(Number(port), address).end(Buffer.alloc(Number(bytes)));
  },

  async resolve(name) {
    const begin = performance.now();
    const code = await lookup(name).then(() => "resolved", (error) => error.code);
    print({ event: "resolved", code, ms: performance.now() - begin });
  },
};

programs[what](...args);
