package dev.lanward.peer;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.ice.KnockerTimes;
import dev.lanward.ice.LinkKnock;
import dev.lanward.ice.PairedKnock;
import dev.lanward.ice.PairingKnock;
import dev.lanward.ice.SyntheticAnswer;
import dev.lanward.mdns.io.MulticastDns;
import dev.lanward.pairing.CodePairingPage;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.LinkPairingPage;
import dev.lanward.pairing.NameplateHost;
import dev.lanward.pairing.Pairing;
import dev.lanward.pairing.PairingCertificate;
import dev.lanward.pairing.PairingCode;
import dev.lanward.pairing.PairingKey;
import dev.lanward.pairing.PairingLink;
import dev.lanward.pairing.PairingOutcome;
import dev.lanward.pairing.PairingSession;
import dev.lanward.pairing.ResolvableHost;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * This side as the page: pairs with devices by code or link, and connects to those it is paired
 * with. Methods may be called from any thread; what they return completes on the callback thread,
 * and cancelling it ends the attempt.
 */
final class Dialer {
  /** As long as browsers try. */
  private static final Duration TIME = Duration.ofSeconds(15);

  /** As many as in an answer, and two for each door that adverts may tell of. */
  private static final int MAX_CANDIDATES =
      SyntheticAnswer.MAX_CANDIDATES + 2 * DoorSearch.MAX_ADVERTISED_DOORS;

  private static final KnockerTimes TIMES =
      KnockerTimes.defaults().withConnect(TIME).withMaxCandidates(MAX_CANDIDATES);

  private final Engine engine;
  private final Self self;
  private final Trust trust;
  private final TrustKeeper keeper;
  private final Sessions sessions;
  private final Optional<MulticastDns> mdns;
  private final Network network;

  /** The loop's: pairings under way, which are no sessions. */
  private final Set<PairingEnd> pairings = new HashSet<>();

  Dialer(
      Engine engine,
      Self self,
      Trust trust,
      TrustKeeper keeper,
      Sessions sessions,
      Optional<MulticastDns> mdns,
      Network network) {
    this.engine = engine;
    this.self = self;
    this.trust = trust;
    this.keeper = keeper;
    this.sessions = sessions;
    this.mdns = mdns;
    this.network = network;
  }

  /**
   * Opens a session with a paired device: where it was last, where its host names are found, and
   * where its advert says that it is.
   *
   * @param domain where its advert may be besides
   */
  CompletableFuture<Session> connect(Pairing pairing, Optional<DomainSource> domain) {
    Bytes nonce = randomBytes(PairingKey.NONCE_BYTES);
    Fingerprint own = self.identity().fingerprint();
    Target target =
        new Target(
            new PairedKnock(nonce),
            pairing.key().doorPwd(nonce, pairing.fingerprint(), own),
            () -> whereabouts(trust.find(pairing.id()).orElse(pairing)),
            self.credential(),
            pairing.fingerprint());
    Attempt<Session> attempt = new Attempt<>(engine, pairing.name());
    return attempt.begin(
        () -> {
          PeerSession session =
              new PeerSession(
                  engine,
                  self,
                  keeper,
                  sessions,
                  pairing,
                  pairing.fingerprint(),
                  false,
                  sessionHost(attempt));
          call(
              attempt,
              target,
              session.connection(),
              () -> advertsOf(pairing, domain),
              () -> notFound(pairing, domain));
        });
  }

  /** A fresh host name for each search: two of them are not to be related. */
  private Whereabouts whereabouts(Pairing pairing) {
    int port = pairing.port() == 0 ? PairingLink.DEFAULT_PORT : pairing.port();
    return new Whereabouts(
        ResolvableHost.create(pairing.peerHostKey(), randomBytes(ResolvableHost.RANDOM_BYTES)),
        pairing.addresses(),
        port,
        Whereabouts.standingPortOf(pairing.fingerprint(), port));
  }

  /** Pairs with the device that shows {@code code}. */
  CompletableFuture<Peer> pair(PairingCode code) {
    Fingerprint own = self.identity().fingerprint();
    PairingKnock knock = new PairingKnock(own);
    Whereabouts whereabouts =
        new Whereabouts(
            NameplateHost.of(code.nameplate()),
            List.of(),
            PairingLink.DEFAULT_PORT,
            Optional.empty());
    Target target =
        new Target(
            knock,
            knock.doorPwd(),
            () -> whereabouts,
            self.credential(),
            PairingCertificate.fingerprint());
    return pair(
        target,
        "a device in pairing mode with nameplate " + code.nameplate(),
        () ->
            CodePairingPage.start(
                engine.now(),
                code,
                own,
                PairingCertificate.fingerprint(),
                self.name(),
                engine.random()));
  }

  /** Pairs with the device that shows {@code link}. */
  CompletableFuture<Peer> pair(PairingLink link) {
    Bytes nonce = randomBytes(PairingKey.NONCE_BYTES);
    Fingerprint own = self.identity().fingerprint();
    Whereabouts whereabouts =
        new Whereabouts(
            link.host(),
            link.addresses(),
            link.port(),
            Whereabouts.standingPortOf(link.fingerprint(), link.port()));
    Target target =
        new Target(
            new LinkKnock(nonce, own),
            link.secret().doorPwd(nonce, link.fingerprint(), own),
            () -> whereabouts,
            self.credential(),
            link.fingerprint());
    return pair(
        target,
        link.name().orElse("the device of this link"),
        () -> LinkPairingPage.start(engine.now(), link, self.name()));
  }

