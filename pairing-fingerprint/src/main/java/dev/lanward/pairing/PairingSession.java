package dev.lanward.pairing;

import dev.lanward.core.Tick;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * One side of one pairing, as a state machine without IO.
 *
 * <p>The drain rule: after each {@code handle} call look at {@link #outcome}; a {@link Paired} is
 * saved first. Then send what {@link #pollTransmit} returns until it is empty. Once there is an
 * outcome and nothing is left to send, the session is over (a page that has paired says {@code
 * bye}). Not safe for threads.
 */
public abstract sealed class PairingSession
    permits CodePairingPage, CodePairingDevice, LinkPairingPage, LinkPairingDevice {
  /** How long a pairing session may take (protocol section 9). */
  public static final Duration TIME_LIMIT = Duration.ofSeconds(30);

  private final Deque<PairMessage> toSend = new ArrayDeque<>();
  private final Tick deadline;
  private Optional<PairingOutcome> outcome = Optional.empty();

  PairingSession(Tick now) {
    deadline = now.plus(TIME_LIMIT);
  }

  /** Takes in what the peer sent. Once there is an outcome it does nothing. */
  public final void handleMessage(Tick now, PairMessage message) {
    handleTimeout(now);
    if (outcome.isEmpty()) {
      onMessage(now, message);
    }
  }

  /** The peer sent a control message that broke its format: the session ends. */
  public final void handleMalformed(Tick now) {
    handleTimeout(now);
    if (outcome.isEmpty()) {
      onMalformed();
    }
  }

  /** The time has come that {@link #nextTimeout} named. */
  public final void handleTimeout(Tick now) {
    if (outcome.isEmpty() && !now.isBefore(deadline)) {
      end(new PairingOutcome.Failed(PairingOutcome.Reason.TIMED_OUT));
    }
  }

  /** When to call {@link #handleTimeout}; empty once there is an outcome. */
  public final Optional<Tick> nextTimeout() {
    return outcome.isEmpty() ? Optional.of(deadline) : Optional.empty();
  }

  /** The next message to send; call until it is empty. */
  public final Optional<PairMessage> pollTransmit() {
    return Optional.ofNullable(toSend.poll());
  }

  /** How it ended; empty while it goes on. */
  public final Optional<PairingOutcome> outcome() {
    return outcome;
  }

  abstract void onMessage(Tick now, PairMessage message);

  abstract void onMalformed();

  /** Told once, when the outcome is there. */
  void onEnd() {}

  final void send(PairMessage message) {
    toSend.add(message);
  }

  final void end(PairingOutcome how) {
    outcome = Optional.of(how);
    onEnd();
  }

  final void fail(PairingOutcome.Reason reason) {
    end(new PairingOutcome.Failed(reason));
  }

  /** The device's way out: says why, and ends. */
  final void refuse(Refusal code, int left) {
    send(new PairMessage.Refused(code, left));
    end(new PairingOutcome.Refused(code, left));
  }
}
