package dev.lanward.bench;

import dev.lanward.core.Tick;
import dev.lanward.datachannel.Association;
import dev.lanward.datachannel.ChannelOptions;
import dev.lanward.datachannel.Event;
import dev.lanward.datachannel.Limits;
import dev.lanward.datachannel.MessageKind;
import dev.lanward.datachannel.Role;
import dev.lanward.ice.Knocker;
import dev.lanward.ice.KnockerDisposition;
import dev.lanward.ice.KnockerEvent;
import dev.lanward.ice.KnockerTimes;
import dev.lanward.ice.PairedKnock;
import dev.lanward.ice.Path;
import dev.lanward.ice.Transmit;
import dev.lanward.peer.dtls.DtlsClose;
import dev.lanward.peer.dtls.DtlsEndpoint;
import dev.lanward.peer.dtls.DtlsFailure;
import dev.lanward.peer.dtls.DtlsListener;
import dev.lanward.peer.dtls.DtlsRole;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One session of a {@link Crowd}, on its thread. */
final class Member implements DtlsListener {
  private static final byte[] PING = "ping".getBytes(StandardCharsets.US_ASCII);
  private static final int CONTROL = 0;

  private final Crowd crowd;
  private final Caller caller;
  private final Knocker knocker;
  private final Association association;
  private int echo = -1;
  private Runnable onEcho;
  private @Nullable Runnable onClosed;
  private @Nullable DatagramChannel channel;
  private @Nullable DtlsEndpoint dtls;

  /**
   * @param onOpen runs when the first echo has come
   */
  Member(Crowd crowd, Caller caller, Runnable onOpen) {
    this.crowd = crowd;
    this.caller = caller;
    this.onEcho = onOpen;
    PairedKnock knock = Caller.knock(crowd.random());
    String pwd = caller.doorPwd(knock, crowd.device());
    this.knocker = Knocker.create(knock, pwd, KnockerTimes.defaults(), crowd.random(), crowd.now());
    this.association = Association.create(Role.DTLS_CLIENT, Limits.DEFAULT, crowd.random());
    association.openChannel(crowd.now(), ChannelOptions.negotiated("lanward", CONTROL));
  }

  void start(DatagramChannel connected) {
    channel = connected;
    knocker.addCandidate(crowd.now(), new Path(0, crowd.door()));
    drain();
  }

  void echo(Runnable then) {
    onEcho = then;
    association.send(crowd.now(), echo, MessageKind.BINARY, ByteBuffer.wrap(PING));
    drain();
  }

  void close(Runnable then) {
    onClosed = then;
    if (association.isClosed()) {
      over("already");
      return;
    }
    association.shutdown(crowd.now());
    drain();
  }

  void handleDatagram(ByteBuffer datagram) {
    KnockerDisposition what =
        knocker.handleDatagram(crowd.now(), new Path(0, crowd.door()), datagram);
    if (what == KnockerDisposition.DTLS && dtls != null) {
      dtls.handleDatagram(datagram);
    }
    drain();
  }

  void handleTimeout(Tick now) {
    knocker.handleTimeout(now);
    association.handleTimeout(now);
    drain();
  }

  /** Gives everything back, without a word. */
  void drop() {
    crowd.remove(this);
    knocker.close(crowd.now());
    if (dtls != null) {
      dtls.close();
    }
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      crowd.failed("a socket did not close: " + e);
    }
  }

  @Override
  public void connected() {
    association.connect(crowd.now());
    drain();
  }

  @Override
  public void applicationData(ByteBuffer plain) {
    association.handleDatagram(crowd.now(), plain);
  }

  @Override
  public void failed(DtlsFailure failure) {
    crowd.failed("a handshake failed: " + failure);
  }

  @Override
  public void closed(DtlsClose reason) {
    over("DTLS: " + reason);
  }

  private void drain() {
    for (var event = knocker.pollEvent(); event.isPresent(); event = knocker.pollEvent()) {
      handle(event.get());
    }
    Optional<Transmit> transmit = knocker.pollTransmit();
    while (transmit.isPresent()) {
      send(transmit.get().payload());
      transmit = knocker.pollTransmit();
    }
    for (boolean more = true; more; ) {
      transmit();
      Optional<Event> event = association.pollEvent();
      event.ifPresent(this::handle);
      more = event.isPresent();
    }
  }

  private void transmit() {
    ByteBuffer packet = crowd.packet();
    while (dtls != null
        && dtls.state() == DtlsEndpoint.State.OPEN
        && association.pollTransmit(packet.clear())) {
      dtls.send(packet.flip());
    }
  }

  private void handle(KnockerEvent event) {
    if (event instanceof KnockerEvent.Connected) {
      dtls =
          crowd
              .handshakes()
              .start(DtlsRole.CLIENT, this, caller.credential(), crowd.device(), this::send, this)
              .orElse(null);
      if (dtls == null) {
        crowd.failed("the crowd has too many handshakes");
      }
    } else if (!(event instanceof KnockerEvent.PathChanged)) {
      crowd.failed("the device does not answer: " + event);
    }
  }

  private void handle(Event event) {
    if (event instanceof Event.ChannelOpen open && open.streamId() == CONTROL) {
      echo = association.openChannel(crowd.now(), ChannelOptions.reliable("echo"));
      association.send(crowd.now(), echo, MessageKind.BINARY, ByteBuffer.wrap(PING));
    } else if (event instanceof Event.MessageReceived message && message.streamId() == echo) {
      onEcho.run();
    } else if (event instanceof Event.Closed closed) {
      transmit();
      over("SCTP: " + closed.detail());
    }
  }

  private void over(String how) {
    drop();
    Runnable wanted = onClosed;
    if (wanted == null) {
      crowd.failed("a session ended: " + how);
    } else {
      onClosed = null;
      wanted.run();
    }
  }

  private void send(ByteBuffer datagram) {
    try {
      if (channel != null && channel.isOpen()) {
        channel.write(datagram);
      }
    } catch (IOException e) {
      // Loopback says when nobody listens; the timers will tell.
    }
  }
}
