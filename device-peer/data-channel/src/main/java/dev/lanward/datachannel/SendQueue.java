package dev.lanward.datachannel;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait for TSNs, and whose turn it is.
 *
 * <p>Streams share the path by weight (RFC 8260 section 3.6) in the manner of start-time fair
 * queueing: each has a virtual time, its turn, which moves on by what it sends over its weight; the
 * earliest turn is next. A stream that had nothing to send begins at the turn now served, before
 * all that were served since: a channel that sends less than its share waits for what was begun and
 * for little else, whatever its priority and however many others are busy.
 *
 * <p>What was begun is one message, whose fragments must have consecutive TSNs (RFC 9260 section
 * 6.9). With I-DATA it is one fragment. Then messages of several streams are under way at once, and
 * the peer holds all of them: so many are begun that they fit its window, see {@link #mayBegin}.
 */
final class SendQueue {
  /** What a message costs beyond its payload, about; also what it counts in a stream's share. */
  private static final int MESSAGE_OVERHEAD_BYTES = 64;

  private static final Comparator<SendStream> BY_TURN =
      Comparator.<SendStream>comparingLong(stream -> stream.turn)
          .thenComparing(stream -> !stream.isFresh)
          .thenComparingInt(stream -> stream.cost)
          .thenComparingLong(stream -> stream.arrival);

  private final Context context;
  private final PriorityQueue<SendStream> waiting = new PriorityQueue<>(4, BY_TURN);

  /** Streams whose next message may not be begun until another is finished. */
  private final ArrayDeque<SendStream> held = new ArrayDeque<>(2);

  /** The stream whose message must be finished first; it stands in no queue meanwhile. */
  private @Nullable SendStream serving;

  private boolean interleaving;

  /** What messages begun may add up to at the peer. */
  private long openLimit;

  /** What messages begun and not finished add up to. */
  private long openBytes;

  /** The turn that was served last. */
  private long virtualTime;

  private long arrivals;
  private long heldBytes;

  SendQueue(Context context) {
    this.context = context;
  }

  /** From now on fragments of several messages may go by turns; the peer holds its window. */
  void interleave(long peerWindow) {
    interleaving = true;
    // The rest is for what the peer's bookkeeping costs.
    openLimit = peerWindow / 4 * 3;
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
    if (!stream.isActive) {
      stream.isActive = true;
      stream.isFresh = true;
      stream.turn = Math.max(stream.turn, virtualTime);
      waitForTurn(stream);
    }
  }

  private void waitForTurn(SendStream stream) {
    stream.arrival = arrivals++;
    waiting.add(stream);
  }

  // --- Taking -----------------------------------------------------------------------------------

  /** The message whose next fragment is to be sent; null when there is none. */
  @Nullable OutgoingMessage next() {
    if (serving != null) {
      return serving.queue.peek();
    }
    SendStream stream;
    while ((stream = waiting.peek()) != null) {
      OutgoingMessage message = stream.queue.element();
      if (message.cut > 0) {
        return message;
      }
      if (message.isExpired(context.now)) {
        dropExpired(stream);
      } else if (mayBegin(message)) {
        return message;
      } else {
        held.add(waiting.remove());
      }
    }
    return null;
  }

  /**
   * Whether {@code message} takes at most half of the room that is left for messages begun, so that
   * there is always some for those still smaller. Long ones of many streams would else fill the
   * peer's window with beginnings, and none could ever be finished.
   */
  private boolean mayBegin(OutgoingMessage message) {
    return !interleaving
        || openBytes == 0
        || message.length <= context.limits.packetSizeBytes()
        || message.length <= (openLimit - openBytes) / 2;
  }

  /** The next ordered message of {@code stream} has this SSN or MID, the next other this MID. */
  void numberFrom(SendStream stream, int number) {
    stream.nextSsn = interleaving ? number : number & 0xffff;
    stream.nextUnorderedMid = number;
  }

  /** The first fragment of the message that {@link #next} returned is about to be sent. */
  void begin(OutgoingMessage message) {
    SendStream stream = message.stream;
    if (!interleaving) {
      waiting.remove();
      serving = stream;
      virtualTime = stream.turn;
    }
    openBytes += message.length;
    if (message.ordered) {
      message.ssn = stream.nextSsn;
      stream.nextSsn = interleaving ? stream.nextSsn + 1 : Serial.next16(stream.nextSsn);
    } else {
      message.ssn = stream.nextUnorderedMid++;
    }
  }

  /** {@code bytes} of the message that {@link #next} returned were given a TSN. */
  void taken(OutgoingMessage message, int bytes) {
    SendStream stream = message.stream;
    if (interleaving) {
      waiting.remove();
      virtualTime = Math.max(virtualTime, stream.turn);
    }
    message.cut += bytes;
    stream.turn += (long) bytes * stream.cost;
    stream.isFresh = false;
    unbuffered(message, bytes);
    if (message.isCut()) {
      finish(message);
    } else if (interleaving) {
      waitForTurn(stream);
    }
  }

  /** Forgets what is left of a message that was given up midway. */
  void discardRest(OutgoingMessage message) {
    int rest = message.length - message.cut;
    message.cut = message.length;
    unbuffered(message, rest);
    settled(rest);
    waiting.remove(message.stream);
    finish(message);
  }

  /** The stream of {@code message} stands in no queue now. */
  private void finish(OutgoingMessage message) {
    SendStream stream = message.stream;
    serving = null;
    openBytes -= message.length;
    stream.turn += (long) MESSAGE_OVERHEAD_BYTES * stream.cost;
    stream.queue.remove();
    settled(MESSAGE_OVERHEAD_BYTES);
    waiting.addAll(held);
    held.clear();
    stream.isActive = !stream.queue.isEmpty();
    if (stream.isActive) {
      waitForTurn(stream);
    } else if (waiting.isEmpty()) {
      virtualTime = Math.max(virtualTime, stream.turn); // All start afresh.
    }
  }

  /** RFC 3758 3.5 A2: nothing of it was sent, so nothing needs to be skipped. */
  private void dropExpired(SendStream next) {
    OutgoingMessage message = next.queue.remove();
    context.tally.messagesAbandoned++;
    unbuffered(message, message.length);
    settled(message.length + MESSAGE_OVERHEAD_BYTES);
    if (next.queue.isEmpty()) {
      waiting.remove();
      next.isActive = false;
    }
  }

  /** Forgets all that waits for {@code stream}, of which nothing was sent. */
  void discard(SendStream stream) {
    for (OutgoingMessage message : stream.queue) {
      unbuffered(message, message.length);
      settled(message.length + MESSAGE_OVERHEAD_BYTES);
    }
    stream.queue.clear();
    stream.isActive = false;
    waiting.remove(stream);
    held.remove(stream);
  }

  /** The association is over, and whoever still holds it keeps nothing of what waited. */
  void clear() {
    waiting.clear();
    held.clear();
    serving = null;
    heldBytes = 0;
  }

  /** {@code bytes} need not be kept any longer. */
  void settled(int bytes) {
    heldBytes -= bytes;
  }

  // --- Queries ----------------------------------------------------------------------------------

  boolean isEmpty() {
    return serving == null && waiting.isEmpty() && held.isEmpty();
  }

  /** Whether everything given to {@code stream} has TSNs. */
  static boolean isFlushed(SendStream stream) {
    return stream.queue.isEmpty();
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
