package dev.lanward.datachannel;

import static dev.lanward.datachannel.ReconfigResult.BAD_SEQUENCE_NUMBER;
import static dev.lanward.datachannel.ReconfigResult.DENIED;
import static dev.lanward.datachannel.ReconfigResult.IN_PROGRESS;
import static dev.lanward.datachannel.ReconfigResult.PERFORMED;

import dev.lanward.datachannel.ReconfigChunk.OtherRequest;
import dev.lanward.datachannel.ReconfigChunk.OutgoingReset;
import dev.lanward.datachannel.ReconfigChunk.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stream resets, which is how data channels close (RFC 8831 section 6.7): each side resets its
 * outgoing half. One request is under way at a time (RFC 6525 section 5.1.1).
 */
final class StreamResets {
  /** Streams in one request; its chunk must fit a packet of the least size. */
  private static final int MOST_STREAMS = 96;

  /** What resets mean to those who use the streams. */
  interface Listener {
    /** This side's half of {@code streamId} is done for; reset at the peer's if {@code done}. */
    void outgoingReset(int streamId, boolean done);

    /** The peer reset its half of {@code streams}; of all of them if there are none. */
    void incomingReset(char[] streams);
  }

  private final Context context;
  private final Sender sender;
  private final Receiver receiver;
  private final Listener listener;

  private final Set<Integer> wanted = new LinkedHashSet<>();

  /** Streams of {@link #request} whose users wait for its end. */
  private final Set<Integer> awaited = new LinkedHashSet<>();

  private @Nullable OutgoingReset request;
  private boolean inProgress;
  private boolean requestDue;
  private int transmissions;
  private int nextRequestNumber;

  private final int firstPeerRequest;
  private int lastPeerRequest;
  private ReconfigResult lastResult = DENIED;
  private @Nullable OutgoingReset deferred;

  /** What was answered "in progress" and performed since, until the peer's next request. */
  private @Nullable OutgoingReset performedLate;

  private @Nullable Response responseDue;

  StreamResets(
      Context context,
      Sender sender,
      Receiver receiver,
      Listener listener,
      int initialTsn,
      int peerInitialTsn) {
    this.context = context;
    this.sender = sender;
    this.receiver = receiver;
    this.listener = listener;
    // RFC 6525 4.1: requests are counted from the initial TSN on.
    nextRequestNumber = initialTsn;
    firstPeerRequest = peerInitialTsn;
    lastPeerRequest = peerInitialTsn - 1;
  }

  // --- Our half ---------------------------------------------------------------------------------

  /** Asks for a reset of this side's half of {@code streamId}, all of whose messages have TSNs. */
  void want(int streamId) {
    wanted.add(streamId);
  }

  /** The same for a stream that the peer uses wrongly; it may do so with all of them. */
  void wantIfRoom(int streamId) {
    if (wanted.size() < context.limits.maxChannels()) {
      want(streamId);
    }
  }

  /**
   * The peer uses {@code streamId} anew, so that no answer about it is of interest any more.
   *
   * @return whether one was awaited
   */
  boolean forget(int streamId) {
    wanted.remove(streamId);
    return awaited.remove(streamId);
  }

  /** RECONFIG expired: the request is sent once more. */
  void timedOut() {
    OutgoingReset unanswered = request;
    if (unanswered == null) {
      return;
    }
    if (transmissions > SctpProtocol.MAX_RETRANSMITS) {
      finish(unanswered, false);
    } else {
      if (inProgress) {
        askAnew(unanswered);
      } else {
        requestDue = true;
      }
    }
  }

  /**
   * Some peers answer a request that was in progress later, others want to be asked anew. A new
   * number makes it a new reset, so it must not name a stream that is in use again: that would
   * close the wrong channel.
   */
  private void askAnew(OutgoingReset old) {
    char[] still = new char[old.streams().length];
    int count = 0;
    for (char stream : old.streams()) {
      if (awaited.contains((int) stream)) {
        still[count++] = stream;
      }
    }
    if (count == 0) {
      finish(old, true); // An empty list would reset all streams (RFC 6525 4.1).
      return;
    }
    inProgress = false;
    requestDue = true;
    request =
        new OutgoingReset(
            nextRequestNumber++, lastPeerRequest, old.lastTsn(), Arrays.copyOf(still, count));
  }

  private void respond(Response response) {
    OutgoingReset asked = request;
    if (asked == null || response.responseNumber() != asked.requestNumber()) {
      return;
    }
    switch (response.result()) {
      case NOTHING_TO_DO, PERFORMED -> finish(asked, true);
      case IN_PROGRESS -> {
        inProgress = true;
        transmissions = 0;
        requestDue = false;
        context.timers.arm(Timer.RECONFIG, context.now + sender.timeout());
      }
      case DENIED, WRONG_SSN, ALREADY_IN_PROGRESS, BAD_SEQUENCE_NUMBER -> finish(asked, false);
    }
  }

