package dev.lanward.datachannel;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Control chunks that wait for a packet. Bounded: a flood of requests gets a few answers. */
final class Outbox {
  private static final int MOST = 16;

  /** Writes one chunk. */
  interface Chunk {
    void write(PacketWriter writer);
  }

  /**
   * A chunk to be sent.
   *
   * @param tag the verification tag that its packet must carry
   * @param alone whether nothing may share its packet
   * @param sizeBytes how long it is, padding included
   * @param chunk what to write
   */
  record Entry(int tag, boolean alone, int sizeBytes, Chunk chunk) {}

  private final ArrayDeque<Entry> entries = new ArrayDeque<>(2);

  void add(int tag, int sizeBytes, Chunk chunk) {
    put(new Entry(tag, false, sizeBytes, chunk));
  }

  void addAlone(int tag, int sizeBytes, Chunk chunk) {
    put(new Entry(tag, true, sizeBytes, chunk));
  }

  private void put(Entry entry) {
    if (entries.size() < MOST) {
      entries.add(entry);
    }
  }

  @Nullable Entry peek() {
    return entries.peek();
  }

  void remove() {
    entries.remove();
  }

  void clear() {
    entries.clear();
  }
}
