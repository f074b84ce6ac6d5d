package dev.lanward.datachannel;

import dev.lanward.core.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages together whose fragments have consecutive TSNs (RFC 9260 section 6.9).
 *
 * <p>Fragments stand in a ring by TSN. Neighbours that belong together form a run; only a run's
 * first and last fragment know of each other, so that adding one costs the same however long the
 * run is. What is held is bounded by the receive window, a run by {@link Limits#maxMessageBytes}.
 */
final class Reassembler {
  private static final int INITIAL_CAPACITY = 8;

  /** A fragment; {@code first}, {@code last}, {@code runBytes} are right at the ends of a run. */
  private static final class Fragment {
    final DataChunk chunk;
    final Bytes payload;
    Fragment first = this;
    Fragment last = this;
    long runBytes;

    Fragment(DataChunk chunk, Bytes payload) {
      this.chunk = chunk;
      this.payload = payload;
      runBytes = payload.length();
    }

    int tsn() {
      return chunk.tsn();
    }

    int costBytes() {
      return payload.length() + ReceiveWindow.OVERHEAD_BYTES;
    }
  }

  private final ReceiveWindow window;
  private final int maxMessageBytes;
  private final int maxCapacity;
  private @Nullable Fragment[] ring = new Fragment[INITIAL_CAPACITY];
  private int count;

  /** The last TSN given up, or after it the last of the rest of its message that came and went. */
  private int forgotten;

  private boolean hasForgotten;

  /**
   * @param maxTsnSpan how far beyond the first gap a TSN may lie
   */
  Reassembler(ReceiveWindow window, int maxMessageBytes, int maxTsnSpan) {
    this.window = window;
    this.maxMessageBytes = maxMessageBytes;
    // Fragments that belong to messages lie closer together than this.
    maxCapacity = 2 * Integer.highestOneBit(maxTsnSpan + window.mostPieces());
  }

  /**
   * Adds a fragment whose TSN was not there before.
   *
   * @return the message that it completes, or null
   * @throws ProtocolViolation when fragments do not fit each other, or a message is too large
   */
  @Nullable IncomingMessage add(DataChunk chunk, Bytes payload) throws ProtocolViolation {
    hasForgotten &= chunk.tsn() - forgotten <= maxCapacity; // Far from it TSNs may have wrapped.
    if (chunk.isWhole()) {
      checkSize(payload.length());
      return message(chunk, payload);
    }
    if (hasForgotten && chunk.tsn() == forgotten + 1 && !chunk.begins()) {
      forgotten++;
      forgetRest();
      return null;
    }
    Fragment fragment = new Fragment(chunk, payload);
    insert(fragment);
    Fragment first = fragment;
    Fragment last = fragment;
    long bytes = fragment.runBytes;
    Fragment left = at(chunk.tsn() - 1);
    if (left != null && !left.chunk.ends() && !chunk.begins()) {
      checkSameMessage(left, fragment);
      first = left.first;
      bytes += first.runBytes;
    }
    Fragment right = at(chunk.tsn() + 1);
    if (right != null && !right.chunk.begins() && !chunk.ends()) {
      checkSameMessage(fragment, right);
      last = right.last;
      bytes += right.runBytes;
    }
    join(first, last, bytes);
    checkSize(bytes);
    return first.chunk.begins() && last.chunk.ends() ? assemble(first, last) : null;
  }

  /**
   * Forgets fragments up to {@code tsn}: their messages were given up (RFC 3758 3.6). So was one
   * that goes on there, though the peer need not say so: the rest of it goes as it comes.
   */
  void forwardTo(int tsn) {
    for (int i = 0; count > 0 && i < ring.length; i++) {
      Fragment fragment = ring[i];
      if (fragment != null && !Serial.isAfter(fragment.tsn(), tsn)) {
        remove(fragment);
      }
    }
    forgotten = tsn;
    hasForgotten = true;
    forgetRest();
  }

  /** Forgets what has come of the message that goes on after {@link #forgotten}. */
  private void forgetRest() {
    Fragment rest;
    while ((rest = at(forgotten + 1)) != null && !rest.chunk.begins()) {
      remove(rest);
      forgotten++;
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  void trim() {
    if (count == 0 && ring.length > INITIAL_CAPACITY) {
      ring = new Fragment[INITIAL_CAPACITY];
    }
  }

  private static void join(Fragment first, Fragment last, long bytes) {
    first.first = first;
    first.last = last;
    first.runBytes = bytes;
    last.first = first;
    last.last = last;
  }

  private IncomingMessage assemble(Fragment first, Fragment last) {
    int tsn = first.tsn();
    Bytes[] parts = new Bytes[last.tsn() - tsn + 1];
    for (int i = 0; i < parts.length; i++) {
      Fragment fragment = at(tsn + i);
      if (fragment == null) {
        throw new AssertionError("a run has no holes");
      }
      parts[i] = fragment.payload;
      remove(fragment);
    }
    return message(first.chunk, Bytes.concat(parts));
  }

  private static IncomingMessage message(DataChunk chunk, Bytes payload) {
    return new IncomingMessage(
        chunk.streamId(), chunk.ssn(), chunk.isUnordered(), chunk.ppid(), payload);
  }

  private void checkSize(long bytes) throws ProtocolViolation {
    if (bytes > maxMessageBytes) {
      throw new ProtocolViolation(
          SctpProtocol.CAUSE_OUT_OF_RESOURCE,
          "message longer than max-message-size " + maxMessageBytes + ": " + bytes + " so far");
    }
  }

  private static void checkSameMessage(Fragment left, Fragment right) throws ProtocolViolation {
    DataChunk a = left.chunk;
    DataChunk b = right.chunk;
    boolean same =
        a.streamId() == b.streamId()
            && a.isUnordered() == b.isUnordered()
            && (a.isUnordered() || a.ssn() == b.ssn());
    if (!same) {
      throw new ProtocolViolation(
          "fragments of one message on streams "
              + a.streamId()
              + " and "
              + b.streamId()
              + " or with SSNs "
              + a.ssn()
              + " and "
              + b.ssn()
              + " (RFC 9260 6.9)");
    }
  }

  private void insert(Fragment fragment) throws ProtocolViolation {
    while (ring[fragment.tsn() & (ring.length - 1)] != null) {
      if (ring.length >= maxCapacity) {
        throw new ProtocolViolation(
            "a fragment whose message never went on lies " + maxCapacity + " TSNs back");
      }
      grow();
    }
    ring[fragment.tsn() & (ring.length - 1)] = fragment;
    count++;
    window.charge(fragment.costBytes());
  }

  private void remove(Fragment fragment) {
    ring[fragment.tsn() & (ring.length - 1)] = null;
    count--;
    window.release(fragment.costBytes());
  }

  private @Nullable Fragment at(int tsn) {
    Fragment fragment = ring[tsn & (ring.length - 1)];
    return fragment != null && fragment.tsn() == tsn ? fragment : null;
  }

  private void grow() {
    @Nullable Fragment[] larger = new Fragment[ring.length * 2];
    for (Fragment fragment : ring) {
      if (fragment != null) {
        larger[fragment.tsn() & (larger.length - 1)] = fragment;
      }
    }
    ring = larger;
  }
}
