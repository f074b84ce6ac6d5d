package dev.lanward.peer;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.Tick;
import dev.lanward.datachannel.Association;
import dev.lanward.datachannel.ChannelOptions;
import dev.lanward.datachannel.CloseReason;
import dev.lanward.datachannel.Event;
import dev.lanward.datachannel.Limits;
import dev.lanward.datachannel.MessageKind;
import dev.lanward.datachannel.Role;
import dev.lanward.pairing.ControlMessage;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.peer.dtls.DatagramSink;
import dev.lanward.peer.dtls.DtlsClose;
import dev.lanward.peer.dtls.DtlsCredential;
import dev.lanward.peer.dtls.DtlsEndpoint;
import dev.lanward.peer.dtls.DtlsFailure;
import dev.lanward.peer.dtls.DtlsListener;
import dev.lanward.peer.dtls.DtlsRole;
import dev.lanward.peer.io.Trials;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DTLS and SCTP of one session, with the control channel: what a verified knock leads to. All of it
 * belongs to the loop's thread.
 */
final class Connection implements DtlsListener, Event.Handler {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** The control channel (protocol section 8). */
  private static final int CONTROL_ID = 0;

  private static final String CONTROL_LABEL = "lanward";

  /**
   * What may wait on the control channel: many times what its messages add up to in a session. A
   * peer that asks for answers and never reads them is sent away.
   */
  private static final long MAX_CONTROL_BACKLOG_BYTES = 1 << 20;

  /** How long an orderly end may take before it is an abrupt one. */
  private static final Duration CLOSE_TIME = Duration.ofSeconds(2);

  /**
   * More than {@link Outflow} lets in: what is sent and not yet acknowledged counts here as well.
   */
  private static final Limits LIMITS = Trials.of(Limits.DEFAULT.withBuffers(1 << 20, 64 << 20));

  private final Engine engine;
  private final ConnectionOwner owner;
  private final Role role;
  private final long number;
  private final Association association;
  private final Map<Integer, StreamEnd> streams = new HashMap<>();
  private final Outflow outflow = new Outflow();
  private Optional<Tick> alarm = Optional.empty();
  private Optional<Tick> expiry = Optional.empty();
  private Bytes opening = Bytes.empty();
  private boolean closing;
  private @Nullable DtlsEndpoint dtls;

  /** What is done when nothing that is sent is answered. */
  private Runnable onSilence = () -> {};

  /** What is done when datagrams take another route. */
  private Runnable onMove = () -> {};

  /** Written by the loop; any thread reads. */
  private volatile Optional<Route> route = Optional.empty();

  /** Where datagrams go that are to go elsewhere than the others. */
  private @Nullable DatagramSink aside;

  private boolean over;

  private Connection(Engine engine, ConnectionOwner owner, Role role) {
    this.engine = engine;
    this.owner = owner;
    this.role = role;
    this.number = engine.nextNumber();
    this.association = Association.create(this.role, LIMITS, engine.random());
    association.openChannel(engine.now(), ChannelOptions.negotiated(CONTROL_LABEL, CONTROL_ID));
  }

  /** The side at whose door somebody knocked. */
  static Connection server(Engine engine, ConnectionOwner owner) {
    return new Connection(engine, owner, Role.DTLS_SERVER);
  }

  /** The side that knocked. */
  static Connection client(Engine engine, ConnectionOwner owner) {
    return new Connection(engine, owner, Role.DTLS_CLIENT);
  }

  /**
   * Begins the handshake.
   *
   * @param source whom a cap counts for
   * @return false when there are too many handshakes already
   */
  boolean handshake(Object source, DtlsCredential own, Fingerprint expected, DatagramSink sink) {
    DtlsRole dtlsRole = role == Role.DTLS_CLIENT ? DtlsRole.CLIENT : DtlsRole.SERVER;
    Optional<DtlsEndpoint> started =
        engine
            .handshakes()
            .start(
                dtlsRole,
                source,
                own,
                expected,
                datagram -> (aside == null ? sink : aside).send(datagram),
                this);
    dtls = started.orElse(null);
    return started.isPresent();
  }

