package dev.lanward.datachannel;

import static dev.lanward.datachannel.SctpProtocol.MAX_RETRANSMITS;
import static dev.lanward.datachannel.SctpProtocol.SHUTDOWN_ACK;
import static dev.lanward.datachannel.SctpProtocol.SHUTDOWN_GUARD;

import org.jspecify.annotations.Nullable;

/** The orderly end (RFC 9260 section 9.2). */
final class Teardown {
  /** Where it stands. */
  enum State {
    /** Not begun. */
    NONE,
    /** Asked for here; waits for DATA to be acknowledged. */
    PENDING,
    /** SHUTDOWN sent. */
    SENT,
    /** SHUTDOWN received; waits for DATA to be acknowledged. */
    RECEIVED,
    /** SHUTDOWN ACK sent. */
    ACK_SENT
  }

  private final Context context;
  private State state = State.NONE;
  private boolean due;
  private int expiries;

  Teardown(Context context) {
    this.context = context;
  }

  void start() {
    if (state == State.NONE) {
      state = State.PENDING;
      guard();
    }
  }

  /** The peer sent SHUTDOWN. */
  void shutdownReceived() {
    if (state == State.SENT) {
      enter(State.ACK_SENT); // Both at once: RFC 9260 9.2, answer right away.
    } else if (state == State.NONE || state == State.PENDING) {
      state = State.RECEIVED;
      guard();
    } else if (state == State.ACK_SENT) {
      due = true;
    }
  }

  /** Neither side may keep the other waiting without end. */
  private void guard() {
    if (!context.timers.isArmed(Timer.T5_SHUTDOWN_GUARD)) {
      context.timers.arm(Timer.T5_SHUTDOWN_GUARD, context.now + SHUTDOWN_GUARD);
    }
  }

  /** Goes on, if nothing waits to be sent or acknowledged; to be called whenever that may be. */
  void advance(@Nullable Sender out) {
    if (out == null || !out.isDone()) {
      return;
    }
    if (state == State.PENDING) {
      enter(State.SENT);
    } else if (state == State.RECEIVED) {
      enter(State.ACK_SENT);
    }
  }

  /** DATA came though SHUTDOWN was sent: it is acknowledged by SHUTDOWN too (RFC 9260 9.2). */
  void dataReceived() {
    if (state == State.SENT) {
      due = true;
      expiries = 0; // The peer is alive; T5 sees to it that it does not go on forever.
    }
  }

  /** T2 expired. Returns false when the peer has to be given up. */
  boolean timedOut() {
    due = true;
    return ++expiries <= MAX_RETRANSMITS;
  }

  private void enter(State next) {
    state = next;
    due = true;
    expiries = 0;
  }

  /** Adds SHUTDOWN or SHUTDOWN ACK to the packet, if due. */
  void fill(PacketWriter writer, int cumulativeTsn, long timeout) {
    if (!due || writer.room() < 8) {
      return;
    }
    due = false;
    if (state == State.SENT) {
      new ShutdownChunk(cumulativeTsn).write(writer);
    } else {
      writer.endChunk(writer.beginChunk(SHUTDOWN_ACK, 0));
    }
    context.timers.arm(Timer.T2_SHUTDOWN, context.now + timeout);
  }

  State state() {
    return state;
  }

  boolean isBegun() {
    return state != State.NONE;
  }
}
