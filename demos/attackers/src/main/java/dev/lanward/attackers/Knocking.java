package dev.lanward.attackers;

import dev.lanward.core.Tick;
import dev.lanward.ice.Knock;
import dev.lanward.ice.Knocker;
import dev.lanward.ice.KnockerDisposition;
import dev.lanward.ice.KnockerEvent;
import dev.lanward.ice.KnockerTimes;
import dev.lanward.ice.Path;
import dev.lanward.ice.Transmit;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.peer.dtls.DtlsCredential;
import dev.lanward.peer.dtls.DtlsRole;
import dev.lanward.peer.io.DatagramExit;
import dev.lanward.peer.io.LoopClient;
import dev.lanward.peer.io.UdpPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** A page's side of one session: knocks at one door, then is the DTLS client. Loop's thread. */
final class Knocking implements LoopClient, AutoCloseable {
  private static final int ONLY_PORT = 0;

  /**
   * What to say at a door.
   *
   * @param door where
   * @param knock the door-ufrag
   * @param doorPwd what keys the checks
   * @param own what to show in DTLS
   * @param expected what the device must show
   */
  record Plan(
      InetSocketAddress door,
      Knock knock,
      String doorPwd,
      DtlsCredential own,
      Fingerprint expected) {}

  /** Hears what becomes of it besides {@link Endpoint.Listener}. */
  interface Listener extends Endpoint.Listener {
    /** The door answered the knock. */
    default void answered() {}
  }

  private final Network network;
  private final Plan plan;
  private final Listener listener;
  private final Knocker knocker;
  private final UdpPort port;
  private Optional<Endpoint> endpoint = Optional.empty();
  private boolean answered;
  private boolean closed;
  private long datagramsSeen;

  private Knocking(Network network, Plan plan, Listener listener) throws IOException {
    this.network = network;
    this.plan = plan;
    this.listener = listener;
    this.knocker =
        Knocker.create(
            plan.knock(), plan.doorPwd(), KnockerTimes.defaults(), network.random(), network.now());
    List<InetAddress> from = List.of(Network.addressTowards(plan.door()));
    this.port = UdpPort.bind(network.loop(), 0, from, this::datagram);
  }

  static Knocking start(Network network, Plan plan, Listener listener) throws IOException {
    Knocking knocking = new Knocking(network, plan, listener);
    network.loop().add(knocking);
    knocking.knocker.addCandidate(network.now(), new Path(ONLY_PORT, plan.door()));
    knocking.drain();
    return knocking;
  }

  void send(String text) {
    endpoint.ifPresent(each -> each.send(text));
  }

  boolean isAnswered() {
    return answered;
  }

  /** Datagrams of any kind that came. */
  long datagramsSeen() {
    return datagramsSeen;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      network.loop().remove(this);
      endpoint.ifPresent(Endpoint::close);
      knocker.close(network.now());
      port.close();
    }
  }

  @Override
  public Optional<Tick> nextTimeout() {
    return knocker.nextTimeout();
  }

  @Override
  public void handleTimeout(Tick now) {
    knocker.handleTimeout(now);
    drain();
  }

  private void datagram(ByteBuffer datagram, InetSocketAddress source, DatagramExit via) {
    datagramsSeen++;
    Path path = new Path(ONLY_PORT, source);
    if (knocker.handleDatagram(network.now(), path, datagram) == KnockerDisposition.DTLS) {
      endpoint.ifPresent(each -> each.handleDatagram(datagram));
    }
    drain();
  }

  private void drain() {
    for (Optional<Transmit> next = knocker.pollTransmit();
        next.isPresent();
        next = knocker.pollTransmit()) {
      send(next.get().payload());
    }
    for (Optional<KnockerEvent> event = knocker.pollEvent();
        event.isPresent();
        event = knocker.pollEvent()) {
      if (event.get() instanceof KnockerEvent.Connected && !closed) {
        answered = true;
        listener.answered();
        shakeHands();
      }
    }
  }

  private void shakeHands() {
    if (!closed) {
      endpoint =
          Endpoint.start(
              network,
              DtlsRole.CLIENT,
              plan.door(),
              plan.own(),
              plan.expected(),
              this::send,
              listener);
    }
  }

  private void send(ByteBuffer datagram) {
    port.exits().forEach(exit -> exit.send(datagram, plan.door()));
  }
}
