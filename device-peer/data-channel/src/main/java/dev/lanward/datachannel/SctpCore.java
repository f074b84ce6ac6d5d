package dev.lanward.datachannel;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The protocol: packets and time in, packets out. {@link Association} is its public face. */
final class SctpCore {
  private static final int BIGGEST_ECHO_BYTES = 512;

  private final Context context;
  private final PacketChecksum checksum = new PacketChecksum();
  private final PacketReader reader = new PacketReader(checksum);
  private final PacketWriter writer = new PacketWriter(checksum);
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

  SctpCore(Context context, Role role) {
    this.context = context;
    handshake = new Handshake(context, outbox);
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
      end(CloseReason.SHUTDOWN, "shut down before it was up");
      return;
    }
    teardown.start();
    advanceTeardown();
  }

  void abort(CloseReason reason, int cause, String detail) {
    if (over) {
      return;
    }
    int peerTag = handshake.peerTag();
    end(reason, detail);
    if (peerTag != 0) {
      ErrorCause error = ErrorCause.ofText(cause, detail);
      outbox.addAlone(
          peerTag, 8 + ErrorCause.MOST_TEXT_BYTES, w -> error.write(w, SctpProtocol.ABORT, 0));
    }
  }

  /** The application took a message. */
  void polled(Event.MessageReceived event) {
    if (!over && channels.polled(event)) {
      requestSack();
    }
  }

  void consumed(Channel channel, long bytes) {
    channel.unconsumed -= bytes;
    if (window.releaseFromApplication(bytes)) {
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
    if (over) {
      return;
    }
    try {
      reader.open(packet);
      handleChunks();
    } catch (MalformedMessageException e) {
      context.tally.packetsDropped++;
      context.violation(String.valueOf(e.getMessage()));
    } catch (ProtocolViolation e) {
      violated(e);
    } finally {
      reader.close();
    }
    settle();
  }

  private void handleChunks() throws MalformedMessageException, ProtocolViolation {
    boolean first = true;
    while (!over && reader.next()) {
      if (reader.type() == SctpProtocol.INIT) {
        if (!reader.isAlone() || reader.tag() != 0) {
          drop("INIT must be alone, with tag 0 (RFC 9260 8.5.1)");
          return;
        }
      } else if (first && !hasGoodTag()) {
        drop("verification tag is not ours (RFC 9260 8.5)");
        return;
      }
      first = false;
      if (!handleChunk()) {
        return;
      }
    }
  }

  private boolean hasGoodTag() {
    int type = reader.type();
    boolean reflects = type == SctpProtocol.ABORT || type == SctpProtocol.SHUTDOWN_COMPLETE;
    if (reflects && (reader.flags() & SctpProtocol.FLAG_REFLECTED_TAG) != 0) {
      return handshake.peerTag() != 0 && reader.tag() == handshake.peerTag();
    }
    return reader.tag() == handshake.tag();
  }

  private void drop(String rule) {
    context.tally.packetsDropped++;
    context.violation(rule);
  }

  /** Returns whether the rest of the packet is to be read. */
  private boolean handleChunk() throws MalformedMessageException, ProtocolViolation {
    ByteBuffer packet = reader.packet();
    int at = reader.valueStart();
    int end = reader.valueEnd();
    switch (reader.type()) {
      case SctpProtocol.DATA -> data(DataChunk.read(packet, reader.flags(), at, end), packet);
      case SctpProtocol.SACK -> sack(SackChunk.read(packet, at, end));
      case SctpProtocol.INIT -> handshake.init(InitChunk.read(packet, at, end));
      case SctpProtocol.INIT_ACK -> initAck(InitChunk.read(packet, at, end));
      case SctpProtocol.COOKIE_ECHO -> {
        return cookieEcho(packet, at, end);
      }
      case SctpProtocol.COOKIE_ACK -> {
        if (handshake.cookieAck()) {
          established();
        }
      }
      case SctpProtocol.HEARTBEAT -> heartbeat(HeartbeatChunk.read(packet, at, end));
      case SctpProtocol.HEARTBEAT_ACK -> heartbeatAck(HeartbeatChunk.read(packet, at, end));
      case SctpProtocol.ABORT -> {
        end(CloseReason.PEER_ABORTED, ErrorCause.readFirst(packet, at, end).describe());
        return false;
      }
      case SctpProtocol.ERROR ->
          context.violation("peer reports " + ErrorCause.readFirst(packet, at, end).describe());
      case SctpProtocol.SHUTDOWN -> shutdownReceived(ShutdownChunk.read(packet, at, end));
      case SctpProtocol.SHUTDOWN_ACK -> shutdownAck();
      case SctpProtocol.SHUTDOWN_COMPLETE -> {
        if (teardown.state() == Teardown.State.ACK_SENT) {
          end(CloseReason.SHUTDOWN, "the peer shut down");
        }
      }
      case SctpProtocol.FORWARD_TSN -> forward(ForwardTsnChunk.read(packet, at, end));
      case SctpProtocol.RE_CONFIG -> reconfig(ReconfigChunk.read(packet, at, end));
      default -> {
        return unknown(reader.type());
      }
    }
    return true;
  }

  private void initAck(InitChunk ack) throws MalformedMessageException {
    if (handshake.initAck(ack)) {
      createHalves();
    }
  }

  private boolean cookieEcho(ByteBuffer packet, int at, int end) {
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

  /** The peer's parameters are known: there can be a sender and a receiver. */
  private void createHalves() {
    InitChunk peer = handshake.peer();
    if (peer == null) {
      throw new AssertionError("no parameters of the peer");
    }
    Sender out = new Sender(context, queue, handshake.initialTsn(), peer.windowBytes());
    Receiver in = new Receiver(context, window, peer.initialTsn());
    sender = out;
    receiver = in;
    resets =
        new StreamResets(context, out, in, channels, handshake.initialTsn(), peer.initialTsn());
  }

  private void established() {
    if (sender == null) {
      createHalves();
    }
    Sender out = sender;
    StreamResets streamResets = resets;
    InitChunk peer = handshake.peer();
    if (out == null || streamResets == null || peer == null) {
      throw new AssertionError("established without a peer");
    }
    heartbeats.schedule(out.timeout());
    context.emit(new Event.Connected());
    channels.connected(streamResets, peer.reconfig());
  }

  private void data(DataChunk chunk, ByteBuffer packet) throws ProtocolViolation {
    Receiver in = receiver;
    if (in != null && teardown.state() != Teardown.State.ACK_SENT) {
      in.data(chunk, packet);
      deliver(in);
      teardown.dataReceived();
    }
  }

  private void forward(ForwardTsnChunk chunk) {
    Receiver in = receiver;
    if (in != null) {
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

  private void sack(SackChunk chunk) {
    Sender out = sender;
    if (out != null && isEstablished()) {
      out.acknowledged(chunk);
    }
  }

  private void reconfig(ReconfigChunk chunk) {
    StreamResets streamResets = resets;
    if (streamResets != null) {
      streamResets.handle(chunk);
    }
  }

  private void heartbeat(HeartbeatChunk request) {
    if (request.info().length() <= BIGGEST_ECHO_BYTES && isEstablished()) {
      outbox.add(
          handshake.peerTag(),
          request.sizeBytes(),
          w -> request.write(w, SctpProtocol.HEARTBEAT_ACK));
    }
  }

  private void heartbeatAck(HeartbeatChunk answer) {
    long rtt = heartbeats.answered(answer);
    Sender out = sender;
    if (rtt >= 0 && out != null) {
      out.measured(rtt);
    }
  }

  private void shutdownReceived(ShutdownChunk chunk) {
    Sender out = sender;
    if (out != null && isEstablished()) {
      out.acknowledgedUpTo(chunk.cumulativeTsn());
      teardown.shutdownReceived();
    }
  }

  private void shutdownAck() {
    Teardown.State state = teardown.state();
    if (state == Teardown.State.SENT || state == Teardown.State.ACK_SENT) {
      int peerTag = handshake.peerTag();
      end(CloseReason.SHUTDOWN, "shut down");
      outbox.addAlone(
          peerTag,
          SctpProtocol.CHUNK_HEADER_BYTES,
          w -> w.endChunk(w.beginChunk(SctpProtocol.SHUTDOWN_COMPLETE, 0)));
    }
  }

  /** RFC 9260 3.2: the two highest bits say what to do with an unknown chunk. */
  private boolean unknown(int type) {
    if ((type & SctpProtocol.REPORT_BIT_OF_BYTE) != 0 && isEstablished()) {
      int length = Math.min(reader.valueEnd() - reader.chunkStart(), BIGGEST_ECHO_BYTES);
      Bytes quoted = ParameterReader.copy(reader.packet(), reader.chunkStart(), length);
      ErrorCause cause = new ErrorCause(SctpProtocol.CAUSE_UNRECOGNIZED_CHUNK, quoted);
      outbox.add(
          handshake.peerTag(),
          SctpProtocol.padded(8 + length),
          w -> cause.write(w, SctpProtocol.ERROR, 0));
    }
    context.violation("chunk of unknown type " + type);
    return (type & SctpProtocol.SKIP_BIT_OF_BYTE) != 0;
  }

  /** After each packet. */
  private void settle() {
    Receiver in = receiver;
    if (over || in == null) {
      return;
    }
    in.packetEnded();
    StreamResets streamResets = resets;
    if (streamResets != null) {
      streamResets.cumulativeTsnMoved();
    }
    advanceTeardown();
    if (context.isFlooded()) {
      violated(new ProtocolViolation(SctpProtocol.CAUSE_OUT_OF_RESOURCE, "too many events"));
    }
  }

  private void violated(ProtocolViolation violation) {
    String rule = String.valueOf(violation.getMessage());
    context.violation(rule);
    abort(CloseReason.PEER_VIOLATION, violation.causeCode(), rule);
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
    Outbox.Entry next;
    while ((next = outbox.peek()) != null && !next.alone() && next.sizeBytes() <= writer.room()) {
      outbox.remove();
      next.chunk().write(writer);
    }
    Sender out = sender;
    Receiver in = receiver;
    StreamResets streamResets = resets;
    if (out == null || in == null || streamResets == null) {
      return;
    }
    boolean up = isEstablished();
    if (up) {
      channels.requestResets();
      if (in.isSackDue() || in.hasUnacknowledged()) {
        sackIfWorthwhile(in);
      }
      streamResets.fill(writer);
      heartbeats.fill(writer);
      teardown.fill(writer, in.cumulativeTsn(), out.timeout());
    }
    out.fill(writer, teardown.state() != Teardown.State.ACK_SENT);
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
      abort(CloseReason.UNREACHABLE, SctpProtocol.CAUSE_USER_ABORT, "no answer");
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

  boolean isOver() {
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
}
