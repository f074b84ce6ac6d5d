package dev.lanward.peer;

import dev.lanward.core.Tick;
import dev.lanward.ice.KnockCandidate;
import dev.lanward.ice.LinkKnock;
import dev.lanward.mdns.Advert;
import dev.lanward.mdns.io.MulticastDns;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.LinkSecret;
import dev.lanward.pairing.NameplateHost;
import dev.lanward.pairing.PairingCode;
import dev.lanward.pairing.PairingEvent;
import dev.lanward.pairing.PairingLink;
import dev.lanward.pairing.PairingMode;
import dev.lanward.peer.io.LoopClient;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Pairing mode with what surrounds its core: a nameplate that nobody else on the network has, a
 * link beside each code, and a listener. On the loop's thread but for {@link #open} and {@link
 * #close}.
 */
final class PairingDesk implements LoopClient {
  /** Small numbers are easier to type; who meets a neighbour there takes a larger one. */
  private static final int SMALL_NAMEPLATES = 99;

  private static final int SMALL_ATTEMPTS = 3;
  private static final int ATTEMPTS = 8;
  private static final long PROBE_MILLIS = 2000;

  private final Engine engine;
  private final PairingMode mode;
  private final Optional<MulticastDns> mdns;
  private final Duration codeLifetime;
  private final Map<LinkSecret, String> linkNames = new LinkedHashMap<>();
  private final Set<PairingEnd> underWay = new LinkedHashSet<>();
  private long lastLink;
  private @Nullable PairingListener listener;
  private @Nullable UUID nameplateHost;
  private @Nullable PairingInvitation shown;
  private Consumer<Advert.PairingMode> onMode = unused -> {};

  PairingDesk(Engine engine, Self self, Optional<MulticastDns> mdns, Duration codeLifetime) {
    this.engine = engine;
    this.mode =
        PairingMode.create(self.identity().fingerprint(), self.description(), engine.random());
    this.mdns = mdns;
    this.codeLifetime = codeLifetime;
  }

  /**
   * Opens pairing mode; blocks while a nameplate is looked for. Any thread but the loop's.
   *
   * @return the first code
   */
  CompletableFuture<PairingCode> open(Duration duration, PairingListener who) {
    int nameplate = freeNameplate();
    CompletableFuture<PairingCode> code = new CompletableFuture<>();
    boolean running =
        engine.onLoop(
            () -> {
              try {
                code.complete(open(nameplate, duration, who));
              } catch (RuntimeException e) {
                code.completeExceptionally(e);
              }
            });
    if (!running) {
      code.completeExceptionally(new IllegalStateException("the device is closed"));
    }
    return code;
  }

  /** Closes pairing mode. Any thread. */
  void close() {
    engine.onLoop(
        () -> {
          mode.close();
          changed();
        });
  }

  /** Is told, on the loop, whenever pairing mode begins or ends; set before anybody opens it. */
  void onMode(Consumer<Advert.PairingMode> listener) {
    onMode = listener;
  }

  PairingMode mode() {
    return mode;
  }

  boolean isOpen() {
    return mode.code(engine.now()).isPresent();
  }

  /** See {@link dev.lanward.ice.KnockKeys#offerLinks}. */
  void offerLinks(LinkKnock knock, Fingerprint own, Predicate<KnockCandidate> verifies) {
    for (LinkSecret secret : mode.openLinks(engine.now())) {
      String name = linkNames.computeIfAbsent(secret, fresh -> "link " + ++lastLink);
      String doorPwd = secret.doorPwd(knock.nonce(), own, knock.page());
      if (verifies.test(new KnockCandidate(name, knock.page(), doorPwd))) {
        return;
      }
    }
  }

