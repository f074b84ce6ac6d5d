package dev.lanward.peer;

import dev.lanward.core.Tick;
import dev.lanward.ice.Knocker;
import dev.lanward.ice.KnockerDisposition;
import dev.lanward.ice.KnockerEvent;
import dev.lanward.ice.KnockerTimes;
import dev.lanward.ice.Path;
import dev.lanward.ice.Transmit;
import dev.lanward.mdns.io.MulticastDns;
import dev.lanward.mdns.io.Resolution;
import dev.lanward.peer.io.DatagramExit;
import dev.lanward.peer.io.DatagramHandler;
import dev.lanward.peer.io.LoopClient;
import dev.lanward.peer.io.UdpPort;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One knock from this side at somebody's door, with a port of its own: where the door may be is
 * tried as it becomes known, and the first answer leads to DTLS. Lives as long as the connection
 * does. On the loop's thread, {@link #open} excepted.
 */
final class Call implements LoopClient, DatagramHandler, AutoCloseable {
  /** When a door is looked for at its standing port as well (protocol section 5). */
  private static final Duration STANDING_PORT_AFTER = Duration.ofSeconds(1);

  /** How many of this host's addresses are tried with each of the device's. */
  private static final int EXITS_PER_ADDRESS = 2;

  /** Whoever lies in multicast DNS may name many. */
  private static final int MAX_ADDRESSES = 32;

  private final Engine engine;
  private final Target target;
  private final Connection connection;
  private final Runnable nobodyAnswered;
  private final Exits exits = new Exits();
  private final Set<InetAddress> addresses = new LinkedHashSet<>();
  private final Knocker knocker;
  private Optional<Tick> standingPortAt;
  private @Nullable UdpPort port;
  private @Nullable Resolution resolution;
  private boolean closed;

  private Call(
      Engine engine,
      Target target,
      KnockerTimes times,
      Connection connection,
      Runnable nobodyAnswered) {
    this.engine = engine;
    this.target = target;
    this.connection = connection;
    this.nobodyAnswered = nobodyAnswered;
    Tick now = engine.now();
    this.knocker = Knocker.create(target.knock(), target.doorPwd(), times, engine.random(), now);
    this.standingPortAt = target.standingPort().map(any -> now.plus(STANDING_PORT_AFTER));
  }

  /**
   * A port on {@code local}, from which {@link #start} may knock. Any thread.
   *
   * @param nobodyAnswered runs on the loop's thread when no door was found in time
   * @throws IOException when no port can be had
   */
  static Call open(
      Engine engine,
      Target target,
      KnockerTimes times,
      Connection connection,
      Collection<InetAddress> local,
      Runnable nobodyAnswered)
      throws IOException {
    Call call = new Call(engine, target, times, connection, nobodyAnswered);
    call.port = UdpPort.bind(engine.loop(), 0, local, call);
    return call;
  }

  /** Knocks, and asks {@code mdns} where else. */
  void start(Optional<MulticastDns> mdns, Duration time) {
    if (closed) {
      return;
    }
    engine.loop().add(this);
    target.addresses().forEach(this::found);
    mdns.ifPresent(
        responder ->
            resolution =
                responder.resolve(
                    target.host(), time, address -> engine.onLoop(() -> found(address))));
    drain();
  }

  /** Gives the port back. The connection must be over. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    knocker.close(engine.now());
    engine.loop().remove(this);
    stopLooking();
    if (port != null) {
      port.close();
    }
  }

  @Override
  public void datagram(ByteBuffer datagram, InetSocketAddress source, DatagramExit via) {
    if (closed) {
      return;
    }
    Path path = exits.path(via, source);
    if (knocker.handleDatagram(engine.now(), path, datagram) == KnockerDisposition.DTLS) {
      connection.handleDatagram(datagram);
    }
    drain();
  }

  @Override
  public Optional<Tick> nextTimeout() {
    Optional<Tick> knock = knocker.nextTimeout();
    if (standingPortAt.isEmpty() || knock.isEmpty()) {
      return standingPortAt.or(() -> knock);
    }
    return standingPortAt.get().isBefore(knock.get()) ? standingPortAt : knock;
  }

  @Override
  public void handleTimeout(Tick now) {
    if (standingPortAt.isPresent() && !now.isBefore(standingPortAt.get())) {
      standingPortAt = Optional.empty();
      target.standingPort().ifPresent(standing -> addresses.forEach(at -> tryAt(at, standing)));
    }
    knocker.handleTimeout(now);
    drain();
  }

  private void found(InetAddress address) {
    if (closed || addresses.size() >= MAX_ADDRESSES || !addresses.add(address)) {
      return;
    }
    tryAt(address, target.port());
    if (standingPortAt.isEmpty()) {
      target.standingPort().ifPresent(standing -> tryAt(address, standing));
    }
    drain();
  }

  private void tryAt(InetAddress address, int doorPort) {
    if (port == null) {
      return;
    }
    InetSocketAddress remote = new InetSocketAddress(address, doorPort);
    exitsFor(address).forEach(exit -> knocker.addCandidate(engine.now(), exits.path(exit, remote)));
  }

  /** This host's addresses that look nearest: a LAN shares its prefix. */
  private List<DatagramExit> exitsFor(InetAddress remote) {
    boolean ipv4 = remote instanceof Inet4Address;
    return port == null
        ? List.of()
        : port.exits().stream()
            .filter(exit -> ipv4 == exit.localAddress().getAddress() instanceof Inet4Address)
            .filter(
                exit ->
                    exit.localAddress().getAddress().isLoopbackAddress()
                        == remote.isLoopbackAddress())
            .sorted(
                Comparator.comparingInt(
                    exit -> -commonPrefixBits(exit.localAddress().getAddress(), remote)))
            .limit(EXITS_PER_ADDRESS)
            .toList();
  }

  private void drain() {
    if (closed) {
      return;
    }
    Optional<KnockerEvent> event = knocker.pollEvent();
    while (event.isPresent() && !closed) {
      handle(event.get());
      event = knocker.pollEvent();
    }
    Optional<Transmit> transmit = knocker.pollTransmit();
    while (transmit.isPresent()) {
      exits.send(transmit.get());
      transmit = knocker.pollTransmit();
    }
  }

  private void handle(KnockerEvent event) {
    if (event instanceof KnockerEvent.Connected) {
      standingPortAt = Optional.empty();
      stopLooking();
      boolean started =
          connection.handshake(
              this,
              target.own(),
              target.expected(),
              datagram -> knocker.path().ifPresent(path -> exits.send(path, datagram)));
      if (!started) {
        connection.abort("too many handshakes at once");
      }
    } else if (event instanceof KnockerEvent.ConsentLost) {
      connection.lost("the device has not answered for 30 s");
    } else if (event instanceof KnockerEvent.TimedOut) {
      nobodyAnswered.run();
    }
    // Datagrams take the path of the moment: a changed one needs nothing.
  }

  private void stopLooking() {
    if (resolution != null) {
      resolution.close();
      resolution = null;
    }
  }

  private static int commonPrefixBits(InetAddress a, InetAddress b) {
    byte[] left = a.getAddress();
    byte[] right = b.getAddress();
    for (int i = 0; i < left.length; i++) {
      int differing = (left[i] ^ right[i]) & 0xff;
      if (differing != 0) {
        return i * 8 + Integer.numberOfLeadingZeros(differing) - 24;
      }
    }
    return left.length * 8;
  }
}
