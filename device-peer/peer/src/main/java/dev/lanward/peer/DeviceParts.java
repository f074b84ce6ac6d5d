package dev.lanward.peer;

import dev.lanward.ice.PairedKnock;
import dev.lanward.mdns.Advert;
import dev.lanward.mdns.HostNames;
import dev.lanward.mdns.io.MulticastDns;
import dev.lanward.mdns.io.PrivateAdvertising;
import dev.lanward.pairing.ControlMessage;
import dev.lanward.pairing.DeviceDescription;
import dev.lanward.pairing.Identity;
import dev.lanward.pairing.Pairing;
import dev.lanward.pairing.PairingLink;
import dev.lanward.pairing.StandingPort;
import dev.lanward.pairing.Uuids;
import dev.lanward.peer.io.UdpPort;
import dev.lanward.peer.store.DeviceLock;
import dev.lanward.peer.store.StateDirectory;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a running {@link Device} consists of, put together in the order in which each part needs the
 * others, and taken apart in the opposite one.
 */
final class DeviceParts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceParts.class);

  /** A device's certificate outlives the device (ADR 5). */
  private static final int CERTIFICATE_YEARS = 100;

  /** Enough for the handshake's code to be compiled: later rounds are no faster. */
  private static final int WARM_UP_HANDSHAKES = 5;

  private static final Duration BYE_TIME = Duration.ofMillis(250);

  private final Deque<Runnable> closing = new ArrayDeque<>();
  private final Engine engine;
  private final Problems problems;
  private final Listeners listeners;
  private final Sessions sessions = new Sessions();
  private final AtomicInteger port = new AtomicInteger();
  private final Network network;
  private final Self self;
  private final Trust trust;
  private final TrustKeeper keeper;
  private final Optional<MulticastDns> mdns;
  private String whyNoMulticast = "Multicast DNS is switched off.";
  private final PairingDesk desk;
  private final Dialer dialer;
  private final boolean hasDoor;
  private final Visibility visibility;
  private final LinkHost linkHost;
  private boolean closed;

  static DeviceParts start(Device.Builder choice, Path directory)
      throws IOException, LanwardException {
    StateDirectory state = StateDirectory.open(directory);
    Deque<Runnable> undo = new ArrayDeque<>();
    try {
      return new DeviceParts(choice, state, undo);
    } catch (IOException | LanwardException | RuntimeException e) {
      undo.forEach(Runnable::run);
      throw e;
    }
  }

  private DeviceParts(Device.Builder choice, StateDirectory state, Deque<Runnable> undo)
      throws IOException, LanwardException {
    hasDoor = choice.door;
    visibility = choice.visibility;
    if (hasDoor) {
      DeviceLock lock = state.lockForDevice();
      undo.push(lock::close);
    }
    engine = Engine.start();
    undo.push(engine::close);
    problems = new Problems(engine.callbacks());
    listeners = new Listeners(engine.callbacks());
    linkHost = new LinkHost(engine.random());
    network = Network.of(engine, choice.interfaceName, problems);
    undo.push(network::close);
    self = self(choice, state);
    CompletableFuture<Void> warm =
        CompletableFuture.runAsync(
            () -> engine.handshakes().warmUp(self.credential(), hasDoor ? WARM_UP_HANDSHAKES : 1));
    trust = new Trust(self.identity().fingerprint());
    keeper = TrustKeeper.start(state.openTrustStore(), trust, problems);
    undo.push(keeper::close);
    mdns = choice.multicast ? multicast(choice, undo) : Optional.empty();
    openMedia(choice, mdns, undo);
    desk = new PairingDesk(engine, self, mdns, choice.codeLifetime);
    dialer = new Dialer(engine, self, trust, keeper, sessions, mdns, network);
    if (hasDoor) {
      openDoor(choice, undo);
    } else {
      keeper.onForgotten(id -> engine.onLoop(() -> sessions.of(id).forEach(PeerSession::revoked)));
    }
    warm.join();
    closing.addAll(undo);
  }

  Engine engine() {
    return engine;
  }

  Self self() {
    return self;
  }

  Trust trust() {
    return trust;
  }

  TrustKeeper keeper() {
    return keeper;
  }

  Sessions sessions() {
    return sessions;
  }

  Listeners listeners() {
    return listeners;
  }

  Problems problems() {
    return problems;
  }

  Dialer dialer() {
    return dialer;
  }

  /** Empty where multicast cannot be used. */
  Optional<MulticastDns> mdns() {
    return mdns;
  }

  /** In a sentence, where {@link #mdns} is empty. */
  String whyNoMulticast() {
    return whyNoMulticast;
  }

  /** What looks for other devices. */
  Surroundings surroundings() {
    return new Surroundings(trust, self.identity().fingerprint(), engine);
  }

  PairingDesk desk() {
    if (!hasDoor) {
      throw new IllegalStateException("a device without a door cannot be paired with");
    }
    return desk;
  }

  Optional<Integer> doorPort() {
    return hasDoor ? Optional.of(port.get()) : Optional.empty();
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    sayBye();
    closing.forEach(Runnable::run);
  }

  private void sayBye() {
    CountDownLatch gone = new CountDownLatch(1);
    boolean asked =
        engine.onLoop(
            () -> {
              dialer.close();
              sessions
                  .all()
                  .forEach(session -> session.closeSaying(ControlMessage.Bye.Reason.CLOSING));
              sessions.whenEmpty(gone::countDown);
            });
    try {
      if (asked && !gone.await(BYE_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("not all peers have answered the bye");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Self self(Device.Builder choice, StateDirectory state) {
    Identity identity = state.identityFile().load().orElseGet(() -> fresh(state));
    UUID lasting = state.hostFile().load().orElseGet(() -> freshHost(state));
    Supplier<UUID> host = visibility == Visibility.PRIVATE ? linkHost::current : () -> lasting;
    return Self.of(
        choice.name,
        identity,
        () ->
            new DeviceDescription(
                choice.name,
                choice.type,
                host.get(),
                network.told(),
                port.get() == 0 ? PairingLink.DEFAULT_PORT : port.get()));
  }

  private void openMedia(
      Device.Builder choice, Optional<MulticastDns> names, Deque<Runnable> undo) {
    MediaDesk desk = new MediaDesk(choice.media, choice.grants, trust, keeper);
    sessions.setMedia(desk);
    keeper.whenPaired(desk::decided);
    choice.media.ifPresent(
        port -> {
          port.start(
              self.identity(),
              (host, time, found) ->
                  names
                      .<Runnable>map(mdns -> mdns.resolve(host, time, found)::close)
                      .orElse(() -> {}));
          undo.push(port::close);
          trust.onChange(
              () -> engine.onLoop(() -> sessions.all().forEach(PeerSession::grantsChanged)));
        });
  }

  private Optional<MulticastDns> multicast(Device.Builder choice, Deque<Runnable> undo) {
    try {
      MulticastDns started =
          choice.mdnsDriver.start(
              choice.interfaceName,
              hostNames(),
              conflict ->
                  problems.report(
                      "host-conflict",
                      "Another host answers for this device's name. Whoever it is cannot pass"
                          + " for this device, but pages may take longer to find it."));
      undo.push(started::close);
      return Optional.of(started);
    } catch (IOException e) {
      whyNoMulticast = "Multicast DNS cannot be used here: " + e.getMessage();
      problems.report(
          "multicast",
          "Multicast DNS cannot be used, so peers find this device by its last address only: "
              + e.getMessage());
      return Optional.empty();
    }
  }

  /** What is answered for when it is asked for. */
  private HostNames hostNames() {
    if (!hasDoor) {
      return HostNames.none();
    }
    return visibility == Visibility.PRIVATE ? linkHost.with(trust) : trust;
  }

  private void openDoor(Device.Builder choice, Deque<Runnable> undo)
      throws IOException, LanwardException {
    int wantedPort = choice.port;
    Doorway doorway = new Doorway(engine, self, trust, keeper, sessions, desk, problems, listeners);
    keeper.onForgotten(id -> engine.onLoop(() -> doorway.forget(id)));
    List<UdpPort> ports = new ArrayList<>();
    undo.push(() -> engine.onLoop(() -> ports.forEach(UdpPort::close)));
    try {
      ports.add(network.bind(wantedPort, doorway));
    } catch (BindException e) {
      throw new LanwardException(
          "address-in-use",
          "UDP port "
              + wantedPort
              + " is taken by another program. Stop it, or choose another port with --port.");
    }
    port.set(ports.get(0).port());
    openStandingPort(ports, doorway);
    engine.onLoop(
        () -> {
          engine.loop().add(doorway);
          engine.loop().add(desk);
        });
    Optional<DomainAdvert> domain =
        choice.dnsSd.flatMap(place -> DomainAdvert.start(place, self, listeners, problems));
    domain.ifPresent(advert -> undo.push(advert::close));
    network.follow(
        List.copyOf(ports),
        () -> {
          doorway.addressesChanged();
          domain.ifPresent(DomainAdvert::refresh);
        });
    mdns.ifPresent(responder -> advertise(responder));
  }

  private void advertise(MulticastDns responder) {
    switch (visibility) {
      case VISIBLE -> advertiseToAll(responder);
      case PRIVATE -> advertisePrivately(responder);
      case UNADVERTISED -> responder.announce(self.description().get().host());
    }
  }

  private void advertiseToAll(MulticastDns responder) {
    Advertiser advertiser = new Advertiser(responder, self);
    try {
      advertiser.show(Advert.PairingMode.CLOSED);
      engine.onLoop(() -> desk.onMode(advertiser::show));
    } catch (IllegalArgumentException e) {
      responder.announce(self.description().get().host());
      problems.report("multicast", "This device cannot be advertised: " + e.getMessage());
    }
  }

  private void advertisePrivately(MulticastDns responder) {
    List<Pairing> first = trust.all();
    PrivateAdvertising advertising =
        responder.advertisePrivately(port.get(), PairedKnock.VERSIONS, AdvertKeys.of(first));
    AdvertKeys.follow(trust, first, advertising::setKeys);
    engine.onLoop(
        () ->
            desk.onMode(
                mode -> {
                  linkHost.setPairing(mode);
                  advertising.setPairing(mode);
                }));
  }

  private void openStandingPort(List<UdpPort> ports, Doorway doorway) throws IOException {
    int standing = StandingPort.of(self.identity().fingerprint());
    if (standing == port.get()) {
      return;
    }
    try {
      ports.add(network.bind(standing, doorway));
    } catch (BindException e) {
      problems.report(
          "standing-port",
          "UDP port "
              + standing
              + ", at which peers look when the door has moved, is taken by another program.");
    }
  }

  private static Identity fresh(StateDirectory state) {
    Instant now = Instant.now();
    Instant end = now.atOffset(ZoneOffset.UTC).plusYears(CERTIFICATE_YEARS).toInstant();
    Identity identity = Identity.generate(new SecureRandom(), now, end);
    state.identityFile().save(identity);
    return identity;
  }

  private static UUID freshHost(StateDirectory state) {
    UUID host = Uuids.random(new SecureRandom());
    state.hostFile().save(host);
    return host;
  }
}
