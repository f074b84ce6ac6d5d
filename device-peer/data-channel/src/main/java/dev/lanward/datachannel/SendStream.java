package dev.lanward.datachannel;

import java.util.ArrayDeque;

/** The outgoing half of a stream. */
final class SendStream {
  final int id;

  /** What a byte counts in {@link #turn}: the less, the larger the stream's share. */
  final int cost;

  final ArrayDeque<OutgoingMessage> queue = new ArrayDeque<>(2);

  /** SSN, or MID, of the next ordered message. */
  int nextSsn;

  /** MID of the next unordered message, where I-DATA is used. */
  int nextUnorderedMid;

  /** TSN of the last fragment; of no meaning before there is one. */
  int lastTsn;

  /** Payload queued and not yet given TSNs. */
  long bufferedBytes;

  long lowThreshold;

  /** Whether a BufferedAmountLow waits to be polled: one is enough. */
  boolean lowTold;

  /** Whether it has something to send, and stands in the queue for its turn or has it. */
  boolean isActive;

  /** The virtual time of its turn, in bytes of the highest priority. */
  long turn;

  /** Whether it had nothing to send, and has not had a turn since: it goes before its equals. */
  boolean isFresh;

  /** Counts how streams became active, for those with the same turn. */
  long arrival;

  SendStream(int id, int cost) {
    this.id = id;
    this.cost = cost;
  }
}
