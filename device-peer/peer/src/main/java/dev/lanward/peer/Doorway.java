package dev.lanward.peer;

import dev.lanward.core.Tick;
import dev.lanward.ice.Disposition;
import dev.lanward.ice.Door;
import dev.lanward.ice.DoorEvent;
import dev.lanward.ice.EndReason;
import dev.lanward.ice.Knock;
import dev.lanward.ice.KnockCandidate;
import dev.lanward.ice.KnockKeys;
import dev.lanward.ice.Limits;
import dev.lanward.ice.LinkKnock;
import dev.lanward.ice.PairedKnock;
import dev.lanward.ice.Path;
import dev.lanward.ice.SessionId;
import dev.lanward.ice.Transmit;
import dev.lanward.pairing.LinkSecret;
import dev.lanward.pairing.Pairing;
import dev.lanward.pairing.PairingCertificate;
import dev.lanward.pairing.PairingSession;
import dev.lanward.peer.dtls.DatagramSink;
import dev.lanward.peer.dtls.DtlsCredential;
import dev.lanward.peer.dtls.DtlsFailure;
import dev.lanward.peer.dtls.DtlsLimits;
import dev.lanward.peer.io.DatagramExit;
import dev.lanward.peer.io.DatagramHandler;
import dev.lanward.peer.io.LoopClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The door in its wall: brings datagrams to the {@link Door}, and for each knock that verified
 * starts DTLS and what follows. On the loop's thread.
 */
final class Doorway implements LoopClient, DatagramHandler, KnockKeys {
  private static final DtlsCredential PAIRING_CREDENTIAL =
      DtlsCredential.of(PairingCertificate.identity());

  /** Handshakes of pairing knocks at a time, of those that {@link DtlsLimits} allows in all. */
  private static final int MAX_STRANGERS = DtlsLimits.DEFAULT.halfOpen() / 4;

  /** What the program hears; on the loop's thread. */
  interface Listener {
    void opened(PeerSession session);

    void paired(Pairing pairing);
  }

  /** A session of the door. */
  private static final class Visit {
    private final Connection connection;

    /** Begins the handshake, if there is room for one. */
    private BooleanSupplier handshake = () -> false;

    private boolean handshaking;

    /** Where the peer is. */
    private Path path;

    /** Where it may be, and has been asked for a sign of life. */
    private @Nullable Path probed;

    Visit(Connection connection, Path path) {
      this.connection = connection;
      this.path = path;
    }

    /**
     * Takes what belongs to DTLS. The first of it begins the handshake: whoever only knocks costs
     * no thread, and whoever finds no room repeats its ClientHello (RFC 6347 section 4.2.4).
     */
    void handleDatagram(ByteBuffer datagram) {
      handshaking = handshaking || handshake.getAsBoolean();
      if (handshaking) {
        connection.handleDatagram(datagram);
      }
    }

    /**
     * Whether what has just come by {@code from} answered what was asked there. An answer by
     * another way is one as well: the peer heard what was asked, and is not there.
     */
    boolean isProvedAt(Path from) {
      if (probed == null || !connection.isProbeAnswered()) {
        return false;
      }
      boolean there = from.equals(probed);
      probed = null;
      return there;
    }
  }

  private final Engine engine;
  private final Self self;
  private final Trust trust;
  private final TrustKeeper keeper;
  private final Sessions sessions;
  private final PairingDesk desk;
  private final Problems problems;
  private final Listener listener;
  private final Door door;
  private final Exits exits = new Exits();
  private final Map<SessionId, Visit> visits = new HashMap<>();

  /** Those with a pairing knock whose handshake runs. */
  private final Set<SessionId> strangers = new HashSet<>();

