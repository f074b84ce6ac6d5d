package dev.lanward.datachannel;

import static dev.lanward.datachannel.SctpProtocol.CHUNK_HEADER_BYTES;
import static dev.lanward.datachannel.SctpProtocol.COOKIE_ECHO;
import static dev.lanward.datachannel.SctpProtocol.INIT;
import static dev.lanward.datachannel.SctpProtocol.INIT_ACK;
import static dev.lanward.datachannel.SctpProtocol.MAX_INIT_RETRANSMITS;
import static dev.lanward.datachannel.SctpProtocol.T1_INITIAL;
import static dev.lanward.datachannel.SctpProtocol.T1_MAX;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.MalformedMessageException.Reason;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The four-way handshake, from either side or from both at once (RFC 9260 sections 5.1 and 5.2).
 *
 * <p>DTLS has proven who the peer is and that it can be reached, so the cookie defends against
 * nothing: it is opaque and compared, and what it stands for is the last INIT, kept in one slot.
 *
 * <p>A peer that starts anew under the same DTLS connection (RFC 9260 5.2.2 and 5.2.4 A) is
 * answered as far as to be certain that it does, and then the association ends: its channels and
 * what was on its way are gone, and only the application can say what to make of that (ADR 0010).
 */
final class Handshake {
  /** Streams asked for and offered: all (RFC 8831 section 6.2). */
  private static final int STREAMS = 65_535;

  /** RFC 9260 3.3.2: a_rwnd is never less. */
  private static final int LEAST_WINDOW_BYTES = 1500;

  private static final int SECRET_BYTES = 16;

  /** What a COOKIE ECHO comes to (RFC 9260 5.2.4). */
  enum Echo {
    /** The cookie was not given by this side, or is of an INIT before the last. */
    REFUSED,
    /** Good: to be answered by COOKIE ACK (5.1, or 5.2.4 B and D). */
    GOOD,
    /** The peer has begun anew (5.2.4 A). */
    RESTART
  }

  /**
   * An INIT that came when the association was up, and the tag of the one that its sender wants. If
   * that is but a late copy, nothing follows.
   */
  private record Restart(InitChunk init, int tag, Bytes cookie) {}

  /** Where it stands. */
  enum State {
    /** Nothing was sent; an INIT is answered. */
    CLOSED,
    /** INIT sent. */
    COOKIE_WAIT,
    /** COOKIE ECHO sent; the peer's parameters are known. */
    COOKIE_ECHOED,
    /** Done. */
    ESTABLISHED
  }

  private final Context context;
  private final Outbox outbox;
  private int tag;
  private int initialTsn;
  private final Bytes secret;

  private State state = State.CLOSED;
  private @Nullable InitChunk lastInit;
  private @Nullable InitChunk peer;
  private @Nullable Restart restart;
  private Bytes cookie = Bytes.empty();
  private boolean announced;
  private boolean initDue;
  private boolean cookieEchoDue;
  private boolean firstEcho;
  private int transmissions;

  Handshake(Context context, Outbox outbox) {
    this.context = context;
    this.outbox = outbox;
    tag = context.randomTag();
    initialTsn = context.random.nextInt();
    byte[] bytes = new byte[SECRET_BYTES];
    context.random.nextBytes(bytes);
    secret = Bytes.copyOf(bytes);
  }

  /** Begins from this side. */
  void start() {
    if (state == State.CLOSED) {
      state = State.COOKIE_WAIT;
      initDue = true;
    }
  }

  /**
   * Takes both INITs as exchanged, though neither was sent: this side's has {@code ownTag} and
   * {@code ownTsn} and is otherwise what {@link #offer} says.
   */
  void establish(int ownTag, int ownTsn, InitChunk init) throws MalformedMessageException {
    if (state != State.CLOSED || lastInit != null) {
      throw new IllegalStateException("the handshake has begun: " + state);
    }
    check(init);
    if (ownTag == 0) {
      throw new MalformedMessageException(Reason.BAD_VALUE, -1, "a tag is not 0 (RFC 9260 3.3.2)");
    }
    tag = ownTag;
    initialTsn = ownTsn;
    announced = true;
    peer = init;
    established();
  }

