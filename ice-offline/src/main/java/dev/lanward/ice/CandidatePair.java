package dev.lanward.ice;

import dev.lanward.core.Tick;
import org.jspecify.annotations.Nullable;

/**
 * One way to the device, and how far its check has come. A lite peer has one component and the
 * order of checks is that in which the caller named the candidates.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8445#section-6.1.2.6">RFC 8445, 6.1.2.6</a>
 */
final class CandidatePair {
  /** RFC 8445's states, but for Frozen: there is nothing to wait for. */
  enum State {
    /** To be checked when its turn comes. Then IN_PROGRESS; SUCCEEDED by a late answer. */
    WAITING,
    /** Checked now. Then SUCCEEDED, FAILED, or WAITING again when unanswered or called off. */
    IN_PROGRESS,
    /** Answered. Then WAITING, when the knocker has to look again. */
    SUCCEEDED,
    /** Refused by the device itself. Stays so. */
    FAILED
  }

  private static final int PEER_REFLEXIVE = 110;
  private static final int MAX_LOCAL_PREFERENCE = 65_535;
  private static final int COMPONENT_TERM = 255;

  final Path path;
  private final int index;
  State state = State.WAITING;

  /** Since when it waits; in the future when it was told to wait. */
  Tick waitingSince;

  /** The latest check, while it may be answered, be it called off or not. */
  @Nullable Check check;

  /** A check was sent this way, so that the device may use it. */
  boolean asked;

  /** How often in a row the device refused in a way that may pass. */
  int refusals;

  CandidatePair(Path path, int index, Tick now) {
    this.path = path;
    this.index = index;
    this.waitingSince = now;
  }

  /** RFC 8445 section 7.1.1: the priority of the peer-reflexive candidate that this may become. */
  int priority() {
    int localPreference = Math.max(0, MAX_LOCAL_PREFERENCE - index);
    return PEER_REFLEXIVE << 24 | localPreference << 8 | COMPONENT_TERM;
  }

  void begin(Check begun) {
    check = begun;
    asked = true;
    state = State.IN_PROGRESS;
  }

  void succeed() {
    state = State.SUCCEEDED;
    refusals = 0;
  }

  void fail() {
    state = State.FAILED;
  }

  void await(Tick since) {
    state = State.WAITING;
    waitingSince = since;
  }

  boolean isWaiting(Tick now) {
    return state == State.WAITING && !now.isBefore(waitingSince);
  }

  /** The check in progress when something is due for it. */
  @Nullable Check due(Tick now) {
    Check current = inProgress();
    return current == null || now.isBefore(current.due()) ? null : current;
  }

  @Nullable Check inProgress() {
    return state == State.IN_PROGRESS ? check : null;
  }

  /** Whether a request may still arrive at the device, or its answer here. */
  boolean mayBeAnswered(Tick now) {
    return check != null && !check.isExpired(now);
  }
}
