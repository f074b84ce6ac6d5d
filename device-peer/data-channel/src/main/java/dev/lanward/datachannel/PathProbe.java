package dev.lanward.datachannel;

import static dev.lanward.datachannel.SctpProtocol.HEARTBEAT;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;

/**
 * Asks, when the caller wants to know, for a sign that only the peer can give: a HEARTBEAT whose
 * Heartbeat Info nobody can guess (RFC 9260 section 5.4: "a 64-bit random nonce"). It is longer
 * than that of {@link Heartbeats}, so that no answer is taken for the other's.
 */
final class PathProbe {
  private static final int INFO_BYTES = 2 * Long.BYTES;

  private final Context context;
  private long first;
  private long second;
  private boolean due;
  private boolean waiting;
  private boolean answered;

  PathProbe(Context context) {
    this.context = context;
  }

  /** The next packet carries a fresh one; an answer to the one before counts no more. */
  void start() {
    first = context.random.nextLong();
    second = context.random.nextLong();
    due = true;
    waiting = true;
    answered = false;
  }

  boolean isAnswered() {
    return answered;
  }

  boolean isDue() {
    return due;
  }

  /** Adds it to a packet that has nothing else. */
  void fill(PacketWriter writer) {
    due = false;
    new HeartbeatChunk(info()).write(writer, HEARTBEAT);
  }

  /** Takes an answer, to whichever HEARTBEAT. */
  void answered(HeartbeatChunk answer) {
    if (waiting && !due && answer.info().equals(info())) {
      waiting = false;
      answered = true;
    }
  }

  private Bytes info() {
    return Bytes.copyOf(ByteBuffer.allocate(INFO_BYTES).putLong(first).putLong(second).array());
  }
}
