package dev.lanward.media;

import dev.lanward.core.MalformedMessageException;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Grant;
import dev.lanward.pairing.MediaMessage;
import dev.lanward.pairing.MediaMessage.Kinds;
import dev.lanward.pairing.MediaMessage.Sdp;
import dev.lanward.pairing.MediaMessage.State;
import dev.lanward.peer.MediaPeer;
import dev.lanward.peer.MediaSession;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One session's media: what its peer wants and may have, and the connection that there is for it.
 * The session's calls are handed over to the media's thread, on which all else is.
 */
final class MediaLink implements MediaSession {
  private static final long NO_LINK = -1;

  private final MediaEngine engine;
  private final MediaBackend backend;
  private final MediaPeer peer;
  private final Asks asks;
  private final Pace descriptions = new Pace();
  private MediaMessage.@Nullable Want want;
  private Optional<MediaMessage.Sending> sending = Optional.empty();
  private int request;
  private int round;
  private long link = NO_LINK;
  private Kinds sent = Kinds.NONE;
  private Kinds taken = Kinds.NONE;
  private Optional<String> broken = Optional.empty();
  private Optional<State> said = Optional.empty();
  private Set<Grant> used = Set.of();
  private boolean ended;

  MediaLink(MediaEngine engine, MediaPeer peer) {
    this.engine = engine;
    this.backend = engine.backend();
    this.peer = peer;
    this.asks = new Asks(engine, peer, this::look);
  }

  // --- The device's loop -------------------------------------------------------------------------

  @Override
  public void want(MediaMessage.Want wanted) {
    engine.run(() -> wanted(wanted));
  }

  @Override
  public void description(Sdp sdp) {
    engine.run(() -> described(sdp));
  }

  @Override
  public void grantsChanged() {
    engine.run(this::granted);
  }

  @Override
  public void end() {
    engine.run(this::ended);
  }

  // --- The media's thread ------------------------------------------------------------------------

  MediaPeer peer() {
    return peer;
  }

  /** The owner says no. */
  void refuse() {
    asks.refuse();
    look();
  }

  /** The device's own description. */
  void describedHere(boolean isOffer, String sdp, Optional<Fingerprint> vouched) {
    if (sdp.length() > Sdp.MAX_BYTES) {
      failed("the description is too long.");
    } else if (!ended) {
      peer.send(new Sdp(round, isOffer, sdp, vouched));
    }
  }

  /** Whether it is to be tried again is the page's to say. */
  void lost() {
    close();
  }

  /** Another one takes its place, in a round of its own. */
  void spent() {
    close();
    look();
  }

  void failed(String why) {
    breakOff("The media connection cannot be negotiated: " + why);
  }

  /** What there was is gone. */
  void forget() {
    link = NO_LINK;
    sent = Kinds.NONE;
    taken = Kinds.NONE;
  }

  /** Does, and says, what follows from all that is known. */
  void look() {
    look(false);
  }

  private void wanted(MediaMessage.Want wanted) {
    if (ended || wanted.request() <= request) {
      return;
    }
    want = wanted;
    request = wanted.request();
    sending = wanted.send().or(() -> sending);
    if (!descriptions.isExceeded()) {
      broken = Optional.empty();
    }
    look(true);
  }

  private void granted() {
    if (!ended) {
      asks.decided();
      look();
    }
  }

  private void ended() {
    ended = true;
    close();
    tellUse(Set.of());
    engine.ended(this);
  }

  private void described(Sdp sdp) {
    if (ended || broken.isPresent() || sdp.round() < round) {
      return;
    }
    if (!descriptions.take(System.nanoTime())) {
      breakOff("Too many descriptions.");
      return;
    }
    if (sdp.round() > round && !join(sdp)) {
      return;
    }
    if (link == NO_LINK) {
      return;
    }
    try {
      PageDescription description = PageDescription.read(sdp.sdp(), peer.fingerprint());
      String written = description.write(peer.fingerprint());
      backend.describe(link, sdp.isOffer(), written, description.named());
    } catch (MalformedMessageException e) {
      breakOff("The page's description is refused: " + e.getMessage());
    }
  }

  /** The page begins a connection. Nothing is opened for who may have nothing. */
  private boolean join(Sdp sdp) {
    if (!sdp.isOffer() || (flows().isNone() && takes().isNone())) {
      return false;
    }
    close();
    round = sdp.round(); // Also where nothing can be opened: the device's next one comes after it.
    if (!engine.canOpen()) {
      return false;
    }
    link = engine.openLink(this, false);
    tellEngine();
    return true;
  }

