package dev.lanward.datachannel;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The protocol: packets and time in, packets out. {@link Association} is its public face. */
final class SctpCore implements ChunkHandler {
  private static final int BIGGEST_ECHO_BYTES = 512;

  private final Context context;
  private final PacketWriter writer;
  private final PacketDispatch dispatch;
  private final Outbox outbox = new Outbox();
  private final Handshake handshake;
  private final Teardown teardown;
  private final Heartbeats heartbeats;
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
    writer = new PacketWriter(checksum);
    handshake = new Handshake(context, outbox);
    dispatch = new PacketDispatch(checksum, handshake, this);
    teardown = new Teardown(context);
    heartbeats = new Heartbeats(context);
    window = new ReceiveWindow(context.limits);
    queue = new SendQueue(context);
    channels = new DataChannels(context, role, queue, window);
  }

  // --- Commands ---------------------------------------------------------------------------------

  void connect() {
    handshake.start();
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
    advanceTeardown();
  }

  void abort(CloseReason reason, ErrorCause error, String detail) {
    if (over) {
      return;
    }
    int peerTag = handshake.peerTag();
    end(reason, detail);
    if (peerTag != 0) {
      outbox.addAlone(
          peerTag, 8 + ErrorCause.MOST_TEXT_BYTES, w -> error.write(w, SctpProtocol.ABORT, 0));
    }
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
      sendShutdownComplete();
    }
  }

  @Override
  public void dropped(String rule) {
    context.tally.packetsDropped++;
    context.violation(rule);
  }

  @Override
  public void init(InitChunk init) throws MalformedMessageException {
    handshake.init(init);
  }

  @Override
  public void initAck(InitChunk ack) throws MalformedMessageException {
    if (handshake.initAck(ack)) {
      createSender(ack);
    }
  }

  @Override
  public boolean cookieEcho(ByteBuffer packet, int at, int end) {
    boolean wasUp = isEstablished();
    if (!handshake.cookieEcho(packet, at, end)) {
      return false;
    }
    outbox.add(
        handshake.peerTag(),
        SctpProtocol.CHUNK_HEADER_BYTES,
        w -> w.endChunk(w.beginChunk(SctpProtocol.COOKIE_ACK, 0)));
    if (!wasUp) {
      established();
    }
    return true;
  }

  @Override
  public void cookieAck() {
    if (handshake.cookieAck()) {
      established();
    }
  }

  private Sender createSender(InitChunk peer) {
    Sender out =
        new Sender(context, queue, handshake.initialTsn(), peer.windowBytes(), peer.forwardTsn());
    sender = out;
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
    Receiver in = new Receiver(context, window, peer.initialTsn());
    receiver = in;
    StreamResets both =
        new StreamResets(context, out, in, channels, handshake.initialTsn(), peer.initialTsn());
    resets = both;
    heartbeats.schedule(out.timeout());
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
    Receiver in = receiver;
    if (in != null && takesData()) {
      in.data(chunk, packet);
      deliver(in);
      teardown.dataReceived();
    }
  }

  @Override
  public void forwardTsn(ForwardTsnChunk chunk) {
    Receiver in = receiver;
    if (in != null && takesData()) {
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
    if (request.sizeBytes() <= BIGGEST_ECHO_BYTES
        && request.sizeBytes() <= context.mostChunkBytes()
        && isEstablished()) {
      outbox.add(
          handshake.peerTag(),
          request.sizeBytes(),
          w -> request.write(w, SctpProtocol.HEARTBEAT_ACK));
    }
  }

  @Override
  public void heartbeatAck(HeartbeatChunk answer) {
    long rtt = heartbeats.answered(answer);
    Sender out = sender;
    if (rtt >= 0 && out != null) {
      out.measured(rtt);
    }
  }

  @Override
  public void aborted(ErrorCause cause) {
    end(CloseReason.PEER_ABORTED, cause.describe());
  }

  @Override
  public void reported(ErrorCause cause) {
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
      sendShutdownComplete();
    }
  }

  private void sendShutdownComplete() {
    outbox.addAlone(
        handshake.peerTag(),
        SctpProtocol.CHUNK_HEADER_BYTES,
        w -> w.endChunk(w.beginChunk(SctpProtocol.SHUTDOWN_COMPLETE, 0)));
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
      int most = Math.min(BIGGEST_ECHO_BYTES, context.mostChunkBytes()) - 8;
      Bytes quoted = ParameterReader.copy(packet, at, Math.min(end - at, most));
      ErrorCause cause = new ErrorCause(SctpProtocol.CAUSE_UNRECOGNIZED_CHUNK, quoted);
      outbox.add(
          handshake.peerTag(),
          SctpProtocol.padded(8 + quoted.length()),
          w -> cause.write(w, SctpProtocol.ERROR, 0));
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
    advanceTeardown();
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

  private void advanceTeardown() {
    Sender out = sender;
    if (teardown.isBegun() && out != null && out.isDone()) {
      teardown.drained();
    }
  }

  private void end(CloseReason reason, String detail) {
    if (over) {
      return;
    }
    over = true;
    context.timers.stopAll();
    outbox.clear();
    channels.clear();
    sender = null;
    receiver = null;
    resets = null;
    context.emit(new Event.Closed(reason, detail));
  }

  // --- Packets out ------------------------------------------------------------------------------

  boolean fill(ByteBuffer into) {
    int size = context.limits.packetSizeBytes();
    Outbox.Entry next = outbox.peek();
    if (next != null && next.alone()) {
      outbox.remove();
      writer.begin(into, size, next.tag());
      next.chunk().write(writer);
      return finish();
    }
    if (over) {
      return false;
    }
    boolean handshaking = handshake.isDue();
    if (handshaking || isEstablished()) {
      writer.begin(into, size, handshake.peerTag());
      if (handshaking && handshake.fill(writer)) {
        return finish();
      }
      fillChunks();
      if (!writer.isEmpty()) {
        return finish();
      }
      writer.cancel();
    }
    return false;
  }

  private void fillChunks() {
    fillControl();
    Sender out = sender;
    if (out == null) {
      return;
    }
    out.fill(writer, teardown.state() != Teardown.State.ACK_SENT);
    if (writer.isEmpty()) {
      // Messages may have been given up instead of sent, and something waited for just that.
      advanceTeardown();
      fillControl();
      out.fill(writer, false);
    }
  }

  private void fillControl() {
    Outbox.Entry next;
    while ((next = outbox.peek()) != null && !next.alone() && next.sizeBytes() <= writer.room()) {
      outbox.remove();
      next.chunk().write(writer);
    }
    Sender out = sender;
    Receiver in = receiver;
    StreamResets streamResets = resets;
    if (out == null || in == null || streamResets == null) {
      return; // DATA may ride with COOKIE ECHO, and nothing else.
    }
    channels.requestResets();
    if (in.isSackDue() || in.hasUnacknowledged()) {
      sackIfWorthwhile(in);
    }
    streamResets.fill(writer);
    heartbeats.fill(writer);
    teardown.fill(writer, in.cumulativeTsn(), out.timeout());
  }

  /** A due SACK goes out; one that may still wait goes only when a packet goes anyway. */
  private void sackIfWorthwhile(Receiver in) {
    Sender out = sender;
    boolean goesAnyway = !writer.isEmpty() || (out != null && out.hasSomethingToSend());
    if ((in.isSackDue() || goesAnyway) && writer.room() >= SackChunk.FIXED_BYTES) {
      in.writeSack(writer);
    }
  }

  private boolean finish() {
    writer.finish();
    context.tally.packetsSent++;
    return true;
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
    if (timers.expire(Timer.T2_SHUTDOWN, now)) {
      alive &= teardown.timedOut();
    }
    if (timers.expire(Timer.SACK, now)) {
      requestSack();
    }
    if (timers.expire(Timer.RECONFIG, now) && resets != null) {
      resets.timedOut();
    }
    if (timers.expire(Timer.HEARTBEAT, now) && out != null) {
      alive &= heartbeats.timedOut();
      heartbeats.schedule(out.timeout());
      trim();
    }
    timers.expire(Timer.PACING, now);
    if (!alive || timers.expire(Timer.T5_SHUTDOWN_GUARD, now)) {
      abort(
          CloseReason.UNREACHABLE,
          ErrorCause.ofText(SctpProtocol.CAUSE_USER_ABORT, "no answer"),
          "no answer");
    }
    advanceTeardown();
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

  long heldBytes() {
    return window.heldBytes();
  }
}
