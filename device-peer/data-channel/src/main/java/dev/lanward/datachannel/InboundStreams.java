package dev.lanward.datachannel;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts ordered messages into the order of their streams. Which SSN comes next is known for every
 * stream that ever carried something; messages that wait are bounded by the receive window. Where
 * I-DATA is used, MIDs take the place of SSNs: they have 32 bits.
 */
final class InboundStreams {
  private final ReceiveWindow window;
  private final StreamNumbers nextSsn = new StreamNumbers();
  private final int bits;

  /**
   * By stream, then in the order of their SSNs, which are all within half the number space ahead of
   * the one that comes next; no stream without messages. The order keeps it cheap to give up a few
   * messages when many wait, as a peer may ask again and again.
   */
  private final Map<Integer, TreeMap<Integer, IncomingMessage>> waiting = new HashMap<>(4);

  private final ArrayDeque<IncomingMessage> ready = new ArrayDeque<>(4);

  InboundStreams(ReceiveWindow window, boolean interleaving) {
    this.window = window;
    bits = interleaving ? 32 : 16;
  }

  /** Takes a whole message; what it makes deliverable comes from {@link #poll}. */
  void add(IncomingMessage message) throws ProtocolViolation {
    if (message.unordered()) {
      ready.add(message);
      return;
    }
    int next = next(message.streamId());
    int ahead = Serial.distance(message.ssn(), next, bits);
    if (ahead == 0) {
      ready.add(message);
      setNext(message.streamId(), Serial.next(next, bits));
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
    int count = Serial.distance(ssn, next, bits) + 1;
    if (count <= 0) {
      return; // An old one.
    }
    TreeMap<Integer, IncomingMessage> ofStream = waiting.get(streamId);
    int end = Serial.next(ssn, bits);
    // Those that did arrive are still delivered, in order.
    while (ofStream != null
        && !ofStream.isEmpty()
        && Serial.distance(ofStream.firstKey(), end, bits) < 0) {
      unwait(ofStream.firstEntry().getValue());
    }
    setNext(streamId, end);
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

  /** {@code number} is the next of {@code streamId}. */
  void expectFrom(int streamId, int number) {
    setNext(streamId, number & (-1 >>> (Integer.SIZE - bits)));
  }

  /** Every stream of the peer's starts anew. */
  void resetAll() {
    nextSsn.clear();
    waiting.values().forEach(this::forget);
    waiting.clear();
  }

  /** Whether the ordered message {@code ssn} was delivered or given up. */
  boolean hasPassed(int streamId, int ssn) {
    return Serial.distance(ssn, next(streamId), bits) < 0;
  }

  private void forget(@Nullable Map<Integer, IncomingMessage> messages) {
    if (messages != null) {
      messages.values().forEach(message -> window.release(message.costBytes()));
    }
  }

  private boolean await(IncomingMessage message) {
    return waiting
            .computeIfAbsent(
                message.streamId(), id -> new TreeMap<>((a, b) -> Serial.distance(a, b, bits)))
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
      setNext(streamId, Serial.next(message.ssn(), bits));
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

  /** For {@link Association#describe}: what waits for an earlier message. */
  String describe() {
    StringBuilder text = new StringBuilder("messages out of order");
    waiting.forEach(
        (stream, messages) ->
            text.append(" [stream ")
                .append(stream)
                .append(": ")
                .append(messages.size())
                .append(" wait for ")
                .append(Integer.toUnsignedString(next(stream)))
                .append(']'));
    return waiting.isEmpty() ? "no " + text : text.toString();
  }

  private int next(int streamId) {
    return nextSsn.get(streamId);
  }

  private void setNext(int streamId, int ssn) {
    nextSsn.set(streamId, ssn);
  }
}
