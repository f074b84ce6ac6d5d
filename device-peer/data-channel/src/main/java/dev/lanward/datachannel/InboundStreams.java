package dev.lanward.datachannel;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts ordered messages into the order of their streams. Which SSN comes next is known for every
 * stream that ever carried something, at two bytes each in blocks of 256; messages that wait are
 * bounded by the receive window.
 */
final class InboundStreams {
  private static final int BLOCK = 256;

  private final ReceiveWindow window;
  private final char[][] nextSsn = new char[BLOCK][];

  /** By stream, then by SSN; no stream without messages. */
  private final Map<Integer, Map<Integer, IncomingMessage>> waiting = new HashMap<>(4);

  private final ArrayDeque<IncomingMessage> ready = new ArrayDeque<>(4);

  InboundStreams(ReceiveWindow window) {
    this.window = window;
  }

  /** Takes a whole message; what it makes deliverable comes from {@link #poll}. */
  void add(IncomingMessage message) throws ProtocolViolation {
    if (message.unordered()) {
      ready.add(message);
      return;
    }
    int next = next(message.streamId());
    int ahead = Serial.distance16(message.ssn(), next);
    if (ahead == 0) {
      ready.add(message);
      setNext(message.streamId(), Serial.next16(next));
      drain(message.streamId());
      return;
    }
    if (ahead < 0 || !await(message)) {
      throw new ProtocolViolation(
          "SSN "
              + message.ssn()
              + " of stream "
              + message.streamId()
              + " comes twice, "
              + next
              + " is next (RFC 9260 6.5)");
    }
    window.charge(message.costBytes());
  }

  /** The next message to be delivered, or null. */
  @Nullable IncomingMessage poll() {
    return ready.poll();
  }

  /** The peer gave up the messages of {@code streamId} up to {@code ssn} (RFC 3758 3.6). */
  void forwardTo(int streamId, int ssn) {
    int next = next(streamId);
    int count = Serial.distance16(ssn, next) + 1;
    if (count <= 0) {
      return; // An old one.
    }
    Map<Integer, IncomingMessage> ofStream = waiting.get(streamId);
    if (ofStream != null) {
      // Those that did arrive are still delivered, in order.
      int end = Serial.next16(ssn);
      ofStream.values().stream()
          .filter(m -> Serial.distance16(m.ssn(), end) < 0)
          .sorted((a, b) -> Serial.distance16(a.ssn(), b.ssn()))
          .toList()
          .forEach(this::unwait);
    }
    setNext(streamId, Serial.next16(ssn));
    drain(streamId);
  }

  /**
   * The peer's half of {@code streamId} starts anew (RFC 6525 5.2.2): what waits for an SSN that
   * did not come never will be in order.
   */
  void reset(int streamId) {
    setNext(streamId, 0);
    forget(waiting.remove(streamId));
  }

  /** Every stream of the peer's starts anew. */
  void resetAll() {
    java.util.Arrays.fill(nextSsn, null);
    waiting.values().forEach(this::forget);
    waiting.clear();
  }

  private void forget(@Nullable Map<Integer, IncomingMessage> messages) {
    if (messages != null) {
      messages.values().forEach(message -> window.release(message.costBytes()));
    }
  }

  private boolean await(IncomingMessage message) {
    return waiting
            .computeIfAbsent(message.streamId(), id -> new HashMap<>(4))
            .putIfAbsent(message.ssn(), message)
        == null;
  }

  private void drain(int streamId) {
    Map<Integer, IncomingMessage> ofStream = waiting.get(streamId);
    while (ofStream != null && !ofStream.isEmpty()) {
      IncomingMessage message = ofStream.get(next(streamId));
      if (message == null) {
        return;
      }
      unwait(message);
      setNext(streamId, Serial.next16(message.ssn()));
    }
  }

  private void unwait(IncomingMessage message) {
    Map<Integer, IncomingMessage> ofStream = waiting.get(message.streamId());
    if (ofStream == null || ofStream.remove(message.ssn()) == null) {
      throw new AssertionError("it did not wait");
    }
    if (ofStream.isEmpty()) {
      waiting.remove(message.streamId());
    }
    window.release(message.costBytes());
    ready.add(message);
  }

  private int next(int streamId) {
    char[] block = nextSsn[streamId / BLOCK];
    return block == null ? 0 : block[streamId % BLOCK];
  }

  private void setNext(int streamId, int ssn) {
    char[] block = nextSsn[streamId / BLOCK];
    if (block == null) {
      block = new char[BLOCK];
      nextSsn[streamId / BLOCK] = block;
    }
    block[streamId % BLOCK] = (char) ssn;
  }
}
