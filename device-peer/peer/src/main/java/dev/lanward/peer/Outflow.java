package dev.lanward.peer;

import dev.lanward.datachannel.Association;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What of a session waits to be sent: a cap for any thread that wants to send, and on the loop's
 * thread the books of which channel waits with how much.
 */
final class Outflow {
  /** As much as libwebrtc allows a channel; here a session. */
  static final long MAX_BYTES = 16L << 20;

  /** What a message costs beyond its bytes, so that empty ones are not free. */
  private static final int OVERHEAD_BYTES = 64;

  private final AtomicLong reserved = new AtomicLong();
  private final Map<Integer, Backlog> backlogs = new HashMap<>();
  private volatile boolean closed;

  /**
   * Makes room for a message. Any thread.
   *
   * @throws BufferFullException when there is none
   */
  void reserve(int messageBytes) {
    if (!tryReserve(messageBytes)) {
      throw new BufferFullException(messageBytes, MAX_BYTES);
    }
  }

  /** Makes room for a message, and says whether there was any. Any thread. */
  boolean tryReserve(int messageBytes) {
    int cost = messageBytes + OVERHEAD_BYTES;
    if (reserved.addAndGet(cost) > MAX_BYTES) {
      reserved.addAndGet(-cost);
      return false;
    }
    return true;
  }

  /** Gives the room of a message back that will not be sent. Any thread. */
  void release(int messageBytes) {
    reserved.addAndGet(-(messageBytes + OVERHEAD_BYTES));
  }

  /** Whether the connection is over. Any thread. */
  boolean isClosed() {
    return closed;
  }

  /** A message for which there is room is with the association now. */
  void handedOver(int streamId, int messageBytes) {
    backlogs.computeIfAbsent(streamId, id -> new Backlog()).add(messageBytes);
  }

  /** A channel is gone, and what waited on it. */
  void forget(int streamId) {
    Backlog backlog = backlogs.remove(streamId);
    if (backlog != null) {
      backlog.shrinkTo(0);
    }
  }

  void close() {
    closed = true;
    backlogs.clear();
  }

  /** Tells each channel of which messages have gone out since the last time how much it was. */
  void settle(Association association, Map<Integer, StreamEnd> streams) {
    Map<StreamEnd, Long> goneOf = new LinkedHashMap<>();
    Iterator<Map.Entry<Integer, Backlog>> waiting = backlogs.entrySet().iterator();
    while (waiting.hasNext()) {
      Map.Entry<Integer, Backlog> stream = waiting.next();
      Backlog backlog = stream.getValue();
      int before = backlog.sizes.size();
      long gone = backlog.shrinkTo(association.bufferedMessages(stream.getKey()));
      StreamEnd end = streams.get(stream.getKey());
      if (end != null && backlog.sizes.size() < before) {
        goneOf.put(end, gone);
      }
      if (backlog.sizes.isEmpty()) {
        waiting.remove();
      }
    }
    // Not before the books are done: who hears of room may use it.
    goneOf.forEach(StreamEnd::drained);
  }

  /** The messages of one channel, oldest first, of which not all bytes have gone out. */
  private final class Backlog {
    private final Queue<Integer> sizes = new ArrayDeque<>();

    void add(int size) {
      sizes.add(size);
    }

    /**
     * Drops the messages that are out when {@code waiting} are left; returns their bytes. By
     * number, not by bytes: of empty messages that wait no bytes are left.
     */
    long shrinkTo(int waiting) {
      long gone = 0;
      while (sizes.size() > waiting) {
        int oldest = sizes.remove();
        gone += oldest;
        release(oldest);
      }
      return gone;
    }
  }
}