  Doorway(
      Engine engine,
      Self self,
      Trust trust,
      TrustKeeper keeper,
      Sessions sessions,
      PairingDesk desk,
      Problems problems,
      Listener listener) {
    this.engine = engine;
    this.self = self;
    this.trust = trust;
    this.keeper = keeper;
    this.sessions = sessions;
    this.desk = desk;
    this.problems = problems;
    this.listener = listener;
    this.door = Door.create(this, Limits.defaults(), engine.random(), engine.now());
  }

  /** Ends what a forgotten pairing has open, handshakes included. */
  void forget(String pairing) {
    sessions.of(pairing).forEach(PeerSession::revoked);
    door.endAllOf(pairing);
    drain();
  }

  /** Addresses may have gone. */
  void addressesChanged() {
    exits.forgetClosed();
  }

  @Override
  public void datagram(ByteBuffer datagram, InetSocketAddress source, DatagramExit via) {
    Path path = exits.path(via, source);
    Disposition what = door.handleDatagram(engine.now(), path, datagram);
    drain();
    if (what.kind() == Disposition.Kind.DTLS) {
      SessionId id = what.session().orElseThrow();
      Visit visit = visits.get(id);
      if (visit != null) {
        visit.handleDatagram(datagram);
        if (visit.isProvedAt(path)) {
          door.confirm(id, path);
          drain();
        }
      }
    }
  }

  @Override
  public Optional<Tick> nextTimeout() {
    return door.nextTimeout();
  }

  @Override
  public void handleTimeout(Tick now) {
    door.handleTimeout(now);
    drain();
  }

  @Override
  public boolean pairingMode() {
    return desk.isOpen();
  }

  @Override
  public void offerPaired(PairedKnock knock, Predicate<KnockCandidate> verifies) {
    trust.offerPaired(knock, verifies);
  }

  @Override
  public void offerLinks(LinkKnock knock, Predicate<KnockCandidate> verifies) {
    desk.offerLinks(knock, self.identity().fingerprint(), verifies);
  }

  private void drain() {
    Optional<Transmit> transmit = door.pollTransmit();
    while (transmit.isPresent()) {
      exits.send(transmit.get());
      transmit = door.pollTransmit();
    }
    Optional<DoorEvent> event = door.pollEvent();
    while (event.isPresent()) {
      handle(event.get());
      event = door.pollEvent();
    }
  }

  private void handle(DoorEvent event) {
    if (event instanceof DoorEvent.SessionOpened opened) {
      open(opened);
    } else if (event instanceof DoorEvent.PathOffered offered) {
      Visit visit = visits.get(offered.session());
      if (visit != null) {
        visit.probed = offered.path();
        visit.connection.probe(datagram -> exits.send(offered.path(), datagram));
      }
    } else if (event instanceof DoorEvent.PathChanged changed) {
      Visit visit = visits.get(changed.session());
      if (visit != null) {
        visit.path = changed.path();
        visit.connection.setPath(exits.packetBytes(visit.path));
      }
    } else if (event instanceof DoorEvent.SessionEnded ended) {
      Visit visit = visits.remove(ended.session());
      if (visit != null) {
        end(visit.connection, ended.reason());
      }
    }
  }

  private void open(DoorEvent.SessionOpened event) {
    switch (event.knock().kind()) {
      case PAIRED ->
          event
              .pairing()
              .flatMap(trust::find)
              .ifPresentOrElse(pairing -> welcome(event, pairing), () -> door.end(event.session()));
      case LINK ->
          event
              .pairing()
              .flatMap(desk::link)
              .ifPresentOrElse(
                  secret -> pairByLink(event, secret), () -> door.end(event.session()));
      case PAIRING -> pairByCode(event);
    }
  }

  private void welcome(DoorEvent.SessionOpened event, Pairing pairing) {
    SessionId id = event.session();
    PeerSession session =
        new PeerSession(
            engine,
            self,
            keeper,
            sessions,
            pairing,
            event.page(),
            true,
            new PeerSession.Host() {
              @Override
              public void verified() {
                door.handshakeFinished(id);
              }

              @Override
              public void opened(PeerSession opened) {
                listener.opened(opened);
              }

              @Override
              public void ended(PeerSession ended, Ending ending) {
                leave(id);
                explain(ended, ending);
              }
            });
    if (event.knock() instanceof PairedKnock knock) {
      session.connection().openWith(knock.opening());
    }
    start(event, session.connection(), self.credential());
  }

