package dev.lanward.datachannel;

import static dev.lanward.datachannel.SctpProtocol.HEARTBEAT;
import static dev.lanward.datachannel.SctpProtocol.HEARTBEAT_INTERVAL;
import static dev.lanward.datachannel.SctpProtocol.MAX_RETRANSMITS;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;

/** Asks from time to time whether the peer is there (RFC 9260 section 8.3). */
final class Heartbeats {
  private final Context context;
  private long nonce;
  private long sentAt;
  private boolean due;
  private boolean asking;
  private int unanswered;

  Heartbeats(Context context) {
    this.context = context;
  }

  void schedule(long timeout) {
    context.timers.arm(Timer.HEARTBEAT, context.now + HEARTBEAT_INTERVAL + timeout);
  }

  /** HEARTBEAT expired. Returns false when the peer has to be given up. */
  boolean timedOut() {
    due = true;
    return unanswered++ <= MAX_RETRANSMITS;
  }

  /** Asks at once; that no answer comes means nothing. */
  void ask() {
    due = true;
    asking = true;
  }

  void fill(PacketWriter writer) {
    if (!due || writer.room() < 16) {
      return;
    }
    due = false;
    nonce = context.random.nextLong();
    sentAt = context.now;
    byte[] info = ByteBuffer.allocate(Long.BYTES).putLong(nonce).array();
    new HeartbeatChunk(Bytes.copyOf(info)).write(writer, HEARTBEAT);
  }

  /** Takes an answer. Returns the round-trip time, or -1 when it answers something else. */
  long answered(HeartbeatChunk answer) {
    Bytes info = answer.info();
    boolean awaited = asking || unanswered > 0;
    if (!awaited || info.length() != Long.BYTES || info.toBuffer().getLong() != nonce) {
      return -1;
    }
    asking = false;
    unanswered = 0;
    return context.now - sentAt;
  }
}
