// A relay by WebSocket, as games on a local network have one: what one page says goes to all others that are in it. Prints its port.
import { WebSocketServer } from "ws";

const server = new WebSocketServer({ port: 0, perMessageDeflate: false, maxPayload: 16_384 });
server.on("listening", () => console.log(JSON.stringify({ event: "listening", port: server.address().port })));
server.on("connection", (socket) => {
  socket._socket.setNoDelay(true);
  socket.on("error", () => socket.terminate());
  socket.on("message", (data, isBinary) => {
    for (const other of server.clients) if (other !== socket && other.readyState === other.OPEN) other.send(data, { binary: isBinary });
  });
});
