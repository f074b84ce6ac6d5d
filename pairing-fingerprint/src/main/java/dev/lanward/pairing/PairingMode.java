package dev.lanward.pairing;

import dev.lanward.core.Tick;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The device's part in pairing: the codes and links that are open, the sessions that try them, and
 * the limits of section 9 of the protocol. A state machine without IO; not safe for threads.
 *
 * <p>The drain rule: after every call, here or on one of its sessions, take {@link #pollEvent}
 * until it is empty; call {@link #handleTimeout} at {@link #nextTimeout}.
 */
public final class PairingMode {
  /** How long a code or a link is good for, at most (protocol section 9). */
  public static final Duration CODE_LIFETIME = Duration.ofMinutes(5);

  /** Wrong guesses that burn a code (protocol section 9). */
  public static final int GUESSES_PER_CODE = 3;

  /** Wrong guesses that close pairing mode (protocol section 9). */
  public static final int GUESSES_PER_OPENING = 20;

  private final Fingerprint device;
  private final Supplier<DeviceDescription> description;
  private final RandomGenerator random;
  private final Deque<PairingEvent> events = new ArrayDeque<>();
  private final OpenLinks links = new OpenLinks(events::add);
  private final OpenSessions codeSessions = new OpenSessions();
  private final OpenSessions linkSessions = new OpenSessions();
  private @Nullable CodeOpening opening;

  private PairingMode(
      Fingerprint device, Supplier<DeviceDescription> description, RandomGenerator random) {
    this.device = device;
    this.description = description;
    this.random = random;
  }

  /**
   * Closed at first.
   *
   * @param device the fingerprint of the device's own certificate
   * @param description asked each time the device tells a page about itself
   * @param random must be cryptographically secure
   */
  public static PairingMode create(
      Fingerprint device, Supplier<DeviceDescription> description, RandomGenerator random) {
    return new PairingMode(device, description, random);
  }

  /**
   * Opens pairing mode under a nameplate that no other host answers for. An opening that lasts
   * already ends, and its codes with it.
   *
   * @param duration how long codes are offered
   * @return the first code, which {@link PairingEvent.CodeShown} tells as well
   */
  public PairingCode open(Tick now, int nameplate, Duration duration) {
    return open(now, nameplate, duration, CODE_LIFETIME);
  }

  /**
   * The same with codes that live less than five minutes.
   *
   * @param codeLifetime more than zero, at most {@link #CODE_LIFETIME}
   */
  public PairingCode open(Tick now, int nameplate, Duration duration, Duration codeLifetime) {
    PairingCode.requireNameplate(nameplate);
    requireCodeLifetime(codeLifetime);
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("pairing mode is open for a positive time");
    }
    if (opening != null) {
      opening.close(PairingEvent.Why.BY_OWNER);
    }
    opening =
        new CodeOpening(now, nameplate, now.plus(duration), codeLifetime, random, events::add);
    return opening.shown().orElseThrow().code();
  }

  /** Throws an {@link IllegalArgumentException} unless codes may live that long. */
  public static void requireCodeLifetime(Duration lifetime) {
    if (lifetime.isNegative() || lifetime.isZero() || lifetime.compareTo(CODE_LIFETIME) > 0) {
      throw new IllegalArgumentException(
          "a code lives more than 0 s and at most 5 min (protocol section 9), not " + lifetime);
    }
  }

  /** Opens a link that works once, for at most {@code lifetime}, without any code. */
  public PairingLink openLink(Tick now, Duration lifetime) {
    LinkSecret secret = LinkSecret.generate(random);
    links.handleTimeout(now);
    links.open(secret, now.plus(lifetime));
    DeviceDescription us = description.get();
    return new PairingLink(
        device,
        secret,
        us.host(),
        us.port(),
        us.addresses(),
        Optional.of(us.name()),
        Optional.of(us.deviceType()));
  }

  /** Closes everything: codes and links. Sessions that are open get {@code pairing-closed}. */
  public void close() {
    if (opening != null) {
      opening.close(PairingEvent.Why.BY_OWNER);
    }
    links.closeAll();
  }

  /** The code that is shown; empty while pairing mode is closed. Only then is {@code lw0} heard. */
  public Optional<PairingCode> code(Tick now) {
    return shownCode(now).map(ShownCode::code);
  }

  /** The secrets against which an {@code lw2} knock is verified: at most 16. */
  public List<LinkSecret> openLinks(Tick now) {
    links.handleTimeout(now);
    return links.secrets();
  }

  /**
   * A session by code, once DTLS under the pairing certificate is up. Where there may be no more
   * sessions it has refused already, with {@code busy} to send.
   *
   * @param source the address from which the page speaks
   * @param page the fingerprint of the certificate that the page presented
   */
  public PairingSession openCodeSession(Tick now, InetAddress source, Fingerprint page) {
    handleTimeout(now);
    Fingerprint presented = PairingCertificate.fingerprint();
    CodePairingDevice session = new CodePairingDevice(now, this, page, presented);
    if (page.equals(presented)) {
      // Its private key is public: nobody can be known by it.
      session.refuse(Refusal.MALFORMED, 0);
    } else {
      admit(session, source, codeSessions);
    }
    return session;
  }

  /**
   * A session by link, once DTLS is up with the certificates that the {@code lw2} knock named.
   *
   * @param secret the one that verified the knock
   */
  public PairingSession openLinkSession(
      Tick now, InetAddress source, LinkSecret secret, Fingerprint page) {
    handleTimeout(now);
    LinkPairingDevice session = new LinkPairingDevice(now, this, secret, page);
    admit(session, source, linkSessions);
    return session;
  }

  /** The transport of {@code session} has ended: its place is free again. */
  public void ended(PairingSession session) {
    codeSessions.remove(session);
    linkSessions.remove(session);
  }

  /** Retires what is too old, and ends the sessions that take too long. */
  public void handleTimeout(Tick now) {
    links.handleTimeout(now);
    if (opening != null) {
      opening.handleTimeout(now);
    }
    sessions().forEach(session -> session.handleTimeout(now));
  }

  /** When to call {@link #handleTimeout}. Asked after every batch of packets, so no streams. */
  public Optional<Tick> nextTimeout() {
    Optional<Tick> first = links.nextTimeout();
    if (opening != null) {
      first = earlier(first, opening.nextTimeout());
    }
    for (PairingSession session : codeSessions.all()) {
      first = earlier(first, session.nextTimeout());
    }
    for (PairingSession session : linkSessions.all()) {
      first = earlier(first, session.nextTimeout());
    }
    return first;
  }

  /** What happened; call until it is empty. */
  public Optional<PairingEvent> pollEvent() {
    return Optional.ofNullable(events.poll());
  }

  Optional<ShownCode> shownCode(Tick now) {
    if (opening == null) {
      return Optional.empty();
    }
    opening.handleTimeout(now);
    return opening.shown();
  }

  int wrongGuess(Tick now) {
    return currentOpening().wrongGuess(now);
  }

  void codeUsed(Tick now) {
    currentOpening().used(now);
  }

  boolean spendLink(Tick now, LinkSecret secret) {
    links.handleTimeout(now);
    return links.spend(secret);
  }

  DeviceOffer newOffer() {
    return new DeviceOffer(description.get(), device, PairingKey.generate(random));
  }

  RandomGenerator random() {
    return random;
  }

  private static void admit(PairingSession session, InetAddress source, OpenSessions sessions) {
    if (sessions.isFull(source)) {
      session.refuse(Refusal.BUSY, 0);
    } else {
      sessions.add(session, source);
    }
  }

  private CodeOpening currentOpening() {
    if (opening == null) {
      throw new IllegalStateException("pairing mode has not been opened");
    }
    return opening;
  }

  private static Optional<Tick> earlier(Optional<Tick> a, Optional<Tick> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    return b.get().isBefore(a.get()) ? b : a;
  }

  private Stream<PairingSession> sessions() {
    return Stream.concat(codeSessions.all().stream(), linkSessions.all().stream());
  }
}
