package dev.lanward.media.engine;

import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCSignalingState;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Queue;

/**
 * One media connection, and its negotiation: one step at a time, the impolite side of perfect
 * negotiation (protocol section 16). The owner's.
 */
final class Link implements Observers.Watcher {
  /** Addresses of this host are gathered in a few milliseconds; a description waits no longer. */
  private static final long GATHERING_MILLIS = 700;

  /** After this a step will not end any more. */
  private static final long STEP_MILLIS = 5_000;

  private static final int MAX_WAITING = 32;

  /** What the page has described and nobody has looked at yet. */
  private record Description(boolean isOffer, String sdp) {}

  private final long id;
  private final Engine.Parts parts;
  private final Observers observers;
  private final RTCPeerConnection connection;
  private final Outgoing outgoing;
  private final Incoming incoming;
  private final Queue<Description> waiting = new ArrayDeque<>();

  /** Whether something is to be offered that has not been. */
  private boolean isDirty;

  /** Whether this side may offer: where the page begins, only after its first offer. */
  private boolean mayOffer;

  private boolean isBusy;

  /** Whether libwebrtc is at work on a step, and on which. */
  private boolean isInStep;

  private int step;
  private boolean isGathering;
  private boolean isClosed;

  private Link(long id, boolean begins, Engine.Parts parts, RTCConfiguration configuration) {
    this.id = id;
    this.mayOffer = begins;
    this.parts = parts;
    this.observers = new Observers(parts.owner());
    this.connection =
        parts.factory().createPeerConnection(configuration, observers.connection(this));
    this.outgoing = new Outgoing(connection, parts.camera());
    this.incoming = new Incoming(parts.teller(), parts.playback());
  }

  static Link open(long id, boolean begins, Engine.Parts parts, RTCConfiguration configuration) {
    return new Link(id, begins, parts, configuration);
  }

  /** What this side sends from now on. */
  void send(boolean video, boolean audio) {
    if (!isClosed && outgoing.wants(video, audio)) {
      isDirty = true;
      next();
    }
  }

  /** What is taken from now on of what the page sends; all else is thrown away. */
  void take(boolean video, boolean audio) {
    incoming.take(video, audio);
  }

  /** The page's description, as the device has written it anew. */
  void described(boolean isOffer, String sdp) {
    if (isClosed) {
      return;
    }
    if (waiting.size() == MAX_WAITING) {
      fail("too many descriptions at once");
      return;
    }
    waiting.add(new Description(isOffer, sdp));
    next();
  }

  /**
   * One more address of the other side, once its description has been taken; what is in the
   * description needs none of this.
   */
  void candidate(String mid, int index, String candidate) {
    if (!isClosed) {
      connection.addIceCandidate(new RTCIceCandidate(mid, index, candidate));
    }
  }

  void close() {
    if (!isClosed) {
      isClosed = true;
      outgoing.close();
      incoming.close();
      connection.close();
      leave();
    }
  }

  // --- One step at a time ------------------------------------------------------------------------

  private void next() {
    if (isBusy || isClosed) {
      return;
    }
    Description description = waiting.poll();
    if (description != null) {
      take(description);
    } else if (isDirty && mayOffer && isIn(RTCSignalingState.STABLE)) {
      offer();
    }
  }

  private void take(Description description) {
    // On glare the page's offer is ignored: it takes its own back, and makes it again.
    boolean isTaken =
        isIn(description.isOffer() ? RTCSignalingState.STABLE : RTCSignalingState.HAVE_LOCAL_OFFER);
    if (!isTaken) {
      next();
      return;
    }
    isBusy = true;
    RTCSdpType type = description.isOffer() ? RTCSdpType.OFFER : RTCSdpType.ANSWER;
    step(
        () ->
            connection.setRemoteDescription(
                new RTCSessionDescription(type, description.sdp()),
                observers.set(
                    description.isOffer() ? this::answer : this::done, this::failInStep)));
  }

  private void offer() {
    isDirty = false;
    isBusy = true;
    step(
        () -> {
          outgoing.apply();
          connection.createOffer(
              new RTCOfferOptions(), observers.created(this::describe, this::failInStep));
        });
  }

  private void answer() {
    leave();
    if (isClosed) {
      return;
    }
    step(
        () -> {
          outgoing.apply();
          connection.createAnswer(
              new RTCAnswerOptions(), observers.created(this::describe, this::failInStep));
        });
  }

  private void describe(RTCSessionDescription description) {
    leave();
    if (isClosed) {
      return;
    }
    step(
        () ->
            connection.setLocalDescription(
                description, observers.set(this::gather, this::failInStep)));
  }

  private void gather() {
    leave();
    if (isClosed) {
      return;
    }
    isGathering = true;
    if (connection.getIceGatheringState() == RTCIceGatheringState.COMPLETE) {
      gathered();
    } else {
      parts.owner().later(GATHERING_MILLIS, this::gathered);
    }
  }

  @Override
  public void gathered() {
    if (!isGathering || isClosed) {
      return;
    }
    isGathering = false;
    RTCSessionDescription own = connection.getLocalDescription();
    parts
        .teller()
        .tell(
            Teller.line("description")
                .put("link", id)
                .put("offer", own.sdpType == RTCSdpType.OFFER)
                .put("sdp", own.sdp));
    if (own.sdpType == RTCSdpType.ANSWER) {
      // The page's offer may have had no place for it; after an offer of ours there is nothing more
      // to say.
      isDirty |= outgoing.isUnsaid(own.sdp);
    }
    settle();
  }

  private void done() {
    leave();
    settle();
  }

  private void settle() {
    isBusy = false;
    mayOffer |= !isClosed && isIn(RTCSignalingState.STABLE);
    next();
  }

  /** What follows {@code work} leaves the step. */
  private void step(Runnable work) {
    isInStep = true;
    int number = ++step;
    parts
        .owner()
        .later(
            STEP_MILLIS,
            () -> {
              if (isInStep && number == step) {
                failInStep("a step of the negotiation does not end");
              }
            });
    try {
      work.run();
    } catch (Throwable e) {
      failInStep(String.valueOf(e.getMessage()));
    }
  }

  private void leave() {
    isInStep = false;
  }

  private void failInStep(String why) {
    leave();
    fail(why);
  }

  private void fail(String why) {
    if (!isClosed) {
      parts.teller().tell(Teller.line("failed").put("link", id).put("why", why));
      close();
    }
  }

  // --- libwebrtc's -------------------------------------------------------------------------------

  @Override
  public void changed(RTCPeerConnectionState state) {
    if (isClosed) {
      return;
    }
    parts
        .teller()
        .tell(
            Teller.line("connection")
                .put("link", id)
                .put("state", state.name().toLowerCase(Locale.ROOT)));
  }

  @Override
  public void track(RTCRtpTransceiver transceiver) {
    if (!isClosed) {
      incoming.add(transceiver.getReceiver().getTrack());
    }
  }

  private boolean isIn(RTCSignalingState state) {
    return connection.getSignalingState() == state;
  }
}