  /** T1 expired. Returns false when the peer has to be given up. */
  boolean timedOut() {
    if (transmissions > MAX_INIT_RETRANSMITS) {
      return false;
    }
    initDue = state == State.COOKIE_WAIT;
    cookieEchoDue = state == State.COOKIE_ECHOED;
    return true;
  }

  // --- What comes in ----------------------------------------------------------------------------

  /** Answers an INIT. */
  void init(InitChunk init) throws MalformedMessageException {
    check(init);
    if (state != State.ESTABLISHED) {
      lastInit = init;
      answer(init, offer(tag, initialTsn, cookieFor(init, tag), init.unrecognized()));
    } else if (init.initiateTag() != peerTag()) {
      // 5.2.2: a new tag, the old ones as tie-tags in the cookie, and all else as it was.
      int freshTag = context.randomTag();
      Bytes freshCookie = cookieFor(init, freshTag);
      restart = new Restart(init, freshTag, freshCookie);
      answer(init, offer(freshTag, context.random.nextInt(), freshCookie, init.unrecognized()));
    }
    // Else it is a late copy, or one that the other half of a collision overtook.
  }

  private void answer(InitChunk init, InitChunk answer) {
    outbox.addAlone(
        init.initiateTag(),
        SctpProtocol.HEADER_BYTES + 512,
        writer -> answer.write(writer, INIT_ACK));
  }

  /** Takes an INIT ACK. Returns whether the peer's parameters are known by it. */
  boolean initAck(InitChunk ack) throws MalformedMessageException {
    if (state != State.COOKIE_WAIT) {
      return false; // RFC 9260 5.2.3: a late one.
    }
    check(ack);
    int most = context.mostChunkBytes() - CHUNK_HEADER_BYTES;
    int length = ack.cookie().length();
    if (length == 0 || length > most) {
      throw new MalformedMessageException(
          length == 0 ? Reason.MISSING : Reason.TOO_LONG,
          -1,
          "INIT ACK must have a state cookie of 1 to " + most + " bytes, has " + length);
    }
    peer = ack;
    cookie = ack.cookie();
    state = State.COOKIE_ECHOED;
    cookieEchoDue = true;
    firstEcho = true;
    transmissions = 0;
    context.timers.stop(Timer.T1_HANDSHAKE);
    return true;
  }

  /**
   * Takes a COOKIE ECHO (RFC 9260 5.2.4). What the peer told in the INIT of that cookie replaces
   * what it told in an INIT ACK: a peer that answered before it began itself may have two tags, and
   * the TSNs that go with them (case B).
   */
  Echo cookieEcho(int packetTag, ByteBuffer packet, int at, int end) {
    Bytes given = ParameterReader.copy(packet, at, end - at);
    Restart begun = restart;
    if (begun != null && begun.tag() == packetTag && begun.cookie().equals(given)) {
      peer = begun.init();
      return Echo.RESTART;
    }
    InitChunk init = lastInit;
    if (init == null || packetTag != tag || !cookieFor(init, tag).equals(given)) {
      context.violation("COOKIE ECHO with a cookie that was not given (RFC 9260 5.1.5)");
      return Echo.REFUSED;
    }
    if (state != State.ESTABLISHED) {
      peer = init;
      established();
    }
    return Echo.GOOD;
  }

  /** Takes a COOKIE ACK. Returns whether it ends the handshake. */
  boolean cookieAck() {
    if (state != State.COOKIE_ECHOED) {
      return false;
    }
    established();
    return true;
  }

  private void established() {
    state = State.ESTABLISHED;
    initDue = false;
    cookieEchoDue = false;
    cookie = Bytes.empty();
    context.timers.stop(Timer.T1_HANDSHAKE);
  }

