package dev.lanward.kurento;

import dev.lanward.media.MediaBackend;
import dev.lanward.media.NamedCandidate;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.MediaMessage.Kinds;
import dev.lanward.peer.HostAddresses;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kurento.client.CertificateKeyType;
import org.kurento.client.IceCandidate;
import org.kurento.client.IceComponentState;
import org.kurento.client.OfferOptions;
import org.kurento.client.WebRtcEndpoint;

/**
 * One viewer: an endpoint of a media server, and its one negotiation. What an endpoint cannot be
 * told any more needs another one. On the worker.
 */
final class Viewer {
  /** A server without STUN and TURN knows its addresses at once. */
  private static final long GATHERING_MILLIS = 2_000;

  private static final Duration RESOLVING = Duration.ofSeconds(3);
  private static final int MAX_CANDIDATES = 16;
  private static final Pattern SECTION = Pattern.compile("(?m)^(?=m=)");

  /** Where a negotiation is. */
  private enum Step {
    /** Nothing has been described. */
    NEW,
    /** The server's offer is on its way to the page. */
    OFFERED,
    /** Both have described what they do. */
    DONE
  }

  private final long link;
  private final boolean begins;
  private final Worker worker;
  private final ServerCalls calls;
  private final HostAddresses hosts;
  private final MediaBackend.Listener listener;
  private final List<ServerCandidate> gathered = new ArrayList<>();
  private final Set<InetAddress> found = new HashSet<>();
  private Step step = Step.NEW;
  private Kinds wanted = Kinds.NONE;
  private Kinds negotiated = Kinds.NONE;
  private @Nullable ServedCamera camera;
  private @Nullable Runnable onGathered;

  /** Also for the thread that releases it. */
  private @Nullable WebRtcEndpoint endpoint;

  private boolean isClosed;

  /** What stops the look-ups, each once. */
  private final List<Runnable> lookUps = new ArrayList<>();

  /** What the media's thread has told it last. */
  private Kinds told = Kinds.NONE;

  private final AtomicInteger behind = new AtomicInteger();

  Viewer(
      long link,
      boolean begins,
      Worker worker,
      ServerCalls calls,
      HostAddresses hosts,
      MediaBackend.Listener listener) {
    this.link = link;
    this.begins = begins;
    this.worker = worker;
    this.calls = calls;
    this.hosts = hosts;
    this.listener = listener;
  }

  /**
   * What it will be shown, by {@link #send}. On the media's thread.
   *
   * @return whether that takes something away
   */
  boolean isTold(Kinds kinds) {
    boolean loses = !told.without(kinds).isNone();
    told = kinds;
    behind.incrementAndGet();
    return loses;
  }

  /** Whether what it was told has not all been done. Any thread. */
  boolean isBehind() {
    return behind.get() > 0;
  }

  /** What it is shown from now on. */
  void send(Kinds kinds, ServedCamera from) throws BadDescriptionException {
    wanted = kinds;
    if (step == Step.NEW && begins) {
      offer(from);
    } else if (step != Step.NEW) {
      show();
    }
    behind.decrementAndGet();
  }

  /** The page's description, with this page's certificate in it. */
  void describe(boolean isOffer, String sdp, List<NamedCandidate> named, ServedCamera from)
      throws BadDescriptionException {
    if (isOffer && step == Step.NEW) {
      answer(sdp, from);
      resolve(named);
    } else if (isOffer && step == Step.DONE) {
      listener.spent(link);
    } else if (!isOffer && step == Step.OFFERED) {
      WebRtcEndpoint open = endpoint();
      if (open != null) {
        step = Step.DONE;
        open.processAnswer(sdp);
        resolve(named);
      }
    }
    // An offer that crosses the server's is ignored: the page takes it back (protocol section 16).
  }

  /**
   * Takes the endpoint away, to be released, and looks for no names any more.
   *
   * @return nothing where there is none, or no more. Any thread
   */
  @Nullable WebRtcEndpoint take() {
    List<Runnable> stopping;
    WebRtcEndpoint open;
    synchronized (this) {
      isClosed = true;
      open = endpoint;
      endpoint = null;
      stopping = List.copyOf(lookUps);
      lookUps.clear();
    }
    stopping.forEach(Runnable::run);
    return open;
  }

  synchronized @Nullable WebRtcEndpoint endpoint() {
    return endpoint;
  }

  // --- Its one negotiation -----------------------------------------------------------------------

  private void offer(ServedCamera from) throws BadDescriptionException {
    WebRtcEndpoint fresh = open(from);
    if (fresh == null) {
      return;
    }
    step = Step.OFFERED;
    negotiated = wanted;
    OfferOptions options = new OfferOptions();
    options.setOfferToReceiveAudio(wanted.audio());
    options.setOfferToReceiveVideo(wanted.video());
    from.show(fresh, wanted, this::refused);
    say(fresh, true, fresh.generateOffer(options));
  }