  private void look(boolean isAsked) {
    if (ended || (want == null && !isAsked)) {
      return;
    }
    Kinds flows = flows();
    Kinds takes = takes();
    if (flows.isNone() && takes.isNone()) {
      close();
    } else if (link == NO_LINK && !flows.isNone() && engine.canOpen()) {
      round++;
      link = engine.openLink(this, true);
    }
    tellEngine();
    asks.ask(missing());
    tellUse(inUse(flows, takes));
    say(isAsked);
  }

  private void tellEngine() {
    if (link == NO_LINK) {
      return;
    }
    Kinds flows = flows();
    Kinds takes = takes();
    if (!flows.equals(sent)) {
      sent = flows;
      backend.send(link, flows);
    }
    if (!takes.equals(taken)) {
      taken = takes;
      backend.take(link, takes);
    }
  }

  private void say(boolean isAsked) {
    State state = Outcomes.of(this, engine);
    if (isAsked || !said.equals(Optional.of(state))) {
      said = Optional.of(state);
      peer.send(state);
    }
  }

  private void tellUse(Set<Grant> use) {
    if (!use.equals(used)) {
      used = use;
      engine.listener().using(peer.peer(), use);
    }
  }

  private void breakOff(String why) {
    close();
    broken = Optional.of(why);
    look();
  }

  private void close() {
    if (link != NO_LINK) {
      long closing = link;
      forget();
      engine.closeLink(closing);
    }
  }

  // --- What follows from what is known -----------------------------------------------------------

  int request() {
    return request;
  }

  Optional<String> broken() {
    return broken;
  }

  Optional<MediaMessage.Sending> sending() {
    return sending;
  }

  Asks asks() {
    return asks;
  }

  /** What the page wants of what there is. */
  Kinds wanted() {
    return want == null ? Kinds.NONE : want.want().and(engine.available());
  }

  /** Whether it wants anything, be it there or not. */
  boolean wantsAnything() {
    return want != null && !want.want().isNone();
  }

  /** What it wants and may have. */
  Kinds flows() {
    Set<Grant> grants = peer.grants();
    return broken.isPresent()
        ? Kinds.NONE
        : wanted().and(new Kinds(grants.contains(Grant.VIDEO), grants.contains(Grant.AUDIO)));
  }

  /** What it sends and may. */
  Kinds takes() {
    Kinds offered = sendable();
    boolean isGranted = sendGrant().map(peer.grants()::contains).orElse(false);
    return isGranted && broken.isEmpty() ? offered : Kinds.NONE;
  }

  /** What it sends that there is a place for: of a talk the sound alone. */
  Kinds sendable() {
    return sending
        .filter(each -> each.purpose() != MediaMessage.Purpose.OTHER)
        .map(each -> each.kinds().and(engine.places()))
        .map(
            kinds ->
                sendGrant().equals(Optional.of(Grant.TALK))
                    ? kinds.and(new Kinds(false, true))
                    : kinds)
        .orElse(Kinds.NONE);
  }

  /** The grant that what it sends needs. */
  Optional<Grant> sendGrant() {
    return sending.map(MediaMessage.Sending::purpose).map(MediaLink::grantFor);
  }

  private Set<Grant> missing() {
    Set<Grant> missing = EnumSet.noneOf(Grant.class);
    if (wanted().video()) {
      missing.add(Grant.VIDEO);
    }
    if (wanted().audio()) {
      missing.add(Grant.AUDIO);
    }
    if (!sendable().isNone()) {
      sendGrant().ifPresent(missing::add);
    }
    missing.removeAll(peer.grants());
    return missing;
  }

  private Set<Grant> inUse(Kinds flows, Kinds takes) {
    Set<Grant> use = EnumSet.noneOf(Grant.class);
    if (flows.video()) {
      use.add(Grant.VIDEO);
    }
    if (flows.audio()) {
      use.add(Grant.AUDIO);
    }
    if (!takes.isNone()) {
      sendGrant().ifPresent(use::add);
    }
    return use;
  }

  private static @Nullable Grant grantFor(MediaMessage.Purpose purpose) {
    return switch (purpose) {
      case TALK -> Grant.TALK;
      case CAST -> Grant.CAST;
      case OTHER -> null;
    };
  }
}
