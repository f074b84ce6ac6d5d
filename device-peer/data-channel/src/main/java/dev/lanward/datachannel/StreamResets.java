package dev.lanward.datachannel;

import dev.lanward.datachannel.ReconfigChunk.OtherRequest;
import dev.lanward.datachannel.ReconfigChunk.OutgoingReset;
import dev.lanward.datachannel.ReconfigChunk.Response;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stream resets, which is how data channels close (RFC 8831 section 6.7): each side resets its
 * outgoing half. One request of ours is under way at a time (RFC 6525 section 5.1.1); {@link
 * PeerResets} takes those of the peer.
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
  private final Listener listener;

  /** Bits, so that a peer that uses all streams wrongly costs 8 KiB, and still hears of each. */
  private final BitSet wanted = new BitSet();

  /** Streams of {@link #request} whose users wait for its end. */
  private final Set<Integer> awaited = new LinkedHashSet<>();

  private @Nullable OutgoingReset request;
  private boolean inProgress;
  private boolean requestDue;
  private int transmissions;
  private int nextRequestNumber;

  private final PeerResets peer;

  StreamResets(
      Context context,
      Sender sender,
      Receiver receiver,
      Listener listener,
      int initialTsn,
      int peerInitialTsn) {
    this.context = context;
    this.sender = sender;
    this.listener = listener;
    // RFC 6525 4.1: requests are counted from the initial TSN on.
    nextRequestNumber = initialTsn;
    peer = new PeerResets(receiver, listener, peerInitialTsn);
  }

  // --- Our half ---------------------------------------------------------------------------------

  /** Asks for a reset of {@code stream}, all of whose messages have TSNs. */
  void want(SendStream stream) {
    sender.end(stream);
    want(stream.id);
  }

  /** Asks for a reset of this side's half of {@code streamId}, on which nothing was sent. */
  void want(int streamId) {
    wanted.set(streamId);
  }

  /**
   * The peer uses {@code streamId} anew, so that no answer about it is of interest any more.
   *
   * @return whether one was awaited
   */
  boolean forget(int streamId) {
    wanted.clear(streamId);
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
            nextRequestNumber++,
            peer.lastRequestNumber(),
            old.lastTsn(),
            Arrays.copyOf(still, count));
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

  // --- Both halves ------------------------------------------------------------------------------

  /** Takes a RE-CONFIG. */
  void handle(ReconfigChunk chunk) {
    for (ReconfigChunk.Parameter parameter : chunk.parameters()) {
      if (parameter instanceof OutgoingReset reset) {
        peer.take(reset);
      } else if (parameter instanceof OtherRequest other) {
        peer.refuse(other);
      } else if (parameter instanceof Response response) {
        respond(response);
      }
    }
  }

  /** More TSNs have arrived, and the peer's requests may have waited for them. */
  void cumulativeTsnMoved() {
    peer.cumulativeTsnMoved();
  }

  /** Whether an id is better not used again yet, see {@link PeerResets#mayAskAnew}. */
  boolean mayBeAskedAnew(int streamId) {
    return peer.mayAskAnew(streamId);
  }

  /** Adds what is due to the packet. */
  void fill(PacketWriter writer) {
    peer.fill(writer);
    if (request == null && !wanted.isEmpty()) {
      request = nextRequest();
      transmissions = 0;
      requestDue = true;
    }
    OutgoingReset reset = request;
    if (reset != null && requestDue && writer.room() >= 20 + 2 * reset.streams().length + 2) {
      new ReconfigChunk(List.of(reset)).write(writer);
      requestDue = false;
      context.timers.arm(Timer.RECONFIG, context.now + patience());
      transmissions++;
    }
  }

  /**
   * RFC 6525 5.1.1: the timer runs like T3-rtx, so that it doubles. To give a request up leaves the
   * peer waiting for its number, and no later reset would be taken: a short outage must not do
   * that.
   */
  private long patience() {
    return Math.min(SctpProtocol.RTO_MAX, sender.timeout() << Math.min(transmissions, 10));
  }

  private OutgoingReset nextRequest() {
    int[] ids = wanted.stream().limit(MOST_STREAMS).toArray();
    char[] streams = new char[ids.length];
    for (int i = 0; i < ids.length; i++) {
      streams[i] = (char) ids[i];
      awaited.add(ids[i]);
      wanted.clear(ids[i]);
    }
    int number = nextRequestNumber++;
    return new OutgoingReset(number, peer.lastRequestNumber(), sender.lastAssignedTsn(), streams);
  }
}
