package dev.lanward.datachannel;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The incoming half of an association: takes DATA, says when and what to acknowledge. */
final class Receiver {
  private final Context context;
  private final ReceiveTracker tracker;
  private final ReceiveWindow window;
  private final Reassembler reassembler;
  private final InboundStreams streams;
  private boolean sackDue;
  private int packetsUnacknowledged;
  private boolean dataInPacket;
  private boolean forwardInPacket;

  Receiver(Context context, ReceiveWindow window, int initialTsn) {
    this.context = context;
    this.window = window;
    tracker = new ReceiveTracker(initialTsn, context.limits.maxTsnSpan());
    reassembler =
        new Reassembler(window, context.limits.maxMessageBytes(), context.limits.maxTsnSpan());
    streams = new InboundStreams(window);
    // RFC 9260 6.2: the first DATA is acknowledged at once.
    packetsUnacknowledged = 1;
  }

  /** Takes DATA. Whole messages come from {@link #poll}. */
  void data(DataChunk chunk, ByteBuffer packet) throws ProtocolViolation {
    if (chunk.payloadLength() == 0) {
      throw new ProtocolViolation(
          ErrorCause.noUserData(chunk.tsn()), "DATA without user data (RFC 9260 6.2)");
    }
    dataInPacket = true;
    sackDue |= chunk.isImmediate();
    int tsn = chunk.tsn();
    if (tracker.has(tsn)) {
      context.tally.chunksDuplicate++;
      tracker.noteDuplicate(tsn);
      sackDue = true;
      return;
    }
    if (tracker.isTooFar(tsn) || !hasRoom(chunk)) {
      context.tally.chunksRefused++;
      sackDue = true;
      return;
    }
    context.tally.chunksReceived++;
    // RFC 9260 6.7: at once when there is a gap, and when there no longer is.
    sackDue |= tracker.hasGaps();
    tracker.add(tsn);
    sackDue |= tracker.hasGaps();
    IncomingMessage message = reassembler.add(chunk, chunk.payload(packet));
    if (message != null) {
      streams.add(message);
    }
  }

  /** Beyond the window only what is older than something already here is taken, up to a reserve. */
  private boolean hasRoom(DataChunk chunk) throws ProtocolViolation {
    int bytes = chunk.payloadLength();
    if (window.hasRoomFor(bytes)) {
      return true;
    }
    if (Serial.isAfter(tracker.highestTsn(), chunk.tsn()) && window.hasReserveFor(bytes)) {
      return true;
    }
    if (chunk.tsn() == tracker.cumulativeTsn() + 1 && window.isHeldByPeerAlone()) {
      if (window.hasReserveFor(bytes)) {
        return true; // Nothing else can ever free what is held.
      }
      throw new ProtocolViolation(
          SctpProtocol.CAUSE_OUT_OF_RESOURCE, "fragments and gaps fill the receive buffer");
    }
    return false;
  }

  /** Takes FORWARD-TSN (RFC 3758 3.6), of each packet the first: they cost more than they weigh. */
  void forward(ForwardTsnChunk chunk) {
    if (forwardInPacket) {
      return;
    }
    forwardInPacket = true;
    dataInPacket = true;
    sackDue = true;
    int tsn = chunk.newCumulativeTsn();
    if (!Serial.isAfter(tsn, tracker.cumulativeTsn())) {
      return;
    }
    tracker.forwardTo(tsn);
    reassembler.forwardTo(tsn);
    char[] skipped = chunk.skipped();
    for (int i = 0; i < skipped.length; i += 2) {
      streams.forwardTo(skipped[i], skipped[i + 1]);
    }
  }

  /** The packet is over: RFC 9260 6.2, an acknowledgement for every second packet with DATA. */
  void packetEnded() {
    if (!dataInPacket) {
      return;
    }
    dataInPacket = false;
    forwardInPacket = false;
    packetsUnacknowledged++;
    if (packetsUnacknowledged >= 2) {
      sackDue = true;
    } else if (!context.timers.isArmed(Timer.SACK)) {
      context.timers.arm(Timer.SACK, context.now + SctpProtocol.SACK_DELAY);
    }
  }

  /** The next message in the order of its stream, or null. */
  @Nullable IncomingMessage poll() {
    return streams.poll();
  }

  /** An acknowledgement is wanted with the next packet. */
  void requestSack() {
    sackDue = true;
  }

  boolean isSackDue() {
    return sackDue;
  }

  /** Whether there is something to acknowledge, were a packet sent anyway. */
  boolean hasUnacknowledged() {
    return context.timers.isArmed(Timer.SACK);
  }

  /** Adds the acknowledgement to the packet. */
  void writeSack(PacketWriter writer) {
    tracker.sack(window.advertise(), writer.room()).write(writer);
    sackDue = false;
    packetsUnacknowledged = 0;
    context.timers.stop(Timer.SACK);
  }

  void resetStreams(char[] ids) {
    if (ids.length == 0) {
      streams.resetAll();
    }
    for (char id : ids) {
      streams.reset(id);
    }
  }

  int cumulativeTsn() {
    return tracker.cumulativeTsn();
  }

  void trim() {
    tracker.trim();
    reassembler.trim();
  }
}