  private void finish(OutgoingReset asked, boolean done) {
    request = null;
    requestDue = false;
    inProgress = false;
    context.timers.stop(Timer.RECONFIG);
    for (char stream : asked.streams()) {
      if (awaited.remove((int) stream)) {
        listener.outgoingReset(stream, done);
      }
    }
  }

  // --- The peer's half --------------------------------------------------------------------------

  /** Takes a RE-CONFIG. */
  void handle(ReconfigChunk chunk) {
    for (ReconfigChunk.Parameter parameter : chunk.parameters()) {
      if (parameter instanceof OutgoingReset reset) {
        if (isNext(reset.requestNumber())) {
          take(reset);
        }
      } else if (parameter instanceof OtherRequest other) {
        if (isNext(other.requestNumber())) {
          lastPeerRequest = other.requestNumber();
          answer(lastPeerRequest, DENIED);
        }
      } else if (parameter instanceof Response response) {
        respond(response);
      }
    }
  }

  /** Whether a request is to be worked on; if not, the answer is settled here. */
  private boolean isNext(int number) {
    if (number == lastPeerRequest + 1) {
      return true;
    }
    boolean repeated = number == lastPeerRequest && number != firstPeerRequest - 1;
    if (repeated && lastResult == IN_PROGRESS) {
      return true;
    }
    if (repeated) {
      responseDue = new Response(number, lastResult);
    } else {
      responseDue = new Response(number, BAD_SEQUENCE_NUMBER);
    }
    return false;
  }

  private void take(OutgoingReset reset) {
    lastPeerRequest = reset.requestNumber();
    OutgoingReset late = performedLate;
    performedLate = null;
    if (late != null && isAskedAnew(late, reset)) {
      answer(lastPeerRequest, PERFORMED);
    } else if (Serial.isAfter(reset.lastTsn(), receiver.cumulativeTsn())) {
      deferred = reset;
      answer(lastPeerRequest, IN_PROGRESS);
    } else {
      perform(reset);
    }
  }

  /**
   * Whether {@code reset} is {@code late} with a new number, sent before the peer heard that it was
   * performed: performed twice it would close a channel that uses the id by now. The peer's part in
   * such a channel, its OPEN or ACK, has a later TSN.
   */
  private static boolean isAskedAnew(OutgoingReset late, OutgoingReset reset) {
    if (reset.lastTsn() != late.lastTsn() || reset.streams().length == 0) {
      return false;
    }
    String before = new String(late.streams());
    return new String(reset.streams()).chars().allMatch(stream -> before.indexOf(stream) >= 0);
  }

  private void perform(OutgoingReset reset) {
    deferred = null;
    receiver.resetStreams(reset.streams());
    answer(reset.requestNumber(), PERFORMED);
    listener.incomingReset(reset.streams());
  }

  private void answer(int number, ReconfigResult result) {
    lastResult = result;
    responseDue = new Response(number, result);
  }

  /** More TSNs have arrived: performs what waited for them (RFC 6525 5.2.2 E3). */
  void cumulativeTsnMoved() {
    OutgoingReset waiting = deferred;
    if (waiting != null && !Serial.isAfter(waiting.lastTsn(), receiver.cumulativeTsn())) {
      perform(waiting);
      performedLate = waiting;
    }
  }

  // --- Writing ----------------------------------------------------------------------------------

  /** Adds what is due to the packet. */
  void fill(PacketWriter writer) {
    Response response = responseDue;
    if (response != null && writer.room() >= 16) {
      new ReconfigChunk(List.of(response)).write(writer);
      responseDue = null;
    }
    if (request == null && !wanted.isEmpty()) {
      request = nextRequest();
      transmissions = 0;
      requestDue = true;
    }
    OutgoingReset reset = request;
    if (reset != null && requestDue && writer.room() >= 20 + 2 * reset.streams().length + 2) {
      new ReconfigChunk(List.of(reset)).write(writer);
      requestDue = false;
      transmissions++;
      context.timers.arm(Timer.RECONFIG, context.now + sender.timeout());
    }
  }

  private OutgoingReset nextRequest() {
    List<Integer> ids = new ArrayList<>(wanted).subList(0, Math.min(wanted.size(), MOST_STREAMS));
    char[] streams = new char[ids.size()];
    for (int i = 0; i < streams.length; i++) {
      streams[i] = (char) (int) ids.get(i);
    }
    awaited.addAll(ids);
    ids.forEach(wanted::remove);
    int number = nextRequestNumber++;
    return new OutgoingReset(number, lastPeerRequest, sender.lastAssignedTsn(), streams);
  }
}
