package dev.lanward.datachannel;

import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The protocol: packets and time in, packets out. {@link Association} is its public face. */
final class SctpCore implements ChunkHandler {
  private final Context context;
  private final PacketFiller filler;
  private final PacketDispatch dispatch;
  private final Outbox outbox = new Outbox();
  private final Handshake handshake;
  private final Replies replies;
  private final Teardown teardown;
  private final Heartbeats heartbeats;
  private final PathProbe probe;
  private final ReceiveWindow window;
  private final SendQueue queue;
  private final DataChannels channels;

  private @Nullable Sender sender;
  private @Nullable Receiver receiver;
  private @Nullable StreamResets resets;
  private boolean over;

  /** Ended by SHUTDOWN COMPLETE of this side's, which may get lost. */
  private boolean completed;

  SctpCore(Context context, Role role) {
    this.context = context;
    PacketChecksum checksum = new PacketChecksum();
    handshake = new Handshake(context, outbox);
    replies = new Replies(context, handshake, outbox);
    dispatch = new PacketDispatch(checksum, handshake, this);
    teardown = new Teardown(context);
    heartbeats = new Heartbeats(context);
    probe = new PathProbe(context);
    window = new ReceiveWindow(context.limits);
    queue = new SendQueue(context);
    channels = new DataChannels(context, role, queue, window);
    filler =
        new PacketFiller(
            context,
            new PacketWriter(checksum),
            outbox,
            handshake,
            teardown,
            heartbeats,
            probe,
            channels);
  }

  // --- Commands ---------------------------------------------------------------------------------

  void connect() {
    handshake.start();
  }

  /** Both INITs are known; {@code chunk} is the peer's, its header included. */
  void establish(int ownTag, int ownTsn, ByteBuffer chunk) throws MalformedMessageException {
    int length = InitChunk.lengthOf(chunk);
    handshake.establish(
        ownTag, ownTsn, InitChunk.read(chunk, SctpProtocol.CHUNK_HEADER_BYTES, length));
    established();
  }

  void shutdown() {
    if (!isEstablished()) {
      abort(
          CloseReason.SHUTDOWN,
          ErrorCause.ofText(SctpProtocol.CAUSE_USER_ABORT, "shut down"),
          "shut down before it was up");
      return;
    }
    teardown.start();
    teardown.advance(sender);
  }

  void abort(CloseReason reason, ErrorCause error, String detail) {
    if (over) {
      return;
    }
    end(reason, detail);
    if (handshake.peerTag() != 0) {
      replies.abort(error);
    }
  }

  PathProbe probe() {
    return probe;
  }

  /** The application took an event. */
  void polled(Event event) {
    if (!over) {
      channels.polled(event);
      updateWindow();
    }
  }

  void consumed(Channel channel, long bytes) {
    channel.unconsumed -= bytes;
    window.releaseFromApplication(bytes);
    updateWindow();
  }

  /** Tells the peer of room that it does not know of, when it is worth a packet. */
  private void updateWindow() {
    if (window.isUpdateDue()) {
      requestSack();
    }
  }

  private void requestSack() {
    Receiver in = receiver;
    if (in != null) {
      in.requestSack();
    }
  }

  // --- Packets in -------------------------------------------------------------------------------

  void handle(ByteBuffer packet) {
    context.tally.packetsReceived++;
    try {
      if (over) {
        answerLate(packet);
        return;
      }
      dispatch.handle(packet);
    } catch (MalformedMessageException e) {
      dropped(String.valueOf(e.getMessage()));
    } catch (ProtocolViolation e) {
      violated(e);
    }
    settle();
  }

  /** RFC 9260 8.4 (5): SHUTDOWN ACK once more means that SHUTDOWN COMPLETE was lost. */
  private void answerLate(ByteBuffer packet) throws MalformedMessageException {
    if (completed && dispatch.beginsWith(packet, SctpProtocol.SHUTDOWN_ACK)) {
      replies.shutdownComplete();
    }
  }

  @Override
  public void dropped(String rule) {
    context.tally.packetsDropped++;
    context.violation(rule);
  }

  @Override
  public void init(InitChunk init) throws MalformedMessageException {
    if (teardown.state() == Teardown.State.ACK_SENT) {
      teardown.shutdownReceived(); // RFC 9260 9.2: it is discarded, and SHUTDOWN ACK sent again.
      return;
    }
    handshake.init(init);
  }

  @Override
  public void initAck(InitChunk ack) throws MalformedMessageException {
    if (handshake.initAck(ack)) {
      createSender(ack);
      replies.unrecognizedParameters(ack);
    }
  }

  @Override
  public boolean cookieEcho(int packetTag, ByteBuffer packet, int at, int end) {
    boolean wasUp = isEstablished();
    switch (handshake.cookieEcho(packetTag, packet, at, end)) {
      case REFUSED -> {
        return false;
      }
      case RESTART -> {
        restarted();
        return false;
      }
      case GOOD -> {}
    }
    replies.cookieAck();
    if (!wasUp) {
      established();
    }
    return true;
  }

