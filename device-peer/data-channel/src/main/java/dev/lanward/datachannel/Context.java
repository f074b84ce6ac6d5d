package dev.lanward.datachannel;

import java.util.ArrayDeque;
import java.util.random.RandomGenerator;

/** What the parts of one association share: limits, time, timers, numbers, events. */
final class Context {
  /** Violations waiting to be polled beyond this are only counted. */
  private static final int MOST_PENDING_VIOLATIONS = 16;

  final Limits limits;
  final RandomGenerator random;
  final Timers timers = new Timers();
  final Tally tally = new Tally();

  final PathMtu path;

  /** The time of the last call, in nanoseconds. */
  long now;

  /** How long an acknowledgement may be held back, in nanoseconds. */
  long sackDelay = SctpProtocol.SACK_DELAY;

  /** Whether the peer is told that RFC 8260 is understood here. */
  boolean offersInterleaving = true;

  /** Whether the peer is told that it may send checksums of zero (RFC 9653). */
  boolean offersZeroChecksum = true;

  private final ArrayDeque<Event> events = new ArrayDeque<>(4);
  private int pendingViolations;
  private int pendingOthers;

  Context(Limits limits, RandomGenerator random) {
    this.limits = limits;
    this.random = random;
    path = new PathMtu(this);
  }

  void emit(Event event) {
    if (!(event instanceof Event.MessageReceived)) {
      pendingOthers++;
    }
    events.add(event);
  }

  /** Counts a broken rule, and tells of it unless enough are waiting to be told. */
  void violation(String rule) {
    tally.violations++;
    if (pendingViolations < MOST_PENDING_VIOLATIONS) {
      pendingViolations++;
      emit(new Event.PeerViolation(rule));
    }
  }

  /** Whether the peer causes events faster than they are polled; messages have their window. */
  boolean isFlooded() {
    return pendingOthers > limits.maxPendingEvents();
  }

  /** The next event, or null. */
  @org.jspecify.annotations.Nullable
  Event poll() {
    Event event = events.poll();
    if (event != null && !(event instanceof Event.MessageReceived)) {
      pendingOthers--;
      if (event instanceof Event.PeerViolation) {
        pendingViolations--;
      }
    }
    return event;
  }

  /** How long a chunk may be, padding included, to fit a packet on whatever path. */
  int mostChunkBytes() {
    return (limits.packetSizeBytes() & ~3) - SctpProtocol.HEADER_BYTES;
  }

  /** A random number that is not zero, for tags. */
  int randomTag() {
    int tag;
    do {
      tag = random.nextInt();
    } while (tag == 0);
    return tag;
  }
}
