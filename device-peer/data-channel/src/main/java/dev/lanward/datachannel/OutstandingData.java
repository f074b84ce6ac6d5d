package dev.lanward.datachannel;

import static dev.lanward.datachannel.SentFragment.State.ABANDONED;
import static dev.lanward.datachannel.SentFragment.State.ACKED;
import static dev.lanward.datachannel.SentFragment.State.IN_FLIGHT;
import static dev.lanward.datachannel.SentFragment.State.LOST;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * TSNs that were sent and are not acknowledged cumulatively: a ring by TSN that grows on demand.
 *
 * <p>Losses are found as RFC 9260 section 7.2.4 has it, by three reports that a TSN is missing,
 * with two refinements. A report counts only when it acknowledges something sent <em>after</em> the
 * missing chunk was last sent. So a retransmission that is lost again is found too, where the RFC
 * waits for T3-rtx. And one such report is enough where that was sent so much later that packets do
 * not overtake each other by as much (RFC 8985 section 6.2).
 */
final class OutstandingData {
  private static final int INITIAL_CAPACITY = 16;
  private static final int REPORTS_OF_A_LOSS = 3;
  private static final byte[] NO_BYTES = {};

  private final Context context;
  private final SendQueue queue;
  private final boolean mayGiveUp;
  private final int headerBytes;
  private final RttEstimator roundTrips;
  private SentFragment[] ring = new SentFragment[INITIAL_CAPACITY];
  private int cumulativeTsn;
  private int nextTsn;
  private int lastGapAcked;
  private int firstLost;
  private int lostCount;
  private long flightBytes;
  private long order;

  // What the last SACK did, for the caller to ask.
  private long ackedBytes;
  private boolean advanced;
  private boolean foundLoss;
  private long rtt;
  private long newestAckedOrder;
  private long newestAckedSentAt;

  /**
   * @param mayGiveUp whether the peer can be told of messages given up
   * @param headerBytes what a chunk has before its payload
   * @param roundTrips what is known of them
   */
  OutstandingData(
      Context context,
      SendQueue queue,
      int initialTsn,
      boolean mayGiveUp,
      int headerBytes,
      RttEstimator roundTrips) {
    this.context = context;
    this.roundTrips = roundTrips;
    this.mayGiveUp = mayGiveUp;
    this.headerBytes = headerBytes;
    this.queue = queue;
    nextTsn = initialTsn;
    cumulativeTsn = initialTsn - 1;
    lastGapAcked = cumulativeTsn;
    firstLost = nextTsn;
  }

  // --- Sending ----------------------------------------------------------------------------------

  /** Gives the next TSN to {@code length} bytes of {@code message} and counts them as sent. */
  SentFragment append(OutgoingMessage message, int length) {
    SentFragment fragment = take(message, length);
    transmitted(fragment);
    return fragment;
  }

  /** Spends a TSN on nothing, so that a FORWARD-TSN can tell of a message given up midway. */
  private void appendAbandoned(OutgoingMessage message) {
    take(message, 0).state = ABANDONED;
  }

  private SentFragment take(OutgoingMessage message, int length) {
    SentFragment fragment = slotForNext();
    fragment.message = message;
    fragment.offset = message.cut;
    fragment.length = length;
    fragment.headerBytes = headerBytes;
    fragment.fsn = message.nextFsn++;
    fragment.transmissions = 0;
    fragment.endsStream = false;
    message.stream.lastTsn = nextTsn;
    message.firstTsn = message.cut == 0 ? nextTsn : message.firstTsn;
    message.lastTsn = nextTsn++;
    return fragment;
  }

  /** The TSN of the first chunk to be sent again; ask {@link #hasLost} first. */
  int firstLostTsn() {
    while (at(firstLost).state != LOST) {
      firstLost++;
    }
    return firstLost;
  }

  /** The chunk with {@code tsn} is being sent again. */
  void retransmitted(int tsn) {
    transmitted(at(tsn));
    lostCount--;
  }

  private void transmitted(SentFragment fragment) {
    fragment.state = IN_FLIGHT;
    fragment.transmissions++;
    fragment.missingReports = 0;
    fragment.wasTakenBack = false;
    fragment.crossesBase = false;
    fragment.order = ++order;
    fragment.sentAt = context.now;
    flightBytes += fragment.sizeBytes();
  }

  // --- Acknowledgement --------------------------------------------------------------------------

  /** Whether {@code sack} speaks of TSNs that were never sent. */
  boolean isBeyondSent(SackChunk sack) {
    return Serial.isAtOrAfter(sack.highestTsn(), nextTsn);
  }

  /** Takes a SACK that is neither old nor beyond what was sent. */
  void acknowledge(SackChunk sack) {
    acknowledgeUpTo(sack.cumulativeTsn());
    if (sack.gaps().length > 0 || Serial.isAfter(lastGapAcked, cumulativeTsn)) {
      takeGaps(sack);
      countMissing(sack);
    }
  }