  private void answer(String sdp, ServedCamera from) throws BadDescriptionException {
    WebRtcEndpoint fresh = open(from);
    if (fresh == null) {
      return;
    }
    step = Step.DONE;
    negotiated = new Kinds(takes(sdp, "video"), takes(sdp, "audio"));
    from.show(fresh, wanted.and(negotiated), this::refused);
    say(fresh, false, fresh.processOffer(sdp));
    if (!wanted.without(negotiated).isNone()) {
      listener.spent(link);
    }
  }

  private static boolean takes(String sdp, String kind) {
    return SECTION
        .splitAsStream(sdp)
        .anyMatch(
            each ->
                each.startsWith("m=" + kind + " ")
                    && !each.startsWith("m=" + kind + " 0 ")
                    && !each.contains("\r\na=inactive\r\n")
                    && !each.contains("\r\na=sendonly\r\n"));
  }

  /** The camera came again, and this one is not shown it: the page gets another link. */
  private void refused() {
    listener.lost(link);
  }

  private @Nullable WebRtcEndpoint open(ServedCamera from) {
    WebRtcEndpoint fresh =
        new WebRtcEndpoint.Builder(from.pipeline())
            .sendonly()
            .withCertificateKeyType(CertificateKeyType.ECDSA)
            .build();
    camera = from;
    synchronized (this) {
      if (!isClosed) {
        endpoint = fresh;
      }
    }
    if (endpoint() == null) {
      fresh.release();
      return null;
    }
    fresh.addIceCandidateFoundListener(event -> worker.event(() -> gather(event.getCandidate())));
    fresh.addIceGatheringDoneListener(event -> worker.event(this::gathered));
    fresh.addIceComponentStateChangedListener(
        event -> {
          if (event.getState() == IceComponentState.FAILED) {
            listener.lost(link);
          }
        });
    return fresh;
  }

  /** The server's own description, once it is known where it can be reached. */
  private void say(WebRtcEndpoint from, boolean isOffer, String sdp)
      throws BadDescriptionException {
    ServerDescription said = ServerDescription.read(sdp);
    Fingerprint reported = ServerDescription.read(from.getLocalSessionDescriptor()).fingerprint();
    if (!reported.equals(said.fingerprint())) {
      throw new BadDescriptionException("it names another certificate than the server reports");
    }
    onGathered =
        () -> {
          if (gathered.isEmpty()) {
            listener.failed(link, "The media server has named no address.");
          } else {
            listener.described(link, isOffer, said.write(gathered), Optional.of(reported));
          }
        };
    from.gatherCandidates();
    worker.later(GATHERING_MILLIS, this::gathered);
  }

  private void gather(IceCandidate candidate) {
    if (gathered.size() < MAX_CANDIDATES && onGathered != null) {
      ServerCandidate.read(candidate.getCandidate(), candidate.getSdpMLineIndex())
          .ifPresent(gathered::add);
    }
  }

  private void gathered() {
    Runnable next = onGathered;
    onGathered = null;
    if (next != null && endpoint() != null) {
      next.run();
    }
  }

  /** What has been negotiated can come and go. */
  private void show() {
    WebRtcEndpoint open = endpoint();
    ServedCamera from = camera;
    if (open == null || from == null) {
      return;
    }
    from.show(open, wanted.and(negotiated), this::refused);
    if (!wanted.without(negotiated).isNone()) {
      listener.spent(link);
    }
  }

  // --- The page's candidates ---------------------------------------------------------------------

  /** The server would ask a resolver of its own for names, if any. */
  private void resolve(List<NamedCandidate> named) {
    for (NamedCandidate each : named) {
      stopAtEnd(
          hosts.find(each.host(), RESOLVING, address -> worker.event(() -> add(each, address))));
    }
  }

  private void stopAtEnd(Runnable lookUp) {
    boolean isLate;
    synchronized (this) {
      isLate = isClosed;
      if (!isLate) {
        lookUps.add(lookUp);
      }
    }
    if (isLate) {
      lookUp.run();
    }
  }

  private void add(NamedCandidate candidate, InetAddress address) {
    WebRtcEndpoint open = endpoint();
    if (open == null || found.size() >= MAX_CANDIDATES) {
      return;
    }
    candidate
        .at(address)
        .filter(text -> found.add(address))
        .ifPresent(
            text ->
                calls.make(
                    () ->
                        open.addIceCandidate(
                            new IceCandidate(text, candidate.mid(), candidate.section()))));
  }
}