  /** The link that was offered under {@code name}, while it is open. */
  Optional<LinkSecret> link(String name) {
    return linkNames.entrySet().stream()
        .filter(link -> link.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** A pairing whose time limit is watched from now on. */
  void add(PairingEnd end) {
    underWay.add(end);
  }

  void remove(PairingEnd end) {
    underWay.remove(end);
    end.session().ifPresent(mode::ended);
    changed();
  }

  /** Tells what has happened in pairing mode. */
  void changed() {
    Optional<PairingEvent> event = mode.pollEvent();
    while (event.isPresent()) {
      handle(event.get());
      event = mode.pollEvent();
    }
  }

  @Override
  public Optional<Tick> nextTimeout() {
    return mode.nextTimeout();
  }

  @Override
  public void handleTimeout(Tick now) {
    mode.handleTimeout(now);
    changed();
    Set.copyOf(underWay).forEach(PairingEnd::advance);
  }

  private PairingCode open(int nameplate, Duration duration, PairingListener who) {
    mode.close();
    changed();
    listener = who;
    announce(NameplateHost.of(nameplate));
    PairingCode code = mode.open(engine.now(), nameplate, duration, codeLifetime);
    changed();
    onMode.accept(Advert.PairingMode.at(nameplate));
    return code;
  }

  private void handle(PairingEvent event) {
    if (event instanceof PairingEvent.CodeShown code) {
      invite(code.code(), code.expires());
    } else if (event instanceof PairingEvent.WrongGuess wrong) {
      tell(who -> who.onWrongCode(wrong.left()));
    } else if (event instanceof PairingEvent.LinkRetired link) {
      linkNames.remove(link.secret());
      renewLink(link);
    } else if (event instanceof PairingEvent.Closed) {
      closed();
    }
    // A retired code is followed by another one, or by the end.
  }

  private void invite(PairingCode code, Tick expires) {
    Tick now = engine.now();
    PairingLink link = mode.openLink(now, expires.since(now));
    PairingInvitation invitation =
        new PairingInvitation(code, link, Instant.now().plus(expires.since(now)));
    shown = invitation;
    tell(who -> who.onInvitation(invitation));
  }

  /** A link works once; while the code beside it is shown, another link is. */
  private void renewLink(PairingEvent.LinkRetired retired) {
    PairingInvitation before = shown;
    Tick now = engine.now();
    if (before == null
        || retired.why() != PairingEvent.Why.USED
        || !before.link().secret().equals(retired.secret())
        || !mode.code(now).map(before.code()::equals).orElse(false)) {
      return;
    }
    Duration left = Duration.between(Instant.now(), before.expires());
    if (!left.isNegative() && !left.isZero()) {
      invite(before.code(), now.plus(left));
    }
  }

  private void closed() {
    shown = null;
    if (nameplateHost != null) {
      UUID host = nameplateHost;
      mdns.ifPresent(responder -> responder.withdraw(host));
      nameplateHost = null;
    }
    onMode.accept(Advert.PairingMode.CLOSED);
    tell(PairingListener::onClosed);
    listener = null;
    // Links end with the opening.
    mode.close();
  }

  private void announce(UUID host) {
    nameplateHost = host;
    mdns.ifPresent(responder -> responder.announce(host));
  }

  private void tell(Consumer<PairingListener> what) {
    PairingListener who = listener;
    if (who != null) {
      engine.callbacks().run(() -> what.accept(who));
    }
  }

  private int freeNameplate() {
    int nameplate = 0;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int most = attempt < SMALL_ATTEMPTS ? SMALL_NAMEPLATES : PairingCode.MAX_NAMEPLATE;
      nameplate = 1 + engine.random().nextInt(most);
      if (mdns.isEmpty() || isFree(mdns.get(), nameplate)) {
        return nameplate;
      }
    }
    // A crowd, or somebody who answers for everything: a clash costs a failed pairing, not trust.
    return nameplate;
  }

  private static boolean isFree(MulticastDns responder, int nameplate) {
    try {
      return responder.probe(NameplateHost.of(nameplate)).get(PROBE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    } catch (ExecutionException e) {
      // It is ours already, from an opening that still lasts.
      return false;
    } catch (TimeoutException e) {
      return true;
    }
  }
}