  /** Takes a cumulative TSN alone, neither old nor beyond what was sent. */
  void acknowledgeUpTo(int tsn) {
    ackedBytes = 0;
    advanced = false;
    foundLoss = false;
    rtt = -1;
    newestAckedOrder = 0;
    advanceTo(tsn);
  }

  private void advanceTo(int tsn) {
    while (cumulativeTsn != tsn) {
      cumulativeTsn++;
      SentFragment fragment = at(cumulativeTsn);
      acked(fragment);
      release(fragment);
      advanced = true;
    }
    if (advanced && Serial.isAtOrAfter(cumulativeTsn, firstLost)) {
      firstLost = cumulativeTsn + 1;
    }
  }

  /** Counts {@code fragment} as arrived, if it was not before. */
  private void acked(SentFragment fragment) {
    switch (fragment.state) {
      case IN_FLIGHT -> flightBytes -= fragment.sizeBytes();
      case LOST -> lostCount--;
      case ACKED, ABANDONED -> {
        return;
      }
    }
    fragment.state = ACKED;
    if (fragment.crossesBase) {
      context.path.longPacketArrived(fragment.order);
    }
    if (!fragment.wasTakenBack) {
      ackedBytes += fragment.sizeBytes();
    }
    if (fragment.order > newestAckedOrder && isLastTransmission(fragment)) {
      newestAckedOrder = fragment.order;
      newestAckedSentAt = fragment.sentAt;
    }
    if (fragment.transmissions == 1 && !fragment.wasTakenBack) {
      rtt = context.now - fragment.sentAt;
    }
  }

  /** Whether what arrived can be what was sent last: an answer cannot come so soon. */
  private boolean isLastTransmission(SentFragment fragment) {
    return fragment.transmissions == 1 || context.now - fragment.sentAt >= roundTrips.least();
  }

  /** Only now is the payload's memory free: a gap ack block may be taken back. */
  private void release(SentFragment fragment) {
    if (fragment.state != ABANDONED) {
      queue.settled(fragment.length);
    }
    fragment.message = null;
  }

  private void takeGaps(SackChunk sack) {
    char[] gaps = sack.gaps();
    int tsn = cumulativeTsn + 1;
    int base = sack.cumulativeTsn();
    for (int i = 0; i < gaps.length; i += 2) {
      int first = base + gaps[i];
      int last = base + gaps[i + 1];
      for (; tsn != first; tsn++) {
        takeBack(tsn);
      }
      for (; !Serial.isAfter(tsn, last); tsn++) {
        acked(at(tsn));
      }
    }
    int highest = tsn - 1;
    for (; !Serial.isAfter(tsn, lastGapAcked); tsn++) {
      takeBack(tsn);
    }
    lastGapAcked = highest;
  }

  /**
   * A TSN is no longer in the gap blocks: an old SACK that was overtaken, or the peer gave it back.
   * It counts as one report that it is missing (RFC 9260 6.2.1 iii).
   */
  private void takeBack(int tsn) {
    SentFragment fragment = at(tsn);
    if (fragment.state == ACKED) {
      fragment.state = IN_FLIGHT;
      fragment.missingReports = 1;
      fragment.wasTakenBack = true;
      flightBytes += fragment.sizeBytes();
    }
  }

  /** RFC 9260 7.2.4: reports against what is missing below the newest that was acknowledged. */
  private void countMissing(SackChunk sack) {
    int end = sack.highestTsn();
    long reordering = roundTrips.reordering();
    for (int tsn = cumulativeTsn + 1; Serial.isAfter(end, tsn); tsn++) {
      SentFragment fragment = at(tsn);
      if (fragment.state == IN_FLIGHT
          && fragment.order < newestAckedOrder
          && (++fragment.missingReports >= REPORTS_OF_A_LOSS
              || newestAckedSentAt - fragment.sentAt > reordering)) {
        foundLoss = true;
        lose(tsn, fragment);
      }
    }
  }

  /** Takes {@code fragment} for lost: to be sent again, or given up with its message. */
  private void lose(int tsn, SentFragment fragment) {
    OutgoingMessage message = Objects.requireNonNull(fragment.message);
    flightBytes -= fragment.sizeBytes();
    fragment.state = LOST;
    lostCount++;
    if (fragment.crossesBase) {
      context.path.longPacketLost(fragment.order);
    }
    firstLost = Serial.isAfter(firstLost, tsn) ? tsn : firstLost;
    if (mayGiveUp && message.isExhausted(fragment.transmissions, context.now)) {
      abandon(message);
    }
  }

  /** Takes the last chunk under way for lost. Returns whether there is one. */
  boolean loseLast() {
    for (int tsn = nextTsn - 1; tsn != cumulativeTsn; tsn--) {
      SentFragment fragment = at(tsn);
      if (fragment.state == IN_FLIGHT) {
        lose(tsn, fragment);
        return true;
      }
    }
    return false;
  }