  /** RFC 9260 5.2.4 A, from which ADR 0010 departs. */
  private void restarted() {
    String detail = "the peer began a new association (RFC 9260 5.2.4 A)";
    abort(
        CloseReason.PEER_RESTARTED,
        ErrorCause.ofText(SctpProtocol.CAUSE_USER_ABORT, "no restart within a DTLS connection"),
        detail);
  }

  @Override
  public void cookieAck() {
    if (handshake.cookieAck()) {
      established();
    }
  }

  private Sender createSender(InitChunk peer) {
    Sender out =
        new Sender(context, queue, handshake.initialTsn(), peer, handshake.usesInterleaving());
    sender = out;
    filler.mayAdd(out);
    channels.limitStreams(peer.inboundStreams());
    return out;
  }

  private void established() {
    InitChunk peer = handshake.peer();
    if (peer == null) {
      throw new AssertionError("established without a peer");
    }
    Sender known = sender;
    Sender out = known == null ? createSender(peer) : known;
    Receiver in = new Receiver(context, window, peer.initialTsn(), handshake.usesInterleaving());
    receiver = in;
    StreamResets both =
        new StreamResets(context, out, in, channels, handshake.initialTsn(), peer.initialTsn());
    resets = both;
    filler.mayAdd(in, both);
    heartbeats.schedule(out.timeout());
    context.path.start();
    context.emit(new Event.Connected());
    channels.connected(both, peer.reconfig());
  }

  /** RFC 9260 section 6: DATA in any other state is discarded. */
  private boolean takesData() {
    Teardown.State state = teardown.state();
    return isEstablished()
        && (state == Teardown.State.NONE
            || state == Teardown.State.PENDING
            || state == Teardown.State.SENT);
  }

  @Override
  public void data(DataChunk chunk, ByteBuffer packet) throws ProtocolViolation {
    data(chunk, packet, false);
  }

  @Override
  public void interleavedData(DataChunk chunk, ByteBuffer packet) throws ProtocolViolation {
    data(chunk, packet, true);
  }

  private void data(DataChunk chunk, ByteBuffer packet, boolean interleaved)
      throws ProtocolViolation {
    Receiver in = receiver;
    if (in != null && takesData()) {
      in.requireInterleaving(interleaved);
      in.data(chunk, packet);
      deliver(in);
      teardown.dataReceived();
    }
  }

  @Override
  public void forwardTsn(ForwardTsnChunk chunk) throws ProtocolViolation {
    Receiver in = receiver;
    if (in != null && takesData()) {
      in.requireInterleaving(false);
      in.forward(chunk);
      deliver(in);
    }
  }

  @Override
  public void interleavedForwardTsn(InterleavedForwardTsn chunk) throws ProtocolViolation {
    Receiver in = receiver;
    if (in != null && takesData()) {
      in.requireInterleaving(true);
      in.forward(chunk);
      deliver(in);
    }
  }

  private void deliver(Receiver in) {
    IncomingMessage message;
    while ((message = in.poll()) != null) {
      channels.received(message);
    }
  }

  @Override
  public void sack(SackChunk chunk) {
    Sender out = sender;
    if (out != null && isEstablished()) {
      out.acknowledged(chunk);
    }
  }

  @Override
  public void reconfig(ReconfigChunk chunk) {
    StreamResets streamResets = resets;
    if (streamResets != null) {
      streamResets.handle(chunk);
    }
  }

  @Override
  public void heartbeat(HeartbeatChunk request) {
    if (isEstablished()) {
      replies.heartbeatAck(request);
    }
  }

  @Override
  public void heartbeatAck(HeartbeatChunk answer) {
    probe.answered(answer);
    if (context.path.answered(answer)) {
      return;
    }
    long rtt = heartbeats.answered(answer);
    Sender out = sender;
    Receiver in = receiver;
    if (rtt >= 0 && out != null && in != null) {
      out.measured(rtt);
      in.heartbeatAnswered();
    }
  }

  @Override
  public void aborted(ErrorCause cause) {
    end(CloseReason.PEER_ABORTED, cause.describe());
  }

  @Override
  public void reported(ErrorCause cause) {
    if (cause.code() == SctpProtocol.CAUSE_STALE_COOKIE
        && handshake.state() == Handshake.State.COOKIE_ECHOED) {
      // RFC 9260 5.2.6 (2): not tried anew, since only a peer that was stopped for long says this.
      end(CloseReason.PEER_ABORTED, cause.describe() + ": the cookie was stale");
      return;
    }
    context.violation("peer reports " + cause.describe());
  }

  @Override
  public void shutdown(ShutdownChunk chunk) {
    Sender out = sender;
    if (out != null && isEstablished()) {
      out.acknowledgedUpTo(chunk.cumulativeTsn());
      teardown.shutdownReceived();
    }
  }

  @Override
  public void shutdownAck() {
    Teardown.State state = teardown.state();
    if (state == Teardown.State.SENT || state == Teardown.State.ACK_SENT) {
      end(CloseReason.SHUTDOWN, "shut down");
      completed = true;
      replies.shutdownComplete();
    }
  }

