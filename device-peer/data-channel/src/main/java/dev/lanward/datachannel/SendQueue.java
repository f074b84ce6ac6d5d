package dev.lanward.datachannel;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait for TSNs. Streams take turns, a message each, so that a bulk channel delays
 * another's message by one of its own at most; without interleaving (RFC 8260) a message's
 * fragments must have consecutive TSNs (RFC 9260 section 6.9).
 */
final class SendQueue {
  /** What a message costs beyond its payload, about. */
  private static final int MESSAGE_OVERHEAD_BYTES = 64;

  private final Context context;
  private final ArrayDeque<SendStream> round = new ArrayDeque<>(4);
  private @Nullable OutgoingMessage current;
  private long heldBytes;

  SendQueue(Context context) {
    this.context = context;
  }

  /** How large a message may be for {@link #add} to have room. */
  long freeBytes() {
    return Math.max(0, context.limits.sendBufferBytes() - heldBytes - MESSAGE_OVERHEAD_BYTES);
  }

  void add(OutgoingMessage message) {
    SendStream stream = message.stream;
    heldBytes += message.length + MESSAGE_OVERHEAD_BYTES;
    if (message.countsAsBuffered) {
      stream.bufferedBytes += message.length;
    }
    stream.queue.add(message);
    activate(stream);
  }

  /** The message whose next fragment is to be sent; null when there is none. */
  @Nullable OutgoingMessage next() {
    while (current == null) {
      SendStream stream = round.poll();
      if (stream == null) {
        return null;
      }
      stream.isActive = false;
      OutgoingMessage message = stream.queue.peek();
      if (message == null) {
        continue;
      }
      if (message.isExpired(context.now)) {
        // RFC 3758 3.5 A2: nothing of it was sent, so nothing needs to be skipped.
        stream.queue.remove();
        context.tally.messagesAbandoned++;
        unbuffered(message, message.length);
        settled(message.length + MESSAGE_OVERHEAD_BYTES);
        activate(stream);
        continue;
      }
      if (message.ordered) {
        message.ssn = stream.nextSsn;
        stream.nextSsn = Serial.next16(stream.nextSsn);
      }
      current = message;
    }
    return current;
  }

  /** {@code bytes} of the message that {@link #next} returned were given a TSN. */
  void taken(OutgoingMessage message, int bytes) {
    message.cut += bytes;
    unbuffered(message, bytes);
    if (message.isCut()) {
      finishCurrent(message);
    }
  }

  /** Forgets what is left of a message that was given up midway. */
  void discardRest(OutgoingMessage message) {
    int rest = message.length - message.cut;
    message.cut = message.length;
    unbuffered(message, rest);
    settled(rest);
    finishCurrent(message);
  }

  /** Forgets all that waits for {@code stream}, of which nothing was sent. */
  void discard(SendStream stream) {
    for (OutgoingMessage message : stream.queue) {
      unbuffered(message, message.length);
      settled(message.length + MESSAGE_OVERHEAD_BYTES);
    }
    stream.queue.clear();
    stream.isActive = false;
    round.remove(stream);
  }

  /** {@code bytes} need not be kept any longer. */
  void settled(int bytes) {
    heldBytes -= bytes;
  }

  boolean isEmpty() {
    return current == null && round.isEmpty();
  }

  /** Whether everything given to {@code stream} has TSNs. */
  static boolean isFlushed(SendStream stream) {
    return stream.queue.isEmpty();
  }

  private void finishCurrent(OutgoingMessage message) {
    SendStream stream = message.stream;
    current = null;
    stream.queue.remove();
    settled(MESSAGE_OVERHEAD_BYTES);
    activate(stream);
  }

  private void activate(SendStream stream) {
    boolean sendingNow = current != null && current.stream == stream;
    if (!stream.isActive && !sendingNow && !stream.queue.isEmpty()) {
      stream.isActive = true;
      round.add(stream);
    }
  }

  private void unbuffered(OutgoingMessage message, int bytes) {
    if (!message.countsAsBuffered || bytes == 0) {
      return;
    }
    SendStream stream = message.stream;
    boolean above = stream.bufferedBytes > stream.lowThreshold;
    stream.bufferedBytes -= bytes;
    if (above && stream.bufferedBytes <= stream.lowThreshold && !stream.lowTold) {
      stream.lowTold = true;
      context.emit(new Event.BufferedAmountLow(stream.id));
    }
  }
}
