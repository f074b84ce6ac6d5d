package dev.lanward.interop;

import dev.lanward.core.Tick;
import dev.lanward.datachannel.Association;
import dev.lanward.datachannel.ChannelOptions;
import dev.lanward.datachannel.CloseReason;
import dev.lanward.datachannel.Event;
import dev.lanward.datachannel.Limits;
import dev.lanward.datachannel.MessageKind;
import dev.lanward.datachannel.Role;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.peer.dtls.DatagramSink;
import dev.lanward.peer.dtls.DtlsClose;
import dev.lanward.peer.dtls.DtlsEndpoint;
import dev.lanward.peer.dtls.DtlsFailure;
import dev.lanward.peer.dtls.DtlsListener;
import dev.lanward.peer.dtls.DtlsRole;
import dev.lanward.peer.io.LoopClient;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** This project's DTLS and SCTP on one path, in either role. On the loop's thread. */
final class OwnStack implements Stack, DtlsListener, LoopClient, Event.Handler {

  /** Who found the path. */
  interface Owner {
    /** Both certificates were compared. */
    void verified();

    /** It is over, in whatever way. Comes once. */
    void gone();
  }

  private static final int PACKET_BYTES = 1500;

  private final Network network;
  private final DtlsRole role;
  private final Listener listener;
  private final Owner owner;
  private final Association association;
  private final PacketLog log = new PacketLog();
  private final ByteBuffer packet = ByteBuffer.allocate(PACKET_BYTES);
  private final Map<Integer, ChannelPlan> channels = new HashMap<>();
  private final Map<String, Integer> ids = new HashMap<>();
  private @Nullable DtlsEndpoint dtls;
  private boolean hangingUp;
  private boolean over;

  private OwnStack(Network network, DtlsRole role, Listener listener, Owner owner) {
    this.network = network;
    this.role = role;
    this.listener = listener;
    this.owner = owner;
    Role even = role == DtlsRole.CLIENT ? Role.DTLS_CLIENT : Role.DTLS_SERVER;
    this.association = Association.create(even, Limits.DEFAULT, network.random());
  }

  /** Starts a handshake. */
  static OwnStack start(
      Network network,
      DtlsRole role,
      Fingerprint expected,
      DatagramSink sink,
      Listener listener,
      Owner owner) {
    OwnStack stack = new OwnStack(network, role, listener, owner);
    stack.dtls =
        network
            .handshakes()
            .start(role, network, network.credential(), expected, sink, stack)
            .orElseThrow();
    network.loop().add(stack);
    return stack;
  }

  void handleDatagram(ByteBuffer datagram) {
    if (dtls != null && !over) {
      dtls.handleDatagram(datagram);
    }
  }

  // --- Commands ----------------------------------------------------------------------------------

  @Override
  public void open(ChannelPlan plan) {
    int id = association.openChannel(network.now(), plan.toOptions());
    channels.put(id, plan);
    ids.put(plan.label(), id);
  }

  @Override
  public void send(String label, boolean text, byte[] content) {
    MessageKind kind = text ? MessageKind.TEXT : MessageKind.BINARY;
    association.send(network.now(), id(label), kind, ByteBuffer.wrap(content));
  }

  @Override
  public long bufferedBytes() {
    return channels.keySet().stream().mapToLong(association::bufferedAmount).sum();
  }

  @Override
  public String describe() {
    return association.describe();
  }

  @Override
  public List<String> packets() {
    return log.lines();
  }

  @Override
  public void close(String label) {
    association.closeChannel(network.now(), id(label));
  }

  @Override
  public void hangUp() {
    hangingUp = true;
    association.shutdown(network.now());
  }

  private int id(String label) {
    Integer id = ids.get(label);
    if (id == null) {
      throw new IllegalStateException("no channel " + label);
    }
    return id;
  }

  // --- The loop's --------------------------------------------------------------------------------

  @Override
  public Optional<Tick> nextTimeout() {
    return over ? Optional.empty() : association.nextTimeout();
  }

  @Override
  public void handleTimeout(Tick now) {
    association.handleTimeout(now);
  }

  @Override
  public void endOfTurn(Tick now) {
    boolean more = !over;
    while (more) {
      more = deliver();
      more |= transmit();
      more |= !over && !hangingUp && listener.pump();
      more &= !over;
    }
  }

  private boolean deliver() {
    Optional<Event> event = over ? Optional.empty() : association.pollEvent();
    boolean any = event.isPresent();
    while (event.isPresent()) {
      event.get().dispatch(this);
      event = over ? Optional.empty() : association.pollEvent();
    }
    return any;
  }

  private boolean transmit() {
    boolean any = false;
    DtlsEndpoint open = dtls;
    while (open != null
        && open.state() == DtlsEndpoint.State.OPEN
        && association.pollTransmit(packet.clear())) {
      log.note("out", packet.flip());
      open.send(packet);
      any = true;
    }
    return any;
  }

  // --- DTLS --------------------------------------------------------------------------------------

  @Override
  public void connected() {
    owner.verified();
    if (role == DtlsRole.CLIENT) {
      association.connect(network.now());
    }
  }

  @Override
  public void applicationData(ByteBuffer plain) {
    log.note("in", plain);
    association.handleDatagram(network.now(), plain);
  }

  @Override
  public void failed(DtlsFailure failure) {
    end("handshake: " + failure);
  }

  @Override
  public void closed(DtlsClose reason) {
    deliver();
    end("dtls: " + reason);
  }

  // --- SCTP --------------------------------------------------------------------------------------

  @Override
  public void connected(Event.Connected event) {
    listener.connected();
  }

  @Override
  public void channelOpened(Event.ChannelOpened event) {
    int id = event.channel().id();
    ChannelOptions options = event.channel().options();
    channels.put(id, ChannelPlan.of(options));
    ids.put(options.label(), id);
    listener.opened(ChannelPlan.of(options), id);
  }

  @Override
  public void channelOpen(Event.ChannelOpen event) {
    ChannelPlan plan = channels.get(event.streamId());
    if (plan != null) {
      listener.opened(plan, event.streamId());
    }
  }

  @Override
  public void messageReceived(Event.MessageReceived event) {
    ChannelPlan plan = channels.get(event.streamId());
    if (plan != null) {
      boolean text = event.kind() == MessageKind.TEXT;
      listener.message(plan.label(), text, event.payload().toArray());
    }
  }

  @Override
  public void bufferedAmountLow(Event.BufferedAmountLow event) {
    // Each turn looks for room.
  }

  @Override
  public void channelClosed(Event.ChannelClosed event) {
    ChannelPlan plan = channels.remove(event.streamId());
    if (plan != null) {
      ids.remove(plan.label());
      listener.closed(plan.label());
    }
  }

  @Override
  public void closed(Event.Closed event) {
    transmit();
    boolean asked = hangingUp && event.reason() == CloseReason.SHUTDOWN;
    end(asked ? "" : "sctp: " + event.reason() + " " + event.detail());
  }

  @Override
  public void peerViolation(Event.PeerViolation event) {
    network.output().print("violation", Map.of("rule", event.rule()));
  }

  /** It is over; empty when this side asked for it. */
  void end(String why) {
    if (over) {
      return;
    }
    over = true;
    network.output().print("counters", Map.of("text", association.counters().toString()));
    network.loop().remove(this);
    if (dtls != null) {
      dtls.close();
    }
    owner.gone();
    listener.over(why.isEmpty() ? "hung up" : why);
  }
}
