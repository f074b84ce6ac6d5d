package dev.lanward.datachannel;

import dev.lanward.core.Bytes;

/**
 * A whole message, before it is known what it is.
 *
 * @param streamId its stream
 * @param ssn its place in the stream, when ordered
 * @param unordered whether it may be delivered at once
 * @param ppid what it is
 * @param payload what it says
 */
record IncomingMessage(int streamId, int ssn, boolean unordered, int ppid, Bytes payload) {
  /** What it costs while it is held. */
  int costBytes() {
    return payload.length() + ReceiveWindow.OVERHEAD_BYTES;
  }
}