  /**
   * Runs {@code action} on the loop's thread whenever nothing that was sent is answered for as long
   * as that may take: the way may be gone.
   */
  void onSilence(Runnable action) {
    onSilence = action;
  }

  /** What a knock says of SCTP, if it does: the association needs no handshake then. */
  void openWith(Bytes knocksOpening) {
    opening = knocksOpening;
  }

  /** Runs {@code action} on the loop's thread whenever datagrams take another route than before. */
  void onMove(Runnable action) {
    onMove = action;
  }

  /**
   * To be said of each new path.
   *
   * @param taken between which addresses it goes; nothing where that is not known
   * @param packetBytes how long SCTP packets its first link carries; 0 where that is not known
   */
  void setPath(Optional<Route> taken, int packetBytes) {
    boolean isMove = route.isPresent() && !route.equals(taken);
    route = taken;
    if (isMove) {
      onMove.run();
    }
    if (!over) {
      association.setPath(engine.now(), packetBytes);
      engine.touch(this);
    }
  }

  /** Between which addresses datagrams go now. Any thread. */
  Optional<Route> route() {
    return route;
  }

  /** A datagram with DTLS has come. */
  void handleDatagram(ByteBuffer datagram) {
    if (dtls != null) {
      dtls.handleDatagram(datagram);
    }
  }

  /**
   * Asks the peer by {@code way}, with one datagram and nothing after it, for a sign of life that
   * nobody else can give: see {@link Association#probe}. Before the association is up nothing is
   * asked.
   */
  void probe(DatagramSink way) {
    if (over || dtls == null || !association.isConnected()) {
      return;
    }
    association.probe(engine.now());
    aside = way;
    try {
      transmitOne();
    } finally {
      aside = null;
    }
    engine.touch(this);
  }

  /** Whether the peer has answered the latest probe. */
  boolean isProbeAnswered() {
    return association.isProbeAnswered();
  }

  /** Sends a control message while the association is up; before and after, nothing is said. */
  void sendControl(ControlMessage message) {
    if (association.bufferedAmount(CONTROL_ID) > MAX_CONTROL_BACKLOG_BYTES) {
      lost("the peer reads no control messages");
    } else if (association.isConnected() && isUsable(CONTROL_ID)) {
      association.send(engine.now(), CONTROL_ID, MessageKind.TEXT, message.write().toBuffer());
      engine.touch(this);
    }
  }

  /** Opens a channel; the id under which it is addressed from now on. */
  int openChannel(ChannelOptions options, StreamEnd end) {
    int id = association.openChannel(engine.now(), options);
    adopt(id, end);
    engine.touch(this);
    return id;
  }

  /** Sends a message on a channel, for which {@link #outflow} has made room. */
  void send(int streamId, MessageKind kind, Bytes payload) {
    if (!streams.containsKey(streamId) || !isUsable(streamId)) {
      outflow.release(payload.length());
    } else {
      association.send(engine.now(), streamId, kind, payload.toBuffer());
      outflow.handedOver(streamId, payload.length());
      engine.touch(this);
    }
  }

  /** {@code bytes} of messages of a channel are dealt with. */
  void consumed(int streamId, long bytes) {
    if (!over) {
      association.consumed(engine.now(), streamId, bytes);
      engine.touch(this);
    }
  }

  /** Closes a channel after what was sent on it. */
  void closeChannel(int streamId) {
    if (streams.containsKey(streamId) && isUsable(streamId)) {
      association.closeChannel(engine.now(), streamId);
      engine.touch(this);
    }
  }

  /** What may wait to be sent. */
  Outflow outflow() {
    return outflow;
  }

  /** Ends it after what was sent before, or abruptly when that takes too long. */
  void close() {
    if (!over && association.isConnected()) {
      closing = true;
      association.shutdown(engine.now());
      expireIn(CLOSE_TIME);
    } else {
      abort("closed");
    }
  }

