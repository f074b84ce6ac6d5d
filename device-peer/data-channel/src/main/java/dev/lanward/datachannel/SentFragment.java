package dev.lanward.datachannel;

import org.jspecify.annotations.Nullable;

/** A TSN under way. The objects belong to {@link OutstandingData}'s ring and are used again. */
final class SentFragment {
  /** Where it stands. */
  enum State {
    /** Sent, not yet acknowledged, not taken for lost. */
    IN_FLIGHT,
    /** Taken for lost, waits to be sent again. */
    LOST,
    /** In a gap ack block; may be taken back until the cumulative TSN has passed (RFC 9260 6.2). */
    ACKED,
    /** Its message was given up (RFC 3758). */
    ABANDONED
  }

  State state = State.IN_FLIGHT;
  @Nullable OutgoingMessage message;
  int offset;
  int length;
  int headerBytes;
  int fsn;
  int transmissions;
  int missingReports;

  /** Whether it is the one that made its packet longer than {@link PathMtu#baseBytes}. */
  boolean crossesBase;

  /** Whether it was acknowledged in a gap block and then no longer: its time tells nothing. */
  boolean wasTakenBack;

  /** Whether it is the last of its stream, which is to be reset. */
  boolean endsStream;

  /** Counts every DATA chunk sent, so that two can be compared by age. */
  long order;

  long sentAt;

  /** What it counts in windows: the chunk, padded. */
  int sizeBytes() {
    return SctpProtocol.padded(headerBytes + length);
  }
}
