package dev.lanward.datachannel;

import static dev.lanward.datachannel.SctpProtocol.DATA_HEADER_BYTES;
import static dev.lanward.datachannel.SctpProtocol.FLAG_BEGIN;
import static dev.lanward.datachannel.SctpProtocol.FLAG_END;
import static dev.lanward.datachannel.SctpProtocol.FLAG_IMMEDIATE;
import static dev.lanward.datachannel.SctpProtocol.INTERLEAVED_HEADER_BYTES;
import static dev.lanward.datachannel.SctpProtocol.MAX_RETRANSMITS;

import java.util.Objects;
import java.util.TreeMap;

/** The outgoing half of an association: decides which DATA goes into the packet being filled. */
final class Sender {
  /** A message is cut only where at least this much of it fits, or a packet has nothing else. */
  private static final int LEAST_FRAGMENT_BYTES = 256;

  /** What is kept free of the peer's window for short messages, where it is large enough. */
  private static final long RESERVED_PACKETS = 8;

  /** A FORWARD-TSN is not repeated sooner than this, in nanoseconds. */
  private static final long LEAST_FORWARD_INTERVAL = 10_000_000;

  /** How long browsers hold an acknowledgement back, in nanoseconds; ours is shorter. */
  private static final long LONGEST_SACK_DELAY = 200_000_000;

  private final Context context;
  private final OutstandingData outstanding;
  private final RttEstimator rtt = new RttEstimator();
  private final CongestionControl congestion;
  private final Pacer pacer;
  private final boolean interleaving;
  private final int headerBytes;

  /** What long messages leave of the peer's window to short ones, which go between them. */
  private final long windowReserve;

  final SendQueue queue;

  private long peerWindow;
  private boolean probing;
  private boolean fastRetransmitDue;
  private boolean forwardTsnDue;
  private int forwardedTsn;
  private long forwardedAt;
  private int timeoutsInARow;

  /**
   * @param peer what the peer said of itself; if it does not know FORWARD-TSN, nothing is ever
   *     given up
   * @param interleaving whether messages go as I-DATA (RFC 8260)
   */
  Sender(Context context, SendQueue queue, int initialTsn, InitChunk peer, boolean interleaving) {
    this.context = context;
    this.queue = queue;
    this.interleaving = interleaving;
    peerWindow = peer.windowBytes();
    windowReserve =
        interleaving
            ? Math.min(RESERVED_PACKETS * context.limits.packetSizeBytes(), peerWindow / 8)
            : 0;
    headerBytes = interleaving ? INTERLEAVED_HEADER_BYTES : DATA_HEADER_BYTES;
    boolean mayGiveUp = interleaving || peer.forwardTsn();
    outstanding = new OutstandingData(context, queue, initialTsn, mayGiveUp, headerBytes, rtt);
    if (interleaving) {
      queue.interleave(peerWindow);
    }
    int packetBytes = context.limits.packetSizeBytes();
    congestion = new CongestionControl(packetBytes);
    pacer = new Pacer((long) context.limits.maxBurstPackets() * packetBytes);
    forwardedTsn = outstanding.cumulativeTsn();
  }

  // --- Filling a packet -------------------------------------------------------------------------

  /** Adds to the packet what may be sent now; {@code withNew} unless only what was sent before. */
  void fill(PacketWriter writer, boolean withNew) {
    if (forwardTsnDue) {
      writeForwardTsn(writer);
    }
    if (!outstanding.hasLost() && (!withNew || queue.isEmpty())) {
      return;
    }
    pacer.elapse(context.now, congestion.window(), rtt.smoothed());
    if (!pacer.mayStart()) {
      long at = pacer.readyAt(context.now, congestion.window(), rtt.smoothed());
      context.timers.arm(Timer.PACING, at);
      return;
    }
    long before = outstanding.flightBytes();
    fillLost(writer);
    if (withNew && !outstanding.hasLost()) {
      fillNew(writer);
    }
    pacer.sent((int) (outstanding.flightBytes() - before));
    fastRetransmitDue = false;
  }

