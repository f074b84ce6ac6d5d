// An RTSP server, to which one program publishes and from which others play, as from an IP camera. Arguments: the ports for either.
import { createRequire } from "node:module";

const { default: RtspServer } = createRequire(import.meta.url)("rtsp-streaming-server");
const [serverPort, clientPort] = process.argv.slice(2).map(Number);
await new RtspServer({ serverPort, clientPort, rtpPortStart: 10_000, rtpPortCount: 1_000 }).start();
console.log(JSON.stringify({ event: "ready" }));