  @Override
  public void shutdownComplete() {
    if (teardown.state() == Teardown.State.ACK_SENT) {
      end(CloseReason.SHUTDOWN, "the peer shut down");
    }
  }

  /** RFC 9260 3.2: the second highest bit of an unknown chunk asks for a report. */
  @Override
  public void unknown(int type, ByteBuffer packet, int at, int end) {
    if ((type & SctpProtocol.REPORT_BIT_OF_BYTE) != 0 && isEstablished()) {
      replies.unrecognizedChunk(packet, at, end);
    }
    context.violation("chunk of unknown type " + type);
  }

  /** After each packet. */
  private void settle() {
    Receiver in = receiver;
    StreamResets streamResets = resets;
    if (over || in == null || streamResets == null) {
      return;
    }
    in.packetEnded();
    streamResets.cumulativeTsnMoved();
    updateWindow();
    teardown.advance(sender);
    if (context.isFlooded()) {
      violated(
          new ProtocolViolation(SctpProtocol.CAUSE_OUT_OF_RESOURCE, "too many events to poll"));
    }
  }

  private void violated(ProtocolViolation violation) {
    String rule = String.valueOf(violation.getMessage());
    context.violation(rule);
    abort(CloseReason.PEER_VIOLATION, violation.errorCause(), rule);
  }

  private void end(CloseReason reason, String detail) {
    if (over) {
      return;
    }
    over = true;
    context.timers.stopAll();
    outbox.clear();
    queue.clear();
    channels.clear();
    sender = null;
    receiver = null;
    resets = null;
    filler.end();
    context.emit(new Event.Closed(reason, detail));
  }

  // --- Packets out ------------------------------------------------------------------------------

  boolean fill(ByteBuffer into) {
    return filler.fill(into);
  }

  void pathChanged() {
    if (sender != null) {
      sender.pathChanged();
    }
  }

  int timeoutsInARow() {
    return sender == null ? 0 : sender.timeoutsInARow();
  }

  // --- Time -------------------------------------------------------------------------------------

  void expireTimers() {
    Timers timers = context.timers;
    long now = context.now;
    Sender out = sender;
    boolean alive = true;
    if (timers.expire(Timer.T1_HANDSHAKE, now) && !handshake.timedOut()) {
      end(CloseReason.NO_ANSWER, "no answer to the handshake");
    }
    if (timers.expire(Timer.T3_RETRANSMIT, now) && out != null) {
      alive &= out.timedOut();
    }
    if (timers.expire(Timer.TAIL_LOSS, now) && out != null) {
      out.tailLost();
    }
    if (timers.expire(Timer.T2_SHUTDOWN, now)) {
      alive &= teardown.timedOut();
    }
    if (timers.expire(Timer.SACK, now)) {
      requestSack();
    }
    if (timers.expire(Timer.STALL, now) && receiver != null && receiver.isStalled()) {
      heartbeats.ask();
    }
    if (timers.expire(Timer.RECONFIG, now) && resets != null) {
      resets.timedOut();
    }
    if (timers.expire(Timer.HEARTBEAT, now) && out != null) {
      alive &= heartbeats.timedOut();
      heartbeats.schedule(out.timeout());
      trim();
    }
    if (timers.expire(Timer.PATH_MTU, now)) {
      context.path.timedOut();
    }
    timers.expire(Timer.PACING, now);
    if (!alive || timers.expire(Timer.T5_SHUTDOWN_GUARD, now)) {
      abort(
          CloseReason.UNREACHABLE,
          ErrorCause.ofText(SctpProtocol.CAUSE_USER_ABORT, "no answer"),
          "no answer");
    }
    teardown.advance(sender);
  }

  private void trim() {
    if (sender != null) {
      sender.trim();
    }
    if (receiver != null) {
      receiver.trim();
    }
  }

  // --- Queries ----------------------------------------------------------------------------------

  boolean isEstablished() {
    return handshake.state() == Handshake.State.ESTABLISHED && !over;
  }

  @Override
  public boolean isOver() {
    return over;
  }

  boolean isClosing() {
    return over || teardown.isBegun();
  }

  DataChannels channels() {
    return channels;
  }

  SendQueue queue() {
    return queue;
  }

  /** Lets {@code number} be the next of the peer's half of a stream, if the association is up. */
  boolean expectFrom(int streamId, int number) {
    Receiver in = receiver;
    if (in == null) {
      return false;
    }
    in.expectFrom(streamId, number);
    return true;
  }

  long heldBytes() {
    return window.heldBytes();
  }

  String describe() {
    Sender out = sender;
    Receiver in = receiver;
    String halves = out == null || in == null ? "not up" : out.describe() + "; " + in.describe();
    return handshake.state()
        + (handshake.usesInterleaving() ? ", I-DATA; " : ", DATA; ")
        + halves
        + "; "
        + window.describe()
        + "; timers:"
        + context.timers.describe(context.now);
  }
}
