package dev.lanward.datachannel;

import static dev.lanward.datachannel.SctpProtocol.DATA_HEADER_BYTES;
import static dev.lanward.datachannel.SctpProtocol.FLAG_BEGIN;
import static dev.lanward.datachannel.SctpProtocol.FLAG_END;
import static dev.lanward.datachannel.SctpProtocol.MAX_RETRANSMITS;

import java.util.Objects;
import java.util.TreeMap;

/** The outgoing half of an association: decides which DATA goes into the packet being filled. */
final class Sender {
  /** A message is cut only where at least this much of it fits, or a packet has nothing else. */
  private static final int LEAST_FRAGMENT_BYTES = 256;

  /** A FORWARD-TSN is not repeated sooner than this, in nanoseconds. */
  private static final long LEAST_FORWARD_INTERVAL = 10_000_000;

  private final Context context;
  private final OutstandingData outstanding;
  private final RttEstimator rtt = new RttEstimator();
  private final CongestionControl congestion;
  private final Pacer pacer;
  final SendQueue queue;

  private long peerWindow;
  private boolean probing;
  private boolean fastRetransmitDue;
  private boolean forwardTsnDue;
  private int forwardedTsn;
  private long forwardedAt;
  private int timeoutsInARow;

  /**
   * @param peerWindow what the peer has room for
   * @param peerForwards whether it knows FORWARD-TSN; if not, nothing is ever given up
   */
  Sender(Context context, SendQueue queue, int initialTsn, long peerWindow, boolean peerForwards) {
    this.context = context;
    this.queue = queue;
    this.peerWindow = peerWindow;
    outstanding = new OutstandingData(context, queue, initialTsn, peerForwards);
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
      int length = cut(message, writer.room() - DATA_HEADER_BYTES);
      if (length == 0) {
        return;
      }
      int size = SctpProtocol.padded(DATA_HEADER_BYTES + length);
      if (size > peerWindow) {
        // RFC 9260 6.1 A: with a closed window one chunk may be under way, to learn of its opening.
        if (!outstanding.isEmpty()) {
          return;
        }
        probing = true;
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
    OutgoingMessage message = Objects.requireNonNull(fragment.message);
    int flags =
        message.orderFlag()
            | (fragment.offset == 0 ? FLAG_BEGIN : 0)
            | (fragment.offset + fragment.length == message.length ? FLAG_END : 0);
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
    context.tally.chunksSent++;
    if (!context.timers.isArmed(Timer.T3_RETRANSMIT)) {
      armRetransmit();
    }
  }

  /** RFC 3758 3.5 C3: tells the peer not to wait, and for ordered streams which SSNs are gone. */
  private void writeForwardTsn(PacketWriter writer) {
    int most = (writer.room() - ForwardTsnChunk.FIXED_BYTES) / 4;
    if (most < 1) {
      return;
    }
    int target = outstanding.advancedPeerAckPoint();
    TreeMap<Integer, Integer> skipped = new TreeMap<>();
    int tsn = outstanding.cumulativeTsn();
    while (tsn != target) {
      OutgoingMessage message = Objects.requireNonNull(outstanding.messageOf(tsn + 1));
      if (message.ordered) {
        if (skipped.size() == most && !skipped.containsKey(message.stream.id)) {
          break;
        }
        skipped.put(message.stream.id, message.ssn);
      }
      tsn++;
    }
    forwardTsnDue = false;
    forwardedTsn = tsn;
    forwardedAt = context.now;
    char[] pairs = new char[2 * skipped.size()];
    int i = 0;
    for (var entry : skipped.entrySet()) {
      pairs[i++] = (char) (int) entry.getKey();
      pairs[i++] = (char) (int) entry.getValue();
    }
    new ForwardTsnChunk(tsn, pairs).write(writer);
    if (!context.timers.isArmed(Timer.T3_RETRANSMIT)) {
      armRetransmit();
    }
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
    if (outstanding.rtt() >= 0) {
      rtt.measured(outstanding.rtt());
    }
    if (outstanding.hasAdvanced()) {
      congestion.acknowledged(outstanding.cumulativeTsn(), outstanding.ackedBytes(), flightBefore);
      rtt.recovered();
      armRetransmit();
    }
    if (outstanding.hasFoundLoss()) {
      context.tally.fastRetransmits++;
      congestion.lossReported(outstanding.nextTsn() - 1);
      fastRetransmitDue = true;
      armRetransmit();
    }
    pacer.acknowledged(outstanding.ackedBytes());
    if (outstanding.isEmpty()) {
      congestion.drained();
      context.timers.stop(Timer.T3_RETRANSMIT);
    }
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
    outstanding.loseAll();
    congestion.timedOut();
    rtt.backOff();
    forwardTsnDue = Serial.isAfter(outstanding.advancedPeerAckPoint(), outstanding.cumulativeTsn());
    armRetransmit();
    return true;
  }

  private void armRetransmit() {
    context.timers.arm(Timer.T3_RETRANSMIT, context.now + rtt.timeout());
  }

  void trim() {
    outstanding.trim();
  }

  // --- Queries ----------------------------------------------------------------------------------

  /** Whether all that was given to it has arrived. */
  boolean isDone() {
    return queue.isEmpty() && outstanding.isEmpty();
  }

  /** Whether a packet of its own is likely to be made now, which others may join. */
  boolean hasSomethingToSend() {
    boolean windowsOpen =
        outstanding.flightBytes() < congestion.window() && peerWindow > 0 && pacer.mayStart();
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