  /** Ends the pairings that are under way, as the device closes. On the loop's thread. */
  void close() {
    Set.copyOf(pairings).forEach(end -> end.connection().abort("this side is closed"));
  }

  /** Pairs by whatever {@code text} is. */
  CompletableFuture<Peer> pair(String text) {
    try {
      return text.contains("lanward:")
          ? pair(PairingLink.parse(text))
          : pair(PairingCode.parse(text));
    } catch (MalformedMessageException e) {
      return CompletableFuture.failedFuture(
          new LanwardException(
              "malformed",
              "This is no pairing code and no link: "
                  + e.getMessage()
                  + ". A code looks like 7-482913, a link begins with lanward:1?"));
    }
  }

  private CompletableFuture<Peer> pair(Target target, String whom, Supplier<PairingSession> start) {
    Attempt<Peer> attempt = new Attempt<>(engine, whom);
    return attempt.begin(
        () -> {
          PairingEnd end = new PairingEnd(engine, keeper, start, false, pairingHost(attempt));
          pairings.add(end);
          call(attempt, target, end.connection(), List::of, () -> notFound(whom));
        });
  }

  private List<AdvertSearch> advertsOf(Pairing pairing, Optional<DomainSource> domain) {
    Stream<AdvertSearch.Source> links =
        mdns.stream().map(all -> (browse, listener) -> all.browse(browse, listener)::close);
    // What is known of it now: its last addresses are told by each session.
    Supplier<List<Pairing>> sought = () -> trust.find(pairing.id()).stream().toList();
    return Stream.concat(links, domain.stream())
        .map(
            source ->
                new AdvertSearch(
                    engine,
                    source,
                    new Neighbourhood(self.identity().fingerprint(), sought, trust::all)))
        .toList();
  }

  private void call(
      Attempt<?> attempt,
      Target target,
      Connection connection,
      Supplier<List<AdvertSearch>> adverts,
      Supplier<LanwardException> notFound) {
    attempt.onCancel(() -> connection.abort("cancelled"));
    try {
      Call call =
          Call.open(
              engine,
              target,
              TIMES,
              (time, door) ->
                  DoorSearch.start(
                      engine, target.whereabouts().get(), mdns, adverts.get(), time, door),
              connection,
              network,
              () -> {
                attempt.fail(notFound.get());
                connection.abort("nobody answered");
              });
      attempt.onEnd(call::close);
      call.start();
    } catch (IOException e) {
      attempt.fail("closed", "No UDP port could be opened: " + e.getMessage());
      connection.abort("no port");
    }
  }

  private static LanwardException notFound(String whom) {
    return new LanwardException(
        "not-found",
        "Nobody answered: "
            + whom
            + " was not found on this network. Is it switched on, and on the same network?");
  }

  private static LanwardException notFound(Pairing pairing, Optional<DomainSource> domain) {
    Optional<Problem> problem = domain.flatMap(DomainSource::problem);
    if (problem.isPresent()) {
      return new LanwardException(
          problem.get().code(),
          "Nobody answered on this network, and the domain could not be looked through: "
              + problem.get().message());
    }
    LanwardException plain = notFound(pairing.name());
    return pairing.port() != 0
        ? plain
        : new LanwardException(
            plain.code(),
            plain.getMessage()
                + " A page in a browser cannot be reached: it connects to this side.");
  }

  private static PeerSession.Host sessionHost(Attempt<Session> attempt) {
    return new PeerSession.Host() {
      @Override
      public void verified() {
        // The association follows at once.
      }

      @Override
      public void opened(PeerSession session) {
        attempt.succeed(session);
      }

      @Override
      public void ended(PeerSession session, Ending ending) {
        attempt.end(ending);
      }
    };
  }

  private PairingEnd.Host pairingHost(Attempt<Peer> attempt) {
    return new PairingEnd.Host() {
      @Override
      public void verified() {
        // The control channel follows.
      }

      @Override
      public void progressed() {
        // The outcome is looked at in the end.
      }

      @Override
      public void paired(Pairing pairing) {
        attempt.succeed(Peer.of(pairing));
      }

      @Override
      public void ended(PairingEnd end, Ending ending) {
        pairings.remove(end);
        end.session()
            .flatMap(PairingSession::outcome)
            .ifPresent(outcome -> refuse(attempt, outcome));
        attempt.end(ending);
      }
    };
  }

  private static void refuse(Attempt<Peer> attempt, PairingOutcome outcome) {
    @Nullable LanwardException why = PairingFailures.of(outcome);
    if (why != null) {
      attempt.fail(why);
    }
  }

  private Bytes randomBytes(int count) {
    byte[] fresh = new byte[count];
    engine.random().nextBytes(fresh);
    return Bytes.copyOf(fresh);
  }
}