  /** Ends it abruptly, unless it is over within {@code time}. */
  void expireIn(Duration time) {
    expiry = Optional.of(engine.now().plus(time));
    engine.touch(this);
  }

  /** Ends it now, after one attempt to send what waits. */
  void abort(String reason) {
    abort(Ending.of(Ending.Kind.CLOSED_HERE, reason));
  }

  /** Ends it now: the peer does not answer any more. */
  void lost(String reason) {
    abort(Ending.of(Ending.Kind.LOST, reason));
  }

  /**
   * Ends it after a defect: what state the association is in is not known, so DTLS says it alone.
   */
  void broken() {
    end(Ending.of(Ending.Kind.CLOSED_HERE, "a defect of this side"));
  }

  private void abort(Ending ending) {
    if (over) {
      return;
    }
    if (dtls != null && dtls.state() == DtlsEndpoint.State.OPEN) {
      transmit();
      association.abort(engine.now(), ending.detail());
      transmit();
    }
    end(ending);
  }

  boolean isOver() {
    return over;
  }

  // --- The engine's ------------------------------------------------------------------------------

  /** Orders by alarm, for a sorted set. */
  static int compareAlarms(Connection a, Connection b) {
    int byTime = a.alarm.orElseThrow().compareTo(b.alarm.orElseThrow());
    return byTime != 0 ? byTime : Long.compare(a.number, b.number);
  }

  Optional<Tick> alarm() {
    return alarm;
  }

  void setAlarm(Optional<Tick> when) {
    alarm = when;
  }

  void handleTimeout(Tick now) {
    if (over) {
      return;
    }
    if (expiry.isPresent() && !now.isBefore(expiry.get())) {
      abort("its time is over");
      return;
    }
    int before = association.timeoutsInARow();
    association.handleTimeout(now);
    if (association.timeoutsInARow() > before) {
      onSilence.run();
    }
  }

  /** Tells what happened and sends what is to be sent, until neither brings about more. */
  void pump(Tick now) {
    boolean more = true;
    while (more && !over) {
      more = deliver();
      more |= transmit();
    }
    if (!over) {
      outflow.settle(association, streams);
      engine.schedule(this, earliest(association.nextTimeout(), expiry));
    }
  }

  // --- DTLS --------------------------------------------------------------------------------------

  @Override
  public void connected() {
    if (role == Role.DTLS_CLIENT) {
      association.connect(engine.now());
    }
    owner.verified();
    if (opening.length() > 0) {
      establish();
    }
    engine.touch(this);
  }

  /** Only now is it certain who wrote the INIT that came with the knock. */
  private void establish() {
    try {
      ByteBuffer from = opening.toBuffer();
      association.establish(engine.now(), from.getInt(), from.getInt(), from.slice());
    } catch (MalformedMessageException e) {
      abort(Ending.of(Ending.Kind.PEER_VIOLATION, "the knock's INIT: " + e.getMessage()));
    }
  }

  @Override
  public void applicationData(ByteBuffer plain) {
    if (!over) {
      association.handleDatagram(engine.now(), plain);
      engine.touch(this);
    }
  }

  @Override
  public void failed(DtlsFailure failure) {
    end(Ending.handshakeFailed(failure));
  }

  @Override
  public void closed(DtlsClose reason) {
    deliver();
    end(
        reason == DtlsClose.PROTOCOL_ERROR
            ? Ending.of(Ending.Kind.PEER_VIOLATION, "DTLS: " + reason)
            : Ending.of(Ending.Kind.CLOSED_BY_PEER, "DTLS: " + reason));
  }

  // --- SCTP --------------------------------------------------------------------------------------

  @Override
  public void connected(Event.Connected event) {
    owner.opened();
  }

  @Override
  public void channelOpened(Event.ChannelOpened event) {
    int id = event.channel().id();
    Optional<StreamEnd> end =
        Labels.isApplications(event.channel().options())
            ? owner.channelOpened(event.channel())
            : Optional.empty();
    if (end.isPresent()) {
      adopt(id, end.get());
    } else if (isUsable(id)) {
      association.closeChannel(engine.now(), id);
    }
  }