  private void pairByCode(DoorEvent.SessionOpened event) {
    InetAddress source = event.path().remote().getAddress();
    pair(event, PAIRING_CREDENTIAL, now -> desk.mode().openCodeSession(now, source, event.page()));
  }

  private void pairByLink(DoorEvent.SessionOpened event, LinkSecret secret) {
    InetAddress source = event.path().remote().getAddress();
    pair(
        event,
        self.credential(),
        now -> desk.mode().openLinkSession(now, source, secret, event.page()));
  }

  private void pair(
      DoorEvent.SessionOpened event,
      DtlsCredential credential,
      Function<Tick, PairingSession> start) {
    SessionId id = event.session();
    PairingEnd end =
        new PairingEnd(
            engine,
            keeper,
            () -> start.apply(engine.now()),
            true,
            new PairingEnd.Host() {
              @Override
              public void verified() {
                strangers.remove(id);
                door.handshakeFinished(id);
              }

              @Override
              public void progressed() {
                desk.changed();
              }

              @Override
              public void paired(Pairing pairing) {
                listener.paired(pairing);
              }

              @Override
              public void ended(PairingEnd ended, Ending ending) {
                desk.remove(ended);
                leave(id);
              }
            });
    desk.add(end);
    start(event, end.connection(), credential);
  }

  private void start(
      DoorEvent.SessionOpened event, Connection connection, DtlsCredential credential) {
    Visit visit = new Visit(connection, event.path());
    visit.handshake = () -> handshake(event, visit, credential);
    visits.put(event.session(), visit);
    connection.setPath(exits.packetBytes(visit.path));
  }

  /** Whoever has proved no key leaves most of the room to those who have. */
  private boolean handshake(DoorEvent.SessionOpened event, Visit visit, DtlsCredential credential) {
    boolean stranger = event.knock().kind() == Knock.Kind.PAIRING;
    if (stranger && strangers.size() >= MAX_STRANGERS) {
      return false;
    }
    InetAddress source = event.path().remote().getAddress();
    DatagramSink sink = datagram -> exits.send(visit.path, datagram);
    boolean started = visit.connection.handshake(source, credential, event.page(), sink);
    if (started && stranger) {
      strangers.add(event.session());
    }
    return started;
  }

  /** The connection is over: so is the door's session. */
  private void leave(SessionId id) {
    visits.remove(id);
    strangers.remove(id);
    door.end(id);
    drain();
  }

  private static void end(Connection connection, EndReason reason) {
    switch (reason) {
      case CONSENT_LOST -> connection.lost("nothing was heard for 30 s");
      case HANDSHAKE_TIMEOUT -> connection.lost("DTLS did not finish within 10 s");
      case EARLIER_RUN -> connection.lost("the peer spoke to an earlier run of this device");
      case ENDED_BY_CALLER -> connection.abort("ended");
    }
  }

  /**
   * Whoever has the pairing key and not the certificate is somebody to know of. So is whoever
   * repeats a knock that this run of the door has not seen, which takes no key.
   */
  private void explain(PeerSession session, Ending ending) {
    ending
        .failure()
        .filter(DtlsFailure.WrongCertificate.class::isInstance)
        .ifPresent(
            failure ->
                problems.report(
                    "wrong-certificate",
                    "Somebody knocked as "
                        + session.peer().name()
                        + " and showed another certificate: he repeats what he overheard before"
                        + " this device started, or kept from arriving, or he has its pairing key."
                        + " If it comes again and again, the key was stolen: revoke the pairing "
                        + session.peer().id()
                        + "."));
  }
}
