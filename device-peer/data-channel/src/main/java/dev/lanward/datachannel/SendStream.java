package dev.lanward.datachannel;

import java.util.ArrayDeque;

/** The outgoing half of a stream. */
final class SendStream {
  final int id;
  final ArrayDeque<OutgoingMessage> queue = new ArrayDeque<>(2);

  /** SSN of the next ordered message. */
  int nextSsn;

  /** Payload queued and not yet given TSNs. */
  long bufferedBytes;

  long lowThreshold;

  /** Whether a BufferedAmountLow waits to be polled: one is enough. */
  boolean lowTold;

  /** Whether it stands in the round of streams with something to send. */
  boolean isActive;

  SendStream(int id) {
    this.id = id;
  }
}