  /** T3-rtx expired: all that is under way is taken for lost. */
  void loseAll() {
    int end = nextTsn;
    for (int tsn = cumulativeTsn + 1; tsn != end; tsn++) {
      SentFragment fragment = at(tsn);
      if (fragment.state == IN_FLIGHT) {
        lose(tsn, fragment);
      }
    }
  }

  // --- Giving up (RFC 3758) ---------------------------------------------------------------------

  /** Gives up chunks waiting to be sent again whose message's time is over. */
  boolean abandonIfExhausted(int tsn) {
    SentFragment fragment = at(tsn);
    OutgoingMessage message = Objects.requireNonNull(fragment.message);
    if (!mayGiveUp || !message.isExhausted(fragment.transmissions, context.now)) {
      return false;
    }
    abandon(message);
    return true;
  }

  private void abandon(OutgoingMessage message) {
    context.tally.messagesAbandoned++;
    int first = message.firstTsn;
    for (int t = Serial.isAfter(first, cumulativeTsn) ? first : cumulativeTsn + 1;
        !Serial.isAfter(t, message.lastTsn);
        t++) {
      if (at(t).message == message) {
        abandon(at(t));
      }
    }
    if (!message.isCut()) {
      appendAbandoned(message);
      queue.discardRest(message);
    }
    message.data = NO_BYTES;
  }

  private void abandon(SentFragment fragment) {
    switch (fragment.state) {
      case IN_FLIGHT -> flightBytes -= fragment.sizeBytes();
      case LOST -> lostCount--;
      case ACKED, ABANDONED -> {}
    }
    if (fragment.state != ABANDONED) {
      queue.settled(fragment.length);
    }
    fragment.state = ABANDONED;
  }

  /**
   * How far the peer may move its cumulative TSN, beyond what it has (rule C1 of 3.5). Not beyond
   * the end of a stream that is to be reset: once the peer has done that, it would take the SSN
   * named of the stream for one of its next use.
   */
  int advancedPeerAckPoint() {
    int tsn = cumulativeTsn;
    while (tsn + 1 != nextTsn && at(tsn + 1).state == ABANDONED) {
      tsn++;
      if (at(tsn).endsStream) {
        break;
      }
    }
    return tsn;
  }

  /** Nothing more is sent on {@code stream} before it is reset. */
  void end(SendStream stream) {
    int tsn = stream.lastTsn;
    boolean underWay = Serial.isAfter(tsn, cumulativeTsn) && Serial.isAfter(nextTsn, tsn);
    if (underWay) {
      SentFragment last = at(tsn);
      OutgoingMessage message = last.message;
      // A stream that never sent anything has no TSN, and names another one's.
      last.endsStream |= message != null && message.stream == stream;
    }
  }

  /** The message that {@code tsn}, an unacknowledged one, belongs to. */
  @Nullable OutgoingMessage messageOf(int tsn) {
    return at(tsn).message;
  }

  SentFragment fragment(int tsn) {
    return at(tsn);
  }

  // --- Queries ----------------------------------------------------------------------------------

  int cumulativeTsn() {
    return cumulativeTsn;
  }

  int nextTsn() {
    return nextTsn;
  }

  long flightBytes() {
    return flightBytes;
  }

  boolean hasLost() {
    return lostCount > 0;
  }

  boolean isEmpty() {
    return cumulativeTsn + 1 == nextTsn;
  }

  boolean isFull() {
    return nextTsn - cumulativeTsn > context.limits.maxTsnSpan();
  }

  /** Bytes that the last SACK acknowledged for the first time. */
  long ackedBytes() {
    return ackedBytes;
  }

  /** Whether the last SACK moved the cumulative TSN. */
  boolean hasAdvanced() {
    return advanced;
  }

  /** Whether the last SACK showed a loss. */
  boolean hasFoundLoss() {
    return foundLoss;
  }

  /** The round-trip time that the last SACK showed in nanoseconds, or -1. */
  long rtt() {
    return rtt;
  }

  /** Gives grown memory back, when nothing is under way. */
  void trim() {
    if (isEmpty() && ring.length > INITIAL_CAPACITY) {
      ring = new SentFragment[INITIAL_CAPACITY];
    }
  }

  private SentFragment at(int tsn) {
    return ring[tsn & (ring.length - 1)];
  }

  private SentFragment slotForNext() {
    if (nextTsn - cumulativeTsn > ring.length) {
      grow();
    }
    int index = nextTsn & (ring.length - 1);
    SentFragment fragment = ring[index];
    if (fragment == null) {
      fragment = new SentFragment();
      ring[index] = fragment;
    }
    return fragment;
  }

  private void grow() {
    SentFragment[] larger = new SentFragment[ring.length * 2];
    for (int tsn = cumulativeTsn + 1; tsn != nextTsn; tsn++) {
      larger[tsn & (larger.length - 1)] = at(tsn);
    }
    ring = larger;
  }
}
