package dev.lanward.peer;

import dev.lanward.core.Tick;
import dev.lanward.ice.Knocker;
import dev.lanward.ice.KnockerDisposition;
import dev.lanward.ice.KnockerEvent;
import dev.lanward.ice.KnockerTimes;
import dev.lanward.ice.Path;
import dev.lanward.ice.Transmit;
import dev.lanward.peer.io.DatagramExit;
import dev.lanward.peer.io.DatagramHandler;
import dev.lanward.peer.io.LoopClient;
import dev.lanward.peer.io.UdpPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One knock from this side at somebody's door, with a port of its own: where the door may be is
 * tried as it becomes known, and the first answer leads to DTLS. When the way that was found falls
 * silent, or this host loses the address that it began at, the door is looked for again, and the
 * connection goes on by the way that is found then. Lives as long as the connection does. On the
 * loop's thread, {@link #open} excepted.
 */
final class Call implements LoopClient, DatagramHandler, Network.Follower, AutoCloseable {

  /** Begins to look for the door. */
  interface Search {
    /**
     * @param time for how long at least
     * @param door is told where it may be
     */
    DoorSearch start(Duration time, Consumer<InetSocketAddress> door);
  }

  private final Engine engine;
  private final Target target;
  private final KnockerTimes times;
  private final Search search;
  private final Connection connection;
  private final Network network;
  private final Runnable nobodyAnswered;
  private final Exits exits = new Exits();
  private final Knocker knocker;

  /** Where the door may be, by the search that goes on. */
  private final Set<InetSocketAddress> doors = new LinkedHashSet<>();

  private @Nullable UdpPort port;
  private @Nullable DoorSearch searching;
  private boolean looking;
  private boolean closed;

  private Call(
      Engine engine,
      Target target,
      KnockerTimes times,
      Search search,
      Connection connection,
      Network network,
      Runnable nobodyAnswered) {
    this.engine = engine;
    this.target = target;
    this.times = times;
    this.search = search;
    this.connection = connection;
    this.network = network;
    this.nobodyAnswered = nobodyAnswered;
    this.knocker =
        Knocker.create(target.knock(), target.doorPwd(), times, engine.random(), engine.now());
  }

  /**
   * A port on this host's addresses, from which {@link #start} may knock. Any thread.
   *
   * @param nobodyAnswered runs on the loop's thread when no door was found in time
   * @throws IOException when no port can be had
   */
  static Call open(
      Engine engine,
      Target target,
      KnockerTimes times,
      Search search,
      Connection connection,
      Network network,
      Runnable nobodyAnswered)
      throws IOException {
    Call call = new Call(engine, target, times, search, connection, network, nobodyAnswered);
    call.port = network.bindAny(call);
    return call;
  }

  /** Looks for the door, and knocks wherever it may be. */
  void start() {
    if (!closed) {
      engine.loop().add(this);
      network.add(this);
      drain();
    }
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
    network.remove(this);
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
    Optional<Tick> look = searching == null ? Optional.empty() : searching.nextTimeout();
    if (look.isEmpty() || knock.isEmpty()) {
      return look.or(() -> knock);
    }
    return look.get().isBefore(knock.get()) ? look : knock;
  }

  @Override
  public void handleTimeout(Tick now) {
    if (searching != null) {
      searching.handleTimeout(now);
    }
    knocker.handleTimeout(now);
    drain();
  }

  /** This host's addresses have changed. What left takes its candidates with it. */
  @Override
  public boolean follow(Set<InetAddress> addresses) {
    if (closed || port == null) {
      return true;
    }
    boolean all = port.follow(addresses);
    exits.forgetClosed().forEach(exit -> knocker.forgetPort(engine.now(), exit));
    doors.forEach(this::tryAt);
    drain();
    return all;
  }

  /**
   * Looks while the knocker has no path. What was found by an earlier search is out of date: the
   * device, or this host, is somewhere else now.
   */
  private void look() {
    looking = true;
    doors.clear();
    knocker.forgetCandidates();
    Duration time = knocker.path().isEmpty() ? times.connect() : times.consentTimeout();
    searching = search.start(time, this::found);
  }

  private void stopLooking() {
    looking = false;
    doors.clear();
    if (searching != null) {
      searching.stop();
      searching = null;
    }
  }

  private void found(InetSocketAddress door) {
    if (!closed && looking && doors.add(door)) {
      tryAt(door);
      drain();
    }
  }

  private void tryAt(InetSocketAddress door) {
    if (port != null) {
      NearestExits.to(door.getAddress(), port.exits())
          .forEach(exit -> knocker.addCandidate(engine.now(), exits.path(exit, door)));
    }
  }

  /** Sooner than the next check would tell. */
  private void doubt() {
    if (!closed) {
      knocker.doubt(engine.now());
      drain();
    }
  }

  private void drain() {
    Optional<KnockerEvent> event = closed ? Optional.empty() : knocker.pollEvent();
    while (event.isPresent() && !closed) {
      handle(event.get());
      event = knocker.pollEvent();
    }
    Optional<Transmit> transmit = closed ? Optional.empty() : knocker.pollTransmit();
    while (transmit.isPresent()) {
      exits.send(transmit.get());
      transmit = knocker.pollTransmit();
    }
    if (!closed && knocker.isSeeking() != looking) {
      if (looking) {
        stopLooking();
      } else {
        look();
      }
    }
  }

  private void handle(KnockerEvent event) {
    if (event instanceof KnockerEvent.Connected connected) {
      connection.setPath(exits.route(connected.path()), exits.packetBytes(connected.path()));
      connection.onSilence(this::doubt);
      boolean started =
          connection.handshake(
              this,
              target.own(),
              target.expected(),
              datagram -> knocker.path().ifPresent(path -> exits.send(path, datagram)));
      if (!started) {
        connection.abort("too many handshakes at once");
      }
    } else if (event instanceof KnockerEvent.PathChanged changed) {
      // Datagrams take the path of the moment; only how long they may be is to be told.
      connection.setPath(exits.route(changed.path()), exits.packetBytes(changed.path()));
    } else if (event instanceof KnockerEvent.ConsentLost) {
      connection.lost("the device has not answered for 30 s");
    } else if (event instanceof KnockerEvent.TimedOut) {
      nobodyAnswered.run();
    }
  }
}