  private static void check(InitChunk init) throws MalformedMessageException {
    boolean good =
        init.initiateTag() != 0
            && init.inboundStreams() != 0
            && init.outboundStreams() != 0
            && init.windowBytes() >= LEAST_WINDOW_BYTES;
    if (!good) {
      throw new MalformedMessageException(
          Reason.BAD_VALUE,
          -1,
          "INIT with tag or streams of zero, or a window below 1500 (RFC 9260 3.3.2): window "
              + init.windowBytes());
    }
  }

  // --- What goes out ----------------------------------------------------------------------------

  /** Adds INIT or COOKIE ECHO to the packet, if due; returns whether nothing may follow it. */
  boolean fill(PacketWriter writer) {
    if (initDue) {
      initDue = false;
      offer(tag, initialTsn, Bytes.empty(), List.of()).write(writer, INIT);
      sent();
      return true;
    }
    if (cookieEchoDue) {
      cookieEchoDue = false;
      int chunk = writer.beginChunk(COOKIE_ECHO, 0);
      writer.put(cookie);
      writer.endChunk(chunk);
      sent();
      // RFC 9260 5.1: DATA may share the packet of COOKIE ECHO; later ones are not worth it.
      boolean alone = !firstEcho;
      firstEcho = false;
      return alone;
    }
    return true;
  }

  private void sent() {
    long interval = Math.min(T1_MAX, T1_INITIAL << Math.min(transmissions, 8));
    transmissions++;
    context.timers.arm(Timer.T1_HANDSHAKE, context.now + interval);
  }

  private InitChunk offer(int ownTag, int firstTsn, Bytes cookie, List<Bytes> unrecognized) {
    announced = true;
    return new InitChunk(
        ownTag,
        context.limits.receiveWindowBytes(),
        STREAMS,
        STREAMS,
        firstTsn,
        true,
        true,
        context.offersZeroChecksum,
        context.offersInterleaving,
        cookie,
        unrecognized);
  }

  /** With the tags that the association has, if it is up: the tie-tags of 5.2.2. */
  private Bytes cookieFor(InitChunk init, int ownTag) {
    int extensions =
        (init.reconfig() ? 1 : 0) | (init.zeroChecksum() ? 2 : 0) | (init.interleaving() ? 4 : 0);
    byte[] parameters =
        ByteBuffer.allocate(28)
            .putInt(ownTag)
            .putInt(ownTag == tag ? 0 : tag)
            .putInt(ownTag == tag ? 0 : peerTag())
            .putInt(init.initiateTag())
            .putInt(init.initialTsn())
            .putInt((int) init.windowBytes())
            .putShort((short) init.inboundStreams())
            .put((byte) (init.forwardTsn() ? 1 : 0))
            .put((byte) extensions)
            .array();
    return Bytes.concat(secret, Bytes.copyOf(parameters));
  }

  // --- Queries ----------------------------------------------------------------------------------

  State state() {
    return state;
  }

  boolean isDue() {
    return initDue || cookieEchoDue;
  }

  int tag() {
    return tag;
  }

  /** Whether a packet that begins with COOKIE ECHO may have this tag. */
  boolean isTagOfCookieEcho(int packetTag) {
    return packetTag == tag || (restart != null && packetTag == restart.tag());
  }

  int initialTsn() {
    return initialTsn;
  }

  /** What the peer told about itself; null before COOKIE ECHOED. */
  @Nullable InitChunk peer() {
    return peer;
  }

  /** Whether a checksum of zero is taken: once the peer was told so (RFC 9653 5.3). */
  boolean takesZeroChecksum() {
    return announced && context.offersZeroChecksum;
  }

  /** Whether packets may be sent with a checksum of zero (RFC 9653 5.2). */
  boolean peerTakesZeroChecksum() {
    InitChunk known = peer;
    return known != null && known.zeroChecksum();
  }

  /** Whether both sides said that they use I-DATA (RFC 8260 2.2.1). */
  boolean usesInterleaving() {
    InitChunk known = peer;
    return known != null && known.interleaving() && context.offersInterleaving;
  }

  /** The tag for packets to the peer; 0 for an INIT. */
  int peerTag() {
    InitChunk known = peer;
    return known == null ? 0 : known.initiateTag();
  }
}