  @Override
  public void messageReceived(Event.MessageReceived event) {
    if (event.streamId() == CONTROL_ID) {
      control(event);
      return;
    }
    StreamEnd end = streams.get(event.streamId());
    if (end == null) {
      association.consumed(engine.now(), event.streamId(), event.payload().length());
    } else {
      end.message(event.kind(), event.payload());
    }
  }

  @Override
  public void channelClosed(Event.ChannelClosed event) {
    if (event.streamId() == CONTROL_ID) {
      abort("the control channel was closed");
      return;
    }
    outflow.forget(event.streamId());
    StreamEnd end = streams.remove(event.streamId());
    if (end != null) {
      end.closed();
    }
  }

  @Override
  public void closed(Event.Closed event) {
    transmit(); // SHUTDOWN COMPLETE or ABORT, for which it is too late after DTLS's close_notify.
    end(Ending.of(kindOf(event.reason()), event.detail()));
  }

  @Override
  public void peerViolation(Event.PeerViolation event) {
    LOG.debug("a peer broke a rule of SCTP: {}", event.rule());
  }

  @Override
  public void channelOpen(Event.ChannelOpen event) {
    // Messages may be sent before; nothing waits for it.
  }

  @Override
  public void bufferedAmountLow(Event.BufferedAmountLow event) {
    // The outflow settles with the association after each pump.
  }

  private void control(Event.MessageReceived event) {
    if (event.kind() != MessageKind.TEXT || event.payload().length() > ControlMessage.MAX_BYTES) {
      owner.malformedControl();
      return;
    }
    try {
      owner.control(ControlMessage.read(event.payload()));
    } catch (MalformedMessageException e) {
      LOG.debug("a control message was malformed: {}", e.getMessage());
      owner.malformedControl();
    }
  }

  private void adopt(int id, StreamEnd end) {
    streams.put(id, end);
    if (isUsable(id)) {
      association.setManualConsumption(id, true);
    }
  }

  private boolean deliver() {
    boolean any = false;
    Optional<Event> event = over ? Optional.empty() : association.pollEvent();
    while (event.isPresent()) {
      any = true;
      event.get().dispatch(this);
      event = over ? Optional.empty() : association.pollEvent();
    }
    return any;
  }

  private boolean transmit() {
    boolean any = false;
    while (transmitOne()) {
      any = true;
    }
    return any;
  }

  /** Sends the next packet; says whether there was one. */
  private boolean transmitOne() {
    DtlsEndpoint open = dtls;
    if (open == null || open.state() != DtlsEndpoint.State.OPEN) {
      return false;
    }
    ByteBuffer packet = engine.packet();
    boolean any = association.pollTransmit(packet);
    if (any) {
      open.send(packet.flip());
    }
    return any;
  }

  /**
   * Whether a channel takes commands. What the peer sent may have closed it, or the association,
   * before the event that tells so was polled: then they are dropped, as those after it are.
   */
  private boolean isUsable(int streamId) {
    return !over && !closing && association.isUsable(streamId);
  }

  private void end(Ending ending) {
    if (over) {
      return;
    }
    over = true;
    engine.schedule(this, Optional.empty());
    if (dtls != null) {
      dtls.close();
    }
    outflow.close();
    streams.values().forEach(StreamEnd::closed);
    streams.clear();
    owner.ended(ending);
  }

  private static Ending.Kind kindOf(CloseReason reason) {
    return switch (reason) {
      case SHUTDOWN, PEER_ABORTED, PEER_RESTARTED -> Ending.Kind.CLOSED_BY_PEER;
      case ABORTED -> Ending.Kind.CLOSED_HERE;
      case PEER_VIOLATION -> Ending.Kind.PEER_VIOLATION;
      case NO_ANSWER, UNREACHABLE -> Ending.Kind.LOST;
    };
  }

  private static Optional<Tick> earliest(Optional<Tick> a, Optional<Tick> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    return a.get().isBefore(b.get()) ? a : b;
  }
}
