package dev.lanward.datachannel;

import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.Tick;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One SCTP association over one DTLS connection, with the data channels on it: no socket, no
 * thread, no clock.
 *
 * <p><b>How to drive it.</b> Hand in what happens, each with the time: {@link #connect}, {@link
 * #handleDatagram}, {@link #handleTimeout}, the commands. After any of them, or after several
 * datagrams that arrived together, which saves acknowledgements, drain it: call {@link
 * #pollTransmit} until it says false, and send each packet as one DTLS record; call {@link
 * #pollEvent} until it is empty, and {@link #pollTransmit} again if that made commands; then wait
 * for a datagram or {@link #nextTimeout}.
 *
 * <p><b>Turns.</b> Channels that have something to send share the path by {@link ChannelPriority}.
 * One that sends little waits for no more than a message of another channel, which at 100 Mbit/s
 * and 256 KiB is 21 ms, and where the peer interleaves messages (RFC 8260) for a fragment, which is
 * 0.1 ms.
 *
 * <p><b>Threads.</b> One at a time; whoever owns the loop owns the association.
 *
 * <p><b>Errors.</b> What the peer sends never makes a method throw: it is dropped, counted, told as
 * {@link Event.PeerViolation}, or ends the association with {@link Event.Closed}. The caller's
 * mistakes are {@link IllegalArgumentException} and {@link IllegalStateException}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9260">RFC 9260, SCTP</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8261">RFC 8261, SCTP over DTLS</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8831">RFC 8831, data channels</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8832">RFC 8832, DCEP</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8260">RFC 8260, interleaving</a>
 */
public final class Association {
  /** What one DTLS record carries (RFC 5246 section 6.2.1). */
  private static final int MOST_PACKET_BYTES = 1 << 14;

  private final Context context;
  private final SctpCore core;

  private Association(Role role, Limits limits, RandomGenerator random) {
    context = new Context(limits, random);
    core = new SctpCore(context, role);
  }

  /**
   * An association that waits for the peer, or for {@link #connect}.
   *
   * @param role whose stream ids are even
   * @param limits what it may cost
   * @param random for tags, cookies and nonces; DTLS protects them, so any good generator will do
   */
  public static Association create(Role role, Limits limits, RandomGenerator random) {
    return new Association(role, limits, random);
  }

  /** Says nothing of RFC 8260 to the peer, like those that do not know it. */
  void declineInterleaving() {
    context.offersInterleaving = false;
  }

  /** Says nothing of RFC 9653 to the peer, which then has to send checksums. */
  void declineZeroChecksum() {
    context.offersZeroChecksum = false;
  }

  // --- Commands ---------------------------------------------------------------------------------

  /**
   * Sends INIT. Both sides may, or only one; without it the peer's INIT is answered all the same.
   */
  public void connect(Tick now) {
    at(now);
    requireOpen();
    core.connect();
  }

  /**
   * Takes the handshake as done, because both INITs went another way: what SNAP does in SDP
   * (draft-hancke-tsvwg-snap). This side's INIT had {@code ownTag} and {@code ownTsn}, and was
   * otherwise as {@link #connect} sends it. To be called once DTLS has verified the peer, in place
   * of {@link #connect}.
   *
   * @param ownTag chosen by the peer, so not trusted to be other than 0
   * @param peerInit the peer's INIT chunk with its header, from position to limit
   * @throws MalformedMessageException when that is no INIT, or one that breaks its rules; the
   *     association is then as before
   * @throws IllegalStateException when a handshake has begun
   */
  public void establish(Tick now, int ownTag, int ownTsn, ByteBuffer peerInit)
      throws MalformedMessageException {
    at(now);
    requireOpen();
    core.establish(ownTag, ownTsn, peerInit.slice());
  }

  /**
   * Takes one packet: what one DTLS record held, between {@code packet}'s position and limit. It is
   * not kept, and its position does not move.
   */
  public void handleDatagram(Tick now, ByteBuffer packet) {
    at(now);
    core.handle(packet.order() == java.nio.ByteOrder.BIG_ENDIAN ? packet : packet.duplicate());
  }

  /** Does what is due at {@code now}; to be called at {@link #nextTimeout}, harmless at others. */
  public void handleTimeout(Tick now) {
    at(now);
    if (!core.isOver()) {
      core.expireTimers();
    }
  }

  /**
   * Opens a channel: with DCEP, or silently when it is negotiated. Messages may be sent on it at
   * once; {@link Event.ChannelOpen} tells when the peer knows of it. Negotiated channels are best
   * opened before the association is: a message on a stream without a channel is dropped.
   *
   * @return its stream id
   * @throws IllegalStateException when there are too many, the id is taken or beyond the streams
   *     that the peer takes, or the association is closing
   * @throws SendBufferFullException when the announcement finds no room
   */
  public int openChannel(Tick now, ChannelOptions options) {
    at(now);
    requireOpen();
    if (options.negotiatedId().isEmpty()) {
      requireRoom(DcepOpen.mostBytes(options));
    }
    return core.channels().open(options);
  }

  /**
   * Sends a message, from {@code payload}'s position to its limit; its position does not move. The
   * bytes are copied.
   *
   * @throws SendBufferFullException when {@link Limits#sendBufferBytes} is reached; nothing is sent
   * @throws IllegalArgumentException when it is longer than {@link Limits#maxSendMessageBytes}
   * @throws IllegalStateException when there is no such channel, or it or the association is
   *     closing
   */
  public void send(Tick now, int streamId, MessageKind kind, ByteBuffer payload) {
    at(now);
    requireOpen();
    Channel channel = core.channels().require(streamId);
    if (channel.state == Channel.State.CLOSING) {
      throw new IllegalStateException("channel " + streamId + " is closing");
    }
    int length = payload.remaining();
    if (length > context.limits.maxSendMessageBytes()) {
      throw new IllegalArgumentException(
          "a message has at most "
              + context.limits.maxSendMessageBytes()
              + " bytes, not "
              + length);
    }
    requireRoom(length);
    byte[] copy = new byte[length];
    payload.get(payload.position(), copy);
    context.tally.messagesSent++;
    context.tally.bytesSent += length;
    core.channels().send(channel, kind, copy);
  }

  /**
   * Closes a channel in both directions: what was sent before still goes out. {@link
   * Event.ChannelClosed} tells when its id is free again; until then nothing arrives on it.
   *
   * @throws IllegalStateException when there is no such channel
   */
  public void closeChannel(Tick now, int streamId) {
    at(now);
    core.channels().close(core.channels().require(streamId));
  }

  /**
   * Whether messages of a channel count against the receive window until {@link #consumed} says so,
   * rather than until they are polled. For those who hand messages on to something slower.
   */
  public void setManualConsumption(int streamId, boolean manual) {
    core.channels().require(streamId).manual = manual;
  }

  /**
   * The application is done with one message, of {@code bytes} of payload, that it polled from a
   * channel with manual consumption. Ignored when the channel is gone; what is more than the
   * channel holds is, too: it is of an earlier channel with the same id, whose bytes were given
   * back when it closed.
   *
   * @throws IllegalArgumentException when {@code bytes} is negative
   */
  public void consumed(Tick now, int streamId, long bytes) {
    at(now);
    if (bytes < 0) {
      throw new IllegalArgumentException("consumed bytes are not negative, were " + bytes);
    }
    Channel channel = core.channels().find(streamId);
    if (channel == null) {
      return;
    }
    core.consumed(channel, Math.min(bytes + ReceiveWindow.OVERHEAD_BYTES, channel.unconsumed));
  }

  /** Below or at how many buffered bytes {@link Event.BufferedAmountLow} is told; 0 at first. */
  public void setBufferedAmountLowThreshold(int streamId, long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a threshold is not negative, was " + bytes);
    }
    core.channels().require(streamId).stream.lowThreshold = bytes;
  }

  /**
   * Asks the peer for a sign of life that nobody else can give: the next packet that {@link
   * #pollTransmit} writes carries a HEARTBEAT with a fresh nonce, and nothing else. For a caller
   * that has to know where the peer is: it sends that packet by one path, and by that path the
   * answer must come. A peer answers at once (RFC 9260 section 8.3); a probe that gets lost is not
   * repeated.
   *
   * @throws IllegalStateException unless the association is up
   */
  public void probe(Tick now) {
    at(now);
    if (!core.isEstablished() || core.isOver()) {
      throw new IllegalStateException("the association is not up");
    }
    core.probe().start();
  }

  /**
   * Ends in order: everything sent before is delivered first (RFC 9260 9.2), unless the peer does
   * not take it within 30 seconds. An association that is not up yet ends at once.
   */
  public void shutdown(Tick now) {
    at(now);
    if (!core.isOver()) {
      core.shutdown();
    }
  }

  /** Ends at once, and tells the peer {@code reason}, of which 128 bytes of UTF-8 travel. */
  public void abort(Tick now, String reason) {
    at(now);
    core.abort(
        CloseReason.ABORTED, ErrorCause.ofText(SctpProtocol.CAUSE_USER_ABORT, reason), reason);
  }

  /**
   * The path is known, or has become another one: its first link carries packets of {@code
   * packetBytes}, which is the interface's MTU less IP, UDP and DTLS. Packets begin at {@link
   * Limits#packetSizeBytes} once more, and become longer as probes of the path come back (RFC
   * 8899). Without this call they never do. What is under way is sent again.
   *
   * @param packetBytes at most 16384, what a DTLS record carries; below {@link
   *     Limits#packetSizeBytes} it changes nothing
   */
  public void setPath(Tick now, int packetBytes) {
    at(now);
    if (packetBytes > MOST_PACKET_BYTES) {
      throw new IllegalArgumentException(
          "a packet has at most " + MOST_PACKET_BYTES + " bytes, not " + packetBytes);
    }
    if (!core.isOver()) {
      context.path.changed(packetBytes);
      core.pathChanged();
    }
  }

  // --- What comes out ---------------------------------------------------------------------------

  /**
   * Writes the next packet, if there is one, at {@code into}'s position, which then stands behind
   * it. DATA is stamped with the time of the last command.
   *
   * @param into big-endian, with room for {@link Limits#packetSizeBytes}, or what {@link #setPath}
   *     was told if that is more
   * @return whether there was one
   */
  public boolean pollTransmit(ByteBuffer into) {
    int most = Math.max(context.limits.packetSizeBytes(), context.path.mostBytes());
    if (into.remaining() < most || into.order() != java.nio.ByteOrder.BIG_ENDIAN) {
      throw new IllegalArgumentException(
          "pollTransmit needs a big-endian buffer with room for "
              + most
              + " bytes, has "
              + into.remaining());
    }
    return core.fill(into);
  }

  /** The next thing to tell, if there is one. */
  public Optional<Event> pollEvent() {
    Event event = context.poll();
    if (event != null) {
      core.polled(event);
    }
    return Optional.ofNullable(event);
  }

  /** When {@link #handleTimeout} wants to be called, if no datagram comes before. */
  public Optional<Tick> nextTimeout() {
    return context.timers.isAnyArmed()
        ? Optional.of(new Tick(context.timers.earliest()))
        : Optional.empty();
  }

  // --- Queries ----------------------------------------------------------------------------------

  /**
   * Whether there is such a channel and neither it nor the association is closing, so that {@link
   * #send} lacks at most room. The peer can end that with any datagram, before its event is polled.
   */
  public boolean isUsable(int streamId) {
    return !core.isClosing() && core.channels().isUsable(streamId);
  }

  /** Bytes given to {@link #send} on this channel and not yet put into a packet. */
  public long bufferedAmount(int streamId) {
    Channel channel = core.channels().find(streamId);
    return channel == null ? 0 : channel.stream.bufferedBytes;
  }

  /** How many messages {@link #bufferedAmount} is of, empty ones and this side's DCEP included. */
  public int bufferedMessages(int streamId) {
    Channel channel = core.channels().find(streamId);
    return channel == null ? 0 : channel.stream.queue.size();
  }

  /** How long a message the send buffer has room for. */
  public long sendBufferFree() {
    return core.queue().freeBytes();
  }

  /** How many channels there are, those that are opening or closing included. */
  public int channelCount() {
    return core.channels().count();
  }

  /** Whether both sides may send. */
  public boolean isConnected() {
    return core.isEstablished();
  }

  /**
   * How often in a row what is under way was sent again for want of any answer (T3-rtx, from 0.4 s
   * on); 0 while answers come. The path may have fallen silent then.
   */
  public int timeoutsInARow() {
    return core.timeoutsInARow();
  }

  /** Whether the peer has answered the latest {@link #probe}. */
  public boolean isProbeAnswered() {
    return core.probe().isAnswered();
  }

  /** Whether it is over: {@link Event.Closed} was told or waits to be polled. */
  public boolean isClosed() {
    return core.isOver();
  }

  /** How long packets may be at the moment. */
  public int packetBytes() {
    return context.path.packetBytes();
  }

  /** Acknowledges as late as browsers do; for tests. */
  void delaySacks(long nanos) {
    context.sackDelay = nanos;
  }

  /** Sends the next message of a stream with this SSN or MID; for tests of what comes after -1. */
  void numberMessagesFrom(int streamId, int number) {
    core.queue().numberFrom(core.channels().require(streamId).stream, number);
  }

  /** Expects it, if it is up; for the same tests. */
  boolean expectMessagesFrom(int streamId, int number) {
    return core.expectFrom(streamId, number);
  }

  /** What is held of the peer's data, its overhead included; for tests of the limits. */
  long heldBytes() {
    return core.heldBytes();
  }

  /** What happened so far. */
  public Counters counters() {
    return context.tally.counters();
  }

  /**
   * Where both directions stand, in words that may change: for whoever has to find out why an
   * association does not go on.
   */
  public String describe() {
    return core.describe() + "; " + counters();
  }

  private void at(Tick now) {
    context.now = now.nanos();
  }

  private void requireOpen() {
    if (core.isClosing()) {
      throw new IllegalStateException("the association is closed or closing");
    }
  }

  private void requireRoom(int length) {
    long free = core.queue().freeBytes();
    if (length > free) {
      throw new SendBufferFullException(length, free, context.limits.sendBufferBytes());
    }
  }
}