  private void fillLost(PacketWriter writer) {
    while (outstanding.hasLost()) {
      int tsn = outstanding.firstLostTsn();
      if (outstanding.abandonIfExhausted(tsn)) {
        noteAbandoned();
        continue;
      }
      SentFragment fragment = outstanding.fragment(tsn);
      // RFC 9260 7.2.4 (3): the first packet of a fast retransmission ignores the window.
      boolean mayGo = fastRetransmitDue || outstanding.flightBytes() < congestion.window();
      boolean peerMayTake = peerWindow > 0 || outstanding.flightBytes() == 0 || fastRetransmitDue;
      if (!mayGo || !peerMayTake || fragment.sizeBytes() > writer.room()) {
        return;
      }
      context.tally.chunksRetransmitted++;
      outstanding.retransmitted(tsn);
      write(writer, tsn, fragment);
    }
  }

  private void fillNew(PacketWriter writer) {
    OutgoingMessage message;
    while (!outstanding.isFull()
        && outstanding.flightBytes() < congestion.window()
        && (message = queue.next()) != null) {
      int room = Math.min(writer.room(), context.mostChunkBytes());
      int length = cut(message, room - headerBytes);
      if (length == 0) {
        return;
      }
      int size = SctpProtocol.padded(headerBytes + length);
      boolean isLong = message.length > context.limits.packetSizeBytes();
      if (size + (isLong ? windowReserve : 0) > peerWindow) {
        // RFC 9260 6.1 A: with a closed window one chunk may be under way, to learn of its opening.
        if (!outstanding.isEmpty()) {
          return;
        }
        probing = size > peerWindow;
      }
      if (message.cut == 0) {
        queue.begin(message);
      }
      int tsn = outstanding.nextTsn();
      SentFragment fragment = outstanding.append(message, length);
      write(writer, tsn, fragment);
      queue.taken(message, length);
      peerWindow = Math.max(0, peerWindow - size);
    }
  }

  /** How much of {@code message} goes into {@code room} bytes of payload. */
  private static int cut(OutgoingMessage message, int room) {
    int rest = message.length - message.cut;
    if (rest <= room) {
      return rest;
    }
    return room < LEAST_FRAGMENT_BYTES / 2 ? 0 : room & ~3;
  }

  private void write(PacketWriter writer, int tsn, SentFragment fragment) {
    int sizeBefore = writer.sizeBytes();
    OutgoingMessage message = Objects.requireNonNull(fragment.message);
    int flags =
        message.orderFlag()
            | (fragment.offset == 0 ? FLAG_BEGIN : 0)
            | (fragment.offset + fragment.length == message.length ? FLAG_END : 0)
            | (fragment.transmissions > 1 ? FLAG_IMMEDIATE : 0);
    if (interleaving) {
      InterleavedData.write(
          writer,
          flags,
          tsn,
          message.stream.id,
          message.ssn,
          fragment.offset == 0 ? message.ppid : fragment.fsn,
          message.data,
          fragment.offset,
          fragment.length);
    } else {
      DataChunk.write(
          writer,
          flags,
          tsn,
          message.stream.id,
          message.ordered ? message.ssn : 0,
          message.ppid,
          message.data,
          fragment.offset,
          fragment.length);
    }
    int base = context.path.baseBytes();
    fragment.crossesBase = sizeBefore <= base && writer.sizeBytes() > base;
    context.tally.chunksSent++;
    if (!context.timers.isArmed(Timer.T3_RETRANSMIT)) {
      armRetransmit();
      armTailLoss();
    } else if (rtt.smoothed() > 0) {
      context.timers.hasten(Timer.TAIL_LOSS, tailLossAt());
    }
  }

  /** RFC 3758 3.5 C3: tells the peer not to wait, and for which messages of which streams. */
  private void writeForwardTsn(PacketWriter writer) {
    int most =
        interleaving
            ? (writer.room() - InterleavedForwardTsn.FIXED_BYTES)
                / InterleavedForwardTsn.ENTRY_BYTES
            : (writer.room() - ForwardTsnChunk.FIXED_BYTES) / 4;
    if (most < 1) {
      return;
    }
    TreeMap<Integer, Integer> skipped = new TreeMap<>();
    int tsn = collectSkipped(skipped, most);
    forwardTsnDue = false;
    forwardedTsn = tsn;
    forwardedAt = context.now;
    if (interleaving) {
      InterleavedForwardTsn.of(tsn, skipped).write(writer);
    } else {
      ForwardTsnChunk.of(tsn, skipped).write(writer);
    }
    if (!context.timers.isArmed(Timer.T3_RETRANSMIT)) {
      armRetransmit();
    }
  }

