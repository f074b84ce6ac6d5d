import { writeControlMessage } from "./control.js";

/** How long a message that ends a session may take to leave. */
export const FAREWELL_MILLISECONDS = 250;

/**
 * Sends the last message of a session and closes the connection when the device has ended it, or shortly after.
 *
 * @param {import("./environment.js").Environment} environment
 * @param {import("./dial.js").Line} line
 * @param {object} farewell `bye` or `revoke`
 */
export function hangUp({ setTimeout, clearTimeout }, { pc, control }, farewell) {
  const close = () => {
    clearTimeout(timer);
    control.onclose = null;
    pc.onconnectionstatechange = null;
    pc.close();
  };
  const timer = setTimeout(close, FAREWELL_MILLISECONDS);
  if (control.readyState !== "open") return close();
  control.onmessage = null;
  control.onclose = close;
  pc.onconnectionstatechange = () => {
    if (pc.connectionState === "failed" || pc.connectionState === "closed") close();
  };
  control.send(writeControlMessage(farewell));
}
