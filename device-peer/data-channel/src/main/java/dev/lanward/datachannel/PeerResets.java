package dev.lanward.datachannel;

import static dev.lanward.datachannel.ReconfigResult.BAD_SEQUENCE_NUMBER;
import static dev.lanward.datachannel.ReconfigResult.DENIED;
import static dev.lanward.datachannel.ReconfigResult.IN_PROGRESS;
import static dev.lanward.datachannel.ReconfigResult.PERFORMED;

import dev.lanward.datachannel.ReconfigChunk.OtherRequest;
import dev.lanward.datachannel.ReconfigChunk.OutgoingReset;
import dev.lanward.datachannel.ReconfigChunk.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the peer's requests to reset its half of streams, and answers them (RFC 6525 section 5.2).
 *
 * <p>Section 5.1.1 allows a peer one request at a time, and section 5.2.1 has any number refused
 * but the next and the last one. Pion sends one request a channel, all at once, and takes a refusal
 * for the end of the matter: if the first gets lost, the others would never be performed. So each
 * of the {@link #WINDOW} numbers from the next on is taken whenever it comes, and what came of as
 * many before is known.
 */
final class PeerResets {
  /** Numbers from the next on that are taken, and before it that are remembered. */
  static final int WINDOW = 32;

  private static final int SLOTS = 2 * WINDOW;

  private final Receiver receiver;
  private final StreamResets.Listener listener;

  /** What was answered, by the low bits of the number; nothing for those still to come. */
  private final @Nullable ReconfigResult[] results = new ReconfigResult[SLOTS];

  /** The least number that has not come. */
  private int next;

  /** What was answered "in progress", for the DATA before it has not all come. */
  private final List<OutgoingReset> waiting = new ArrayList<>(1);

  /** The last of them that was performed since, until the peer's next request. */
  private @Nullable OutgoingReset performedLate;

  /** The streams of {@link #performedLate}. */
  private final BitSet late = new BitSet();

  private final Deque<Response> due = new ArrayDeque<>(1);

  PeerResets(Receiver receiver, StreamResets.Listener listener, int peerInitialTsn) {
    this.receiver = receiver;
    this.listener = listener;
    next = peerInitialTsn; // RFC 6525 4.1: requests are counted from the initial TSN on.
  }

  /** Takes a request for a reset. */
  void take(OutgoingReset reset) {
    int number = reset.requestNumber();
    if (!isNew(number) || waiting.size() == WINDOW) {
      return;
    }
    OutgoingReset before = performedLate;
    performedLate = null;
    late.clear();
    waiting.removeIf(old -> isAskedAnew(old, reset));
    if (before != null && isAskedAnew(before, reset)) {
      answer(number, PERFORMED);
    } else if (hasToWait(reset)) {
      waiting.add(reset);
      answer(number, IN_PROGRESS);
    } else {
      perform(reset);
    }
  }

  /** Takes a request that data channels have no use for. */
  void refuse(OtherRequest other) {
    if (isNew(other.requestNumber())) {
      answer(other.requestNumber(), DENIED);
    }
  }

  /** More TSNs have arrived: performs what waited for them (RFC 6525 5.2.2 E3). */
  void cumulativeTsnMoved() {
    for (Iterator<OutgoingReset> each = waiting.iterator(); each.hasNext(); ) {
      OutgoingReset reset = each.next();
      if (!hasToWait(reset)) {
        each.remove();
        perform(reset);
        performedLate = reset;
        late.clear();
        new String(reset.streams()).chars().forEach(late::set);
      }
    }
  }

  /**
   * Whether the peer may not have heard yet that its half of {@code streamId} was reset, and ask
   * for it anew. It is then better not used: a peer that refuses the new channel asks for a reset
   * that is told from that one by nothing, as its last TSN is the same.
   */
  boolean mayAskAnew(int streamId) {
    return late.get(streamId);
  }

  /** Adds the answers that are due to the packet. */
  void fill(PacketWriter writer) {
    while (!due.isEmpty() && writer.room() >= 16) {
      new ReconfigChunk(List.of(due.remove())).write(writer);
    }
  }

  /** The last of the peer's requests with none missing before it. */
  int lastRequestNumber() {
    return next - 1;
  }

  /** Whether a request is to be worked on; if not, what there is to answer is settled here. */
  private boolean isNew(int number) {
    int ahead = number - next;
    if (ahead >= WINDOW) {
      return false; // Without an answer the peer asks again, when those before it have come.
    }
    ReconfigResult before = ahead < -WINDOW ? BAD_SEQUENCE_NUMBER : results[slot(number)];
    if (before == null && ahead >= 0) {
      return true;
    }
    respond(number, before == null ? BAD_SEQUENCE_NUMBER : before);
    return false;
  }

  private boolean hasToWait(OutgoingReset reset) {
    return Serial.isAfter(reset.lastTsn(), receiver.cumulativeTsn());
  }

  /**
   * Whether {@code reset} is {@code old} with a new number, sent before the peer heard that it was
   * performed: performed twice it would close a channel that uses the id by now. The peer's part in
   * such a channel, its OPEN or ACK, has a later TSN; for what it refuses see {@link #mayAskAnew}.
   */
  private static boolean isAskedAnew(OutgoingReset old, OutgoingReset reset) {
    if (reset.lastTsn() != old.lastTsn() || reset.streams().length == 0) {
      return false;
    }
    String before = new String(old.streams());
    return new String(reset.streams()).chars().allMatch(stream -> before.indexOf(stream) >= 0);
  }

  private void perform(OutgoingReset reset) {
    receiver.resetStreams(reset.streams());
    answer(reset.requestNumber(), PERFORMED);
    listener.incomingReset(reset.streams());
  }

  private void answer(int number, ReconfigResult result) {
    results[slot(number)] = result;
    while (results[slot(next)] != null) {
      next++;
      results[slot(next + WINDOW - 1)] = null;
    }
    respond(number, result);
  }

  private void respond(int number, ReconfigResult result) {
    due.removeIf(response -> response.responseNumber() == number);
    due.add(new Response(number, result));
    if (due.size() > WINDOW) {
      due.remove();
    }
  }

  private static int slot(int number) {
    return number & (SLOTS - 1);
  }
}