  /**
   * Puts into {@code skipped}, by stream, the numbers of the last messages given up; without
   * I-DATA, unordered ones have none. Returns the TSN up to which they are {@code most} at most.
   */
  private int collectSkipped(TreeMap<Integer, Integer> skipped, int most) {
    int target = outstanding.advancedPeerAckPoint();
    int tsn = outstanding.cumulativeTsn();
    while (tsn != target) {
      OutgoingMessage message = Objects.requireNonNull(outstanding.messageOf(tsn + 1));
      if (message.ordered || interleaving) {
        int stream =
            interleaving
                ? InterleavedForwardTsn.stream(message.stream.id, !message.ordered)
                : message.stream.id;
        if (skipped.size() == most && !skipped.containsKey(stream)) {
          break;
        }
        skipped.put(stream, message.ssn);
      }
      tsn++;
    }
    return tsn;
  }

  // --- What comes back --------------------------------------------------------------------------

  /** Takes an acknowledgement. */
  void acknowledged(SackChunk sack) {
    if (Serial.isAfter(outstanding.cumulativeTsn(), sack.cumulativeTsn())) {
      return; // An old one, overtaken by a newer (RFC 9260 6.2.1 i).
    }
    if (outstanding.isBeyondSent(sack) || !sack.hasOrderlyGaps()) {
      context.violation("SACK of TSNs never sent, or with disorderly gap blocks (RFC 9260 3.3.4)");
      return;
    }
    long flightBefore = outstanding.flightBytes();
    outstanding.acknowledge(sack);
    learn(flightBefore);
    takeWindow(sack);
    noteAbandoned();
  }

  /** SHUTDOWN carries a cumulative TSN too (RFC 9260 9.2), and says nothing of gaps or windows. */
  void acknowledgedUpTo(int cumulativeTsn) {
    if (Serial.isAtOrAfter(cumulativeTsn, outstanding.cumulativeTsn())
        && Serial.isAfter(outstanding.nextTsn(), cumulativeTsn)) {
      long flightBefore = outstanding.flightBytes();
      outstanding.acknowledgeUpTo(cumulativeTsn);
      learn(flightBefore);
    }
  }

  /** Draws the conclusions from what was just acknowledged. */
  private void learn(long flightBefore) {
    timeoutsInARow = 0;
    congestion.setPacketBytes(context.path.packetBytes());
    if (outstanding.rtt() >= 0) {
      rtt.measured(outstanding.rtt());
    }
    congestion.acknowledged(outstanding.cumulativeTsn(), outstanding.ackedBytes(), flightBefore);
    if (outstanding.hasAdvanced()) {
      rtt.recovered();
      armRetransmit();
    }
    if (outstanding.hasFoundLoss()) {
      fastRetransmit();
    }
    if (outstanding.ackedBytes() > 0) {
      armTailLoss();
    }
    pacer.acknowledged(outstanding.ackedBytes());
    if (outstanding.isEmpty()) {
      congestion.drained();
      context.timers.stop(Timer.T3_RETRANSMIT);
      context.timers.stop(Timer.TAIL_LOSS);
    }
  }

  private void fastRetransmit() {
    context.tally.fastRetransmits++;
    if (congestion.lossFound(outstanding.nextTsn() - 1, rtt.isQueueFree())) {
      rtt.windowReduced();
    }
    fastRetransmitDue = true;
    armRetransmit();
  }

  private void takeWindow(SackChunk sack) {
    if (probing) {
      boolean opened = sack.windowBytes() >= context.limits.packetSizeBytes();
      if (opened && !outstanding.hasAdvanced() && sack.gaps().length == 0) {
        outstanding.loseAll(); // The probe was refused while the window was shut: not a loss.
      }
      probing = !opened && !outstanding.isEmpty();
    }
    peerWindow = Math.max(0, sack.windowBytes() - outstanding.flightBytes());
  }

  private void noteAbandoned() {
    int point = outstanding.advancedPeerAckPoint();
    if (point == outstanding.cumulativeTsn()) {
      forwardTsnDue = false;
      return;
    }
    long interval = Math.max(rtt.smoothed(), LEAST_FORWARD_INTERVAL);
    if (Serial.isAfter(point, forwardedTsn) || context.now - forwardedAt >= interval) {
      forwardTsnDue = true;
    }
  }

