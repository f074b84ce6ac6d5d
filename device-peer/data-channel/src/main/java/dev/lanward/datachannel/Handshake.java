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
 * nothing: it is opaque and compared, and what it stands for is the last INIT, kept in one slot. An
 * INIT after the association is up is not answered: a peer that starts anew does so with a new DTLS
 * association, so there is no restart (RFC 9260 5.2.2).
 */
final class Handshake {
  /** Streams asked for and offered: all (RFC 8831 section 6.2). */
  private static final int STREAMS = 65_535;

  /** RFC 9260 3.3.2: a_rwnd is never less. */
  private static final int LEAST_WINDOW_BYTES = 1500;

  private static final int SECRET_BYTES = 16;

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
  private final int tag;
  private final int initialTsn;
  private final Bytes secret;

  private State state = State.CLOSED;
  private @Nullable InitChunk lastInit;
  private @Nullable InitChunk peer;
  private Bytes cookie = Bytes.empty();
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

  /** Answers an INIT, unless the association is up already. */
  void init(InitChunk init) throws MalformedMessageException {
    check(init);
    if (state == State.ESTABLISHED) {
      if (init.initiateTag() == peerTag()) {
        return; // A late copy, or one that the other half of a collision overtook.
      }
      context.violation("INIT for an association that is up (RFC 9260 5.2.2)");
      return;
    }
    lastInit = init;
    InitChunk answer = offer(cookieFor(init), init.unrecognized());
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
   * Takes a COOKIE ECHO (RFC 9260 5.2.4). Returns whether it is good. What the peer told in the
   * INIT of that cookie replaces what it told in an INIT ACK: a peer that answered before it began
   * itself may have two tags, and the TSNs that go with them (case B).
   */
  boolean cookieEcho(ByteBuffer packet, int at, int end) {
    InitChunk init = lastInit;
    if (init == null || !cookieFor(init).equals(ParameterReader.copy(packet, at, end - at))) {
      context.violation("COOKIE ECHO with a cookie that was not given (RFC 9260 5.1.5)");
      return false;
    }
    if (state != State.ESTABLISHED) {
      peer = init;
      established();
    }
    return true;
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
      offer(Bytes.empty(), List.of()).write(writer, INIT);
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

  private InitChunk offer(Bytes cookie, List<Bytes> unrecognized) {
    return new InitChunk(
        tag,
        context.limits.receiveWindowBytes(),
        STREAMS,
        STREAMS,
        initialTsn,
        true,
        true,
        cookie,
        unrecognized);
  }

  private Bytes cookieFor(InitChunk init) {
    byte[] parameters =
        ByteBuffer.allocate(16)
            .putInt(init.initiateTag())
            .putInt(init.initialTsn())
            .putInt((int) init.windowBytes())
            .putShort((short) init.inboundStreams())
            .put((byte) (init.forwardTsn() ? 1 : 0))
            .put((byte) (init.reconfig() ? 1 : 0))
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

  int initialTsn() {
    return initialTsn;
  }

  /** What the peer told about itself; null before COOKIE ECHOED. */
  @Nullable InitChunk peer() {
    return peer;
  }

  /** The tag for packets to the peer; 0 for an INIT. */
  int peerTag() {
    InitChunk known = peer;
    return known == null ? 0 : known.initiateTag();
  }
}
