package dev.lanward.datachannel;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The incoming half of an association: takes DATA, says when and what to acknowledge. */
final class Receiver {
  private final Context context;
  private final ReceiveTracker tracker;
  private final ReceiveWindow window;
  private final boolean interleaving;
  private final Reassembler reassembler;
  private final InterleavedReassembler interleaved;
  private final InboundStreams streams;
  private boolean sackDue;
  private int packetsUnacknowledged;
  private boolean dataInPacket;
  private boolean forwardInPacket;

  /**
   * @param interleaving whether the peer sends I-DATA and I-FORWARD-TSN instead of DATA and
   *     FORWARD-TSN
   */
  Receiver(Context context, ReceiveWindow window, int initialTsn, boolean interleaving) {
    this.context = context;
    this.window = window;
    tracker = new ReceiveTracker(initialTsn, context.limits.maxTsnSpan());
    reassembler =
        new Reassembler(window, context.limits.maxMessageBytes(), context.limits.maxTsnSpan());
    this.interleaving = interleaving;
    interleaved = new InterleavedReassembler(window, context.limits.maxMessageBytes());
    streams = new InboundStreams(window, interleaving);
    // RFC 9260 5.1: the first DATA is acknowledged at once.
    packetsUnacknowledged = context.limits.packetsPerSack() - 1;
  }

  /**
   * RFC 8260 2.2.1: what was not agreed upon ends the association.
   *
   * @param used whether the peer uses I-DATA or I-FORWARD-TSN
   */
  void requireInterleaving(boolean used) throws ProtocolViolation {
    if (used != interleaving) {
      throw new ProtocolViolation(
          used
              ? "I-DATA or I-FORWARD-TSN, which was not negotiated (RFC 8260 2.2.1)"
              : "DATA or FORWARD-TSN, though I-DATA was negotiated (RFC 8260 2.2.1)");
    }
  }

  /** Takes DATA or I-DATA. Whole messages come from {@link #poll}. */
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
    IncomingMessage message = assemble(chunk, chunk.payload(packet));
    if (message != null) {
      streams.add(message);
    }
  }

  private @Nullable IncomingMessage assemble(DataChunk chunk, Bytes payload)
      throws ProtocolViolation {
    if (!interleaving) {
      return reassembler.add(chunk, payload);
    }
    boolean late =
        !chunk.isWhole()
            && !chunk.isUnordered()
            && streams.hasPassed(chunk.streamId(), chunk.ssn());
    return late ? null : interleaved.add(chunk, payload); // Late: of a message given up.
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
    int tsn = chunk.newCumulativeTsn();
    if (!movesTo(tsn)) {
      return;
    }
    reassembler.forwardTo(tsn);
    char[] skipped = chunk.skipped();
    for (int i = 0; i < skipped.length; i += 2) {
      streams.forwardTo(skipped[i], skipped[i + 1]);
    }
  }

  /** The same for I-FORWARD-TSN (RFC 8260 2.3.1). */
  void forward(InterleavedForwardTsn chunk) {
    if (!movesTo(chunk.newCumulativeTsn())) {
      return;
    }
    Map<Integer, Integer> last = chunk.lastSkipped();
    interleaved.forward(last);
    last.forEach(
        (stream, mid) -> {
          if (!InterleavedForwardTsn.isUnordered(stream)) {
            streams.forwardTo(InterleavedForwardTsn.streamId(stream), mid);
          }
        });
  }

  /** Takes all up to {@code tsn} as received; false when that is nothing new. */
  private boolean movesTo(int tsn) {
    if (forwardInPacket) {
      return false;
    }
    forwardInPacket = true;
    dataInPacket = true;
    sackDue = true;
    if (!Serial.isAfter(tsn, tracker.cumulativeTsn())) {
      return false;
    }
    tracker.forwardTo(tsn);
    return true;
  }

  /** The packet is over: RFC 9260 6.2, an acknowledgement for every second one with DATA. */
  void packetEnded() {
    if (!dataInPacket) {
      return;
    }
    dataInPacket = false;
    forwardInPacket = false;
    packetsUnacknowledged++;
    if (packetsUnacknowledged >= context.limits.packetsPerSack()) {
      sackDue = true;
    } else if (!context.timers.isArmed(Timer.SACK)) {
      context.timers.arm(Timer.SACK, context.now + context.sackDelay);
    }
    watchForStall();
  }

  private void watchForStall() {
    if (isMidMessage()) {
      context.timers.arm(Timer.STALL, context.now + SctpProtocol.STALL);
    } else {
      context.timers.stop(Timer.STALL);
    }
  }

  /** STALL expired. Returns whether the rest of a message is still to come. */
  boolean isStalled() {
    watchForStall();
    return isMidMessage();
  }

  /**
   * The peer answered a HEARTBEAT. Where it stopped in the middle of a message, it is told once
   * more what has arrived. That frees libwebrtc, which sends only when it is acknowledged, asked by
   * its application, or its T3-rtx expires: when the rest of a message expires just as the last
   * chunk under way is acknowledged, none of the three ever happens, whatever else it has to send.
   * RFC 9260 6.2 allows one SACK for each packet that came, so that the answer has to be awaited.
   */
  void heartbeatAnswered() {
    sackDue |= isMidMessage();
  }

  private boolean isMidMessage() {
    return !reassembler.isEmpty() || !interleaved.isEmpty();
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
    interleaved.reset(ids);
    if (ids.length == 0) {
      streams.resetAll();
    }
    for (char id : ids) {
      streams.reset(id);
    }
  }

  void expectFrom(int streamId, int number) {
    streams.expectFrom(streamId, number);
    interleaved.expectFrom(streamId, number);
  }

  int cumulativeTsn() {
    return tracker.cumulativeTsn();
  }

  /** For {@link Association#describe}. */
  String describe() {
    return "received up to TSN "
        + Integer.toUnsignedString(tracker.cumulativeTsn())
        + ", highest +"
        + (tracker.highestTsn() - tracker.cumulativeTsn())
        + ", SACK due "
        + sackDue
        + ", "
        + streams.describe();
  }

  void trim() {
    tracker.trim();
    reassembler.trim();
  }
}