  /**
   * What is under way is on another path, and sent again on this one, of which nothing is known
   * yet: neither a window (RFC 9260 7.2.5.2) nor how long the old one had been silent counts here.
   */
  void pathChanged() {
    timeoutsInARow = 0;
    rtt.recovered();
    if (!outstanding.isEmpty()) {
      beginAgain();
    }
    congestion.restart(context.path.packetBytes());
  }

  int timeoutsInARow() {
    return timeoutsInARow;
  }

  // --- Time -------------------------------------------------------------------------------------

  /** T3-rtx expired (RFC 9260 6.3.3). Returns false when the peer has to be given up. */
  boolean timedOut() {
    if (outstanding.isEmpty()) {
      return true;
    }
    context.tally.retransmissionTimeouts++;
    timeoutsInARow++;
    if (timeoutsInARow > MAX_RETRANSMITS) {
      return false;
    }
    context.path.retransmissionTimedOut();
    rtt.backOff();
    beginAgain();
    return true;
  }

  /** All that is under way is lost. */
  private void beginAgain() {
    context.timers.stop(Timer.TAIL_LOSS);
    outstanding.loseAll();
    congestion.setPacketBytes(context.path.packetBytes());
    congestion.timedOut();
    forwardTsnDue = Serial.isAfter(outstanding.advancedPeerAckPoint(), outstanding.cumulativeTsn());
    armRetransmit();
  }

  /**
   * TAIL_LOSS expired: the last of what is under way is taken for lost and sent again. Its answer
   * shows the gap before it and so tells of the rest, long before T3-rtx, and is not held back. RFC
   * 8985 7.3 looks afterwards whether there was a loss; to assume one is simpler, and costs window
   * where there was none.
   */
  void tailLost() {
    if (!probing && outstanding.loseLast()) {
      noteAbandoned();
      fastRetransmit();
    }
  }

  private void armTailLoss() {
    if (rtt.smoothed() > 0) {
      context.timers.arm(Timer.TAIL_LOSS, tailLossAt());
    }
  }

  /** The answer to a single packet may be held back (RFC 9260 6.2), that to several is not. */
  private long tailLossAt() {
    boolean isSingle = outstanding.flightBytes() <= context.path.packetBytes();
    return context.now + rtt.patience() + (isSingle ? LONGEST_SACK_DELAY : 0);
  }

  private void armRetransmit() {
    context.timers.arm(Timer.T3_RETRANSMIT, context.now + rtt.timeout());
  }

  /** For {@link Association#describe}. */
  String describe() {
    return "acknowledged up to TSN "
        + Integer.toUnsignedString(outstanding.cumulativeTsn())
        + ", next +"
        + (outstanding.nextTsn() - outstanding.cumulativeTsn())
        + ", under way "
        + outstanding.flightBytes()
        + " bytes of a window of "
        + congestion.window()
        + " and the peer's of "
        + peerWindow
        + " more, lost "
        + outstanding.hasLost()
        + ", queue empty "
        + queue.isEmpty()
        + ", timeout "
        + rtt.timeout() / 1_000_000
        + " ms";
  }

  void trim() {
    outstanding.trim();
  }

  /** Nothing more is sent on {@code stream} before it is reset. */
  void end(SendStream stream) {
    outstanding.end(stream);
  }

  // --- Queries ----------------------------------------------------------------------------------

  /** Whether something waits to be sent again. */
  boolean hasLost() {
    return outstanding.hasLost();
  }

  /** Whether all that was given to it has arrived. */
  boolean isDone() {
    return queue.isEmpty() && outstanding.isEmpty();
  }

  /** Whether a packet of its own is likely to be made now, which others may join. */
  boolean hasSomethingToSend() {
    boolean windowsOpen =
        outstanding.flightBytes() < congestion.window()
            && peerWindow > windowReserve
            && pacer.mayStart();
    return forwardTsnDue || (windowsOpen && (outstanding.hasLost() || !queue.isEmpty()));
  }

  int lastAssignedTsn() {
    return outstanding.nextTsn() - 1;
  }

  long timeout() {
    return rtt.timeout();
  }

  /** A round trip was measured by other means. */
  void measured(long nanos) {
    rtt.measured(nanos);
  }
}
