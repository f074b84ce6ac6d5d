package dev.lanward.datachannel;

import static dev.lanward.datachannel.SctpProtocol.FLAG_UNORDERED;

/** A message on its way out: queued, then cut into fragments, then acknowledged or given up. */
final class OutgoingMessage {
  /** {@link #maxRetransmits} of a message that is sent until it arrives. */
  static final int WITHOUT_END = -1;

  final SendStream stream;
  final int length;

  /** The payload; nothing once the message was given up. */
  byte[] data;

  final int ppid;
  final boolean ordered;
  final int maxRetransmits;

  /** Bytes that the application sees as buffered: none for DCEP. */
  final boolean countsAsBuffered;

  final boolean expires;
  final long expiresAt;

  /** Given with the first fragment: SSN or MID. */
  int ssn;

  /** FSN of the next fragment, where I-DATA is used. */
  int nextFsn;

  /** TSN of the first fragment and of the last so far; of no meaning before there is one. */
  int firstTsn;

  int lastTsn;

  /** How much of {@link #data} has been given TSNs. */
  int cut;

  OutgoingMessage(
      SendStream stream,
      byte[] data,
      int ppid,
      boolean ordered,
      int maxRetransmits,
      boolean expires,
      long expiresAt,
      boolean countsAsBuffered) {
    this.stream = stream;
    this.data = data;
    length = data.length;
    this.ppid = ppid;
    this.ordered = ordered;
    this.maxRetransmits = maxRetransmits;
    this.expires = expires;
    this.expiresAt = expiresAt;
    this.countsAsBuffered = countsAsBuffered;
  }

  boolean isCut() {
    return cut == length;
  }

  boolean isExpired(long now) {
    return expires && now - expiresAt >= 0;
  }

  /** Whether it is to be given up rather than sent once more after {@code times} transmissions. */
  boolean isExhausted(int times, long now) {
    return isExpired(now) || (maxRetransmits != WITHOUT_END && times > maxRetransmits);
  }

  int orderFlag() {
    return ordered ? 0 : FLAG_UNORDERED;
  }
}
