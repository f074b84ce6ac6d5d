package dev.lanward.attackers;

import dev.lanward.core.Tick;
import dev.lanward.datachannel.Association;
import dev.lanward.datachannel.ChannelOptions;
import dev.lanward.datachannel.Event;
import dev.lanward.datachannel.Limits;
import dev.lanward.datachannel.MessageKind;
import dev.lanward.datachannel.Role;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.peer.dtls.DatagramSink;
import dev.lanward.peer.dtls.DtlsClose;
import dev.lanward.peer.dtls.DtlsCredential;
import dev.lanward.peer.dtls.DtlsEndpoint;
import dev.lanward.peer.dtls.DtlsFailure;
import dev.lanward.peer.dtls.DtlsListener;
import dev.lanward.peer.dtls.DtlsRole;
import dev.lanward.peer.io.LoopClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * DTLS, SCTP and the control channel on one path, in either role. All of it belongs to the loop's
 * thread.
 */
final class Endpoint implements DtlsListener, LoopClient {
  private static final int CONTROL = 0;
  private static final int PACKET_BYTES = 1500;

  /** Hears what becomes of an endpoint, on the loop's thread. Each method may close it. */
  interface Listener {
    /** DTLS ended: {@code open}, or how it failed. */
    default void handshake(Handshake result) {}

    /** The control channel can be used. */
    default void ready() {}

    /** A control message came. */
    default void message(String text) {}

    /** It is over, other than by {@link Endpoint#close}. Comes once. */
    default void ended(String why) {}
  }

  /**
   * How a handshake ended.
   *
   * @param result {@code open}, or the failure in words joined by dashes
   * @param alert the alert that was received or sent; -1 when there was none
   */
  record Handshake(String result, int alert) {
    boolean isOpen() {
      return result.equals("open");
    }
  }

  private final Network network;
  private final Association association;
  private final DtlsRole role;
  private final Listener listener;
  private final ByteBuffer packet = ByteBuffer.allocate(PACKET_BYTES);
  private Optional<DtlsEndpoint> dtls = Optional.empty();
  private long applicationBytes;
  private boolean over;

  private Endpoint(Network network, DtlsRole role, Listener listener) {
    this.network = network;
    this.role = role;
    this.listener = listener;
    this.association =
        Association.create(
            role == DtlsRole.CLIENT ? Role.DTLS_CLIENT : Role.DTLS_SERVER,
            Limits.DEFAULT,
            network.random());
    association.openChannel(network.now(), ChannelOptions.negotiated("lanward", CONTROL));
  }

  /** Starts a handshake; empty when too many run already. On the loop's thread. */
  static Optional<Endpoint> start(
      Network network,
      DtlsRole role,
      Object source,
      DtlsCredential own,
      Fingerprint expected,
      DatagramSink sink,
      Listener listener) {
    Endpoint endpoint = new Endpoint(network, role, listener);
    endpoint.dtls = network.handshakes().start(role, source, own, expected, sink, endpoint);
    if (endpoint.dtls.isEmpty()) {
      return Optional.empty();
    }
    network.loop().add(endpoint);
    return Optional.of(endpoint);
  }

  void handleDatagram(ByteBuffer datagram) {
    dtls.ifPresent(each -> each.handleDatagram(datagram));
  }

  /** Sends a control message; without effect once this is over. */
  void send(String text) {
    if (canSend() && association.isConnected()) {
      ByteBuffer utf8 = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      association.send(network.now(), CONTROL, MessageKind.TEXT, utf8);
      drain();
    }
  }

  /** Ends it; the listener hears nothing more. */
  void close() {
    if (!over) {
      over = true;
      network.loop().remove(this);
      dtls.ifPresent(DtlsEndpoint::close);
    }
  }

  boolean isOver() {
    return over;
  }

  /** Bytes of plain text that came out of DTLS. */
  long applicationBytes() {
    return applicationBytes;
  }

  @Override
  public void connected() {
    listener.handshake(new Handshake("open", -1));
    if (!over && role == DtlsRole.CLIENT) {
      association.connect(network.now());
      drain();
    }
  }

  @Override
  public void applicationData(ByteBuffer plain) {
    applicationBytes += plain.remaining();
    association.handleDatagram(network.now(), plain);
    drain();
  }

  @Override
  public void failed(DtlsFailure failure) {
    Handshake result = describe(failure);
    listener.handshake(result);
    end(result.result());
  }

  @Override
  public void closed(DtlsClose reason) {
    end("dtls-" + words(reason));
  }

  @Override
  public Optional<Tick> nextTimeout() {
    return over ? Optional.empty() : association.nextTimeout();
  }

  @Override
  public void handleTimeout(Tick now) {
    association.handleTimeout(now);
    drain();
  }

  private void drain() {
    for (boolean more = true; more && !over; ) {
      transmit();
      Optional<Event> event = over ? Optional.empty() : association.pollEvent();
      event.ifPresent(this::handle);
      more = event.isPresent();
    }
  }

  private void transmit() {
    while (canSend() && association.pollTransmit(packet.clear())) {
      dtls.orElseThrow().send(packet.flip());
    }
  }

  private boolean canSend() {
    return !over && dtls.filter(each -> each.state() == DtlsEndpoint.State.OPEN).isPresent();
  }

  private void handle(Event event) {
    if (event instanceof Event.ChannelOpen open && open.streamId() == CONTROL) {
      listener.ready();
    } else if (event instanceof Event.MessageReceived message && message.streamId() == CONTROL) {
      listener.message(StandardCharsets.UTF_8.decode(message.payload().toBuffer()).toString());
    } else if (event instanceof Event.Closed closed) {
      end("sctp-" + words(closed.reason()));
    }
  }

  private void end(String why) {
    if (!over) {
      close();
      listener.ended(why);
    }
  }

  private static Handshake describe(DtlsFailure failure) {
    if (failure instanceof DtlsFailure.WrongCertificate) {
      return new Handshake("wrong-certificate", -1);
    }
    if (failure instanceof DtlsFailure.NoCertificate) {
      return new Handshake("no-certificate", -1);
    }
    if (failure instanceof DtlsFailure.TimedOut) {
      return new Handshake("timed-out", -1);
    }
    if (failure instanceof DtlsFailure.PeerAlert alert) {
      return new Handshake("peer-alert", alert.description());
    }
    if (failure instanceof DtlsFailure.ProtocolViolation violation) {
      return new Handshake("protocol-violation", violation.description());
    }
    return new Handshake("own-error", -1);
  }

  private static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
