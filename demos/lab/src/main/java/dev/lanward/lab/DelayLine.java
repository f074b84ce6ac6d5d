package dev.lanward.lab;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * One direction of a cable: frames go in, and come out later, in the same order, or not at all.
 *
 * <p>It is told the time, in nanoseconds of any monotonic clock, and holds at most {@link
 * #MAX_QUEUED_BYTES}: a frame beyond that is dropped and counted, as a full switch port does. One
 * thread only.
 */
final class DelayLine {
  /** 200 ms at 1 Gbit/s is 25 MB. */
  static final int MAX_QUEUED_BYTES = 32 << 20;

  /** Which of the two directions of a cable; each has a random sequence of its own. */
  enum Direction {
    /** From the host to the LAN. */
    OUT,
    /** From the LAN to the host. */
    IN
  }

  private record Queued(long dueNanos, byte[] frame) {}

  private final Impairment impairment;
  private final SplittableRandom random;
  private final ArrayDeque<Queued> queue = new ArrayDeque<>();
  private long lastDueNanos = Long.MIN_VALUE;
  private int queuedBytes;
  private long lost;
  private long overflowed;

  DelayLine(Impairment impairment, Direction direction) {
    this.impairment = impairment;
    // Seeds that differ by one give unrelated sequences (SplittableRandom mixes them).
    this.random = new SplittableRandom(impairment.seed() * 2 + direction.ordinal());
  }

  /** Takes a frame that arrived at {@code nowNanos}; the array is the line's from now on. */
  void offer(long nowNanos, byte[] frame) {
    // Always both draws, so that a frame's fate does not depend on which impairments are on.
    boolean loses = random.nextDouble() < impairment.loss();
    long jitter = (long) (random.nextDouble() * impairment.jitterNanos());
    if (loses) {
      lost++;
    } else if (queuedBytes + frame.length > MAX_QUEUED_BYTES) {
      overflowed++;
    } else {
      lastDueNanos = Math.max(lastDueNanos, nowNanos + impairment.delayNanos() + jitter);
      queue.add(new Queued(lastDueNanos, frame));
      queuedBytes += frame.length;
    }
  }

  /** The next frame that is due at {@code nowNanos}; call until it is empty. */
  Optional<byte[]> poll(long nowNanos) {
    Queued head = queue.peek();
    if (head == null || head.dueNanos() > nowNanos) {
      return Optional.empty();
    }
    queue.remove();
    queuedBytes -= head.frame().length;
    return Optional.of(head.frame());
  }

  /** When the next frame is due, if one is under way. */
  OptionalLong nextTimeout() {
    Queued head = queue.peek();
    return head == null ? OptionalLong.empty() : OptionalLong.of(head.dueNanos());
  }

  /** Frames lost by the dice. */
  long lost() {
    return lost;
  }

  /** Frames dropped because the line was full. */
  long overflowed() {
    return overflowed;
  }
}
