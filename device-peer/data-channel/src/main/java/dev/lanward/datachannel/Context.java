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

  /** The time of the last call, in nanoseconds. */
  long now;

  private final ArrayDeque<Event> events = new ArrayDeque<>(4);
  private int pendingViolations;
  private int pendingOthers;

  Context(Limits limits, RandomGenerator random) {
    this.limits = limits;
    this.random = random;
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

  /** How long a chunk that has a packet to itself may be, padding included. */
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
