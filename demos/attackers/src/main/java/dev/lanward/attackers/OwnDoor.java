package dev.lanward.attackers;

import dev.lanward.core.Tick;
import dev.lanward.ice.Disposition;
import dev.lanward.ice.Door;
import dev.lanward.ice.DoorCounter;
import dev.lanward.ice.DoorEvent;
import dev.lanward.ice.KnockKeys;
import dev.lanward.ice.Limits;
import dev.lanward.ice.Path;
import dev.lanward.ice.SessionId;
import dev.lanward.ice.Transmit;
import dev.lanward.peer.dtls.DtlsCredential;
import dev.lanward.peer.dtls.DtlsRole;
import dev.lanward.peer.io.DatagramExit;
import dev.lanward.peer.io.LoopClient;
import dev.lanward.peer.io.UdpPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A door that runs DTLS for whoever knocks well. Everything but opening is the loop's thread's. */
final class OwnDoor implements LoopClient, AutoCloseable {

  /** Decides about visitors. */
  interface Host {
    /** What to show to a visitor. */
    DtlsCredential credential(DoorEvent.SessionOpened visitor);

    /** Who listens to a visitor's endpoint. */
    Endpoint.Listener welcome(DoorEvent.SessionOpened visitor, Visit visit);

    /** The session of a visitor is over at the door. */
    default void left(SessionId session, String reason) {}
  }

  /** A visitor's endpoint, for its listener; there from the moment when DTLS has started. */
  static final class Visit {
    private Optional<Endpoint> endpoint = Optional.empty();

    void send(String text) {
      endpoint.ifPresent(each -> each.send(text));
    }

    long applicationBytes() {
      return endpoint.map(Endpoint::applicationBytes).orElse(0L);
    }
  }

  private final Network network;
  private final Door door;
  private final Host host;
  private final Map<SessionId, Visit> visits = new HashMap<>();
  private final List<DatagramExit> exits = new ArrayList<>();
  private final UdpPort port;

  private OwnDoor(Network network, KnockKeys keys, Host host, List<InetSocketAddress> at)
      throws IOException {
    this.network = network;
    this.host = host;
    this.door = Door.create(keys, Limits.defaults(), network.random(), network.now());
    List<InetAddress> addresses = at.stream().map(InetSocketAddress::getAddress).toList();
    this.port = UdpPort.bind(network.loop(), at.get(0).getPort(), addresses, this::datagram);
  }

  /**
   * Opens a door.
   *
   * @param at where, with one port number; 0 for one that is free
   */
  static OwnDoor open(Network network, KnockKeys keys, Host host, List<InetSocketAddress> at)
      throws IOException {
    OwnDoor door = new OwnDoor(network, keys, host, at);
    network.loop().execute(() -> network.loop().add(door));
    return door;
  }

  int port() {
    return port.port();
  }

  /** How often this happened at the door. */
  long count(DoorCounter counter) {
    return door.count(counter);
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
  public void close() {
    network.loop().remove(this);
    visits.values().forEach(visit -> visit.endpoint.ifPresent(Endpoint::close));
    port.close();
  }

  /** Ends a session and its endpoint. */
  void dismiss(SessionId session) {
    door.end(session);
    drain();
  }

  private void datagram(ByteBuffer datagram, InetSocketAddress source, DatagramExit via) {
    Path path = new Path(numberOf(via), source);
    Disposition disposition = door.handleDatagram(network.now(), path, datagram);
    drain();
    disposition
        .session()
        .map(visits::get)
        .flatMap(visit -> visit.endpoint)
        .ifPresent(endpoint -> endpoint.handleDatagram(datagram));
  }

  private int numberOf(DatagramExit exit) {
    if (!exits.contains(exit)) {
      exits.add(exit);
    }
    return exits.indexOf(exit);
  }

  private void drain() {
    for (Optional<Transmit> next = door.pollTransmit();
        next.isPresent();
        next = door.pollTransmit()) {
      send(next.get().path(), next.get().payload());
    }
    for (Optional<DoorEvent> event = door.pollEvent();
        event.isPresent();
        event = door.pollEvent()) {
      handle(event.get());
    }
  }

  private void handle(DoorEvent event) {
    if (event instanceof DoorEvent.SessionOpened opened) {
      welcome(opened);
    } else if (event instanceof DoorEvent.SessionEnded ended) {
      Visit visit = visits.remove(ended.session());
      if (visit != null) {
        visit.endpoint.ifPresent(Endpoint::close);
        host.left(ended.session(), ended.reason().name());
      }
    }
  }

  private void welcome(DoorEvent.SessionOpened opened) {
    Visit visit = new Visit();
    Endpoint.Listener listener = host.welcome(opened, visit);
    SessionId session = opened.session();
    visit.endpoint =
        Endpoint.start(
            network,
            DtlsRole.SERVER,
            opened.path().remote(),
            host.credential(opened),
            opened.page(),
            datagram -> door.path(session).ifPresent(path -> send(path, datagram)),
            new FinishingListener(listener, session));
    visits.put(session, visit);
  }

  private void send(Path path, ByteBuffer datagram) {
    exits.get(path.localPortId()).send(datagram, path.remote());
  }

  /** Tells the door what its limits want to know. */
  private final class FinishingListener implements Endpoint.Listener {
    private final Endpoint.Listener listener;
    private final SessionId session;

    FinishingListener(Endpoint.Listener listener, SessionId session) {
      this.listener = listener;
      this.session = session;
    }

    @Override
    public void handshake(Endpoint.Handshake result) {
      if (result.isOpen()) {
        door.handshakeFinished(session);
      }
      listener.handshake(result);
    }

    @Override
    public void ready() {
      listener.ready();
    }

    @Override
    public void message(String text) {
      listener.message(text);
    }

    @Override
    public void ended(String why) {
      listener.ended(why);
      dismiss(session);
    }
  }
}
