package dev.lanward.ice;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The latest nonces of ended sessions, in 20 bytes each and with no object of their own: a ring in
 * the order they came, and an open-addressing table of places in the ring. Both grow on demand up
 * to the limit, where the oldest nonce makes room.
 */
final class NonceMemory {
  private static final int INITIAL = 64;

  private final int limit;
  private final long seed;
  private long[] heads;
  private int[] tails;
  private int[] table; // place in the ring plus one; 0 is free
  private int size;
  private int next;

  /**
   * @param limit how many are remembered
   * @param seed random, so that no peer can choose nonces that share a place
   */
  NonceMemory(int limit, long seed) {
    this.limit = limit;
    this.seed = seed;
    int capacity = Math.min(limit, INITIAL);
    heads = new long[capacity];
    tails = new int[capacity];
    table = new int[tableSize(capacity)];
  }

  boolean contains(Bytes nonce) {
    ByteBuffer bytes = nonce.toBuffer();
    return table[find(bytes.getLong(0), bytes.getInt(8))] != 0;
  }

  void remember(Bytes nonce) {
    ByteBuffer bytes = nonce.toBuffer();
    long head = bytes.getLong(0);
    int tail = bytes.getInt(8);
    if (table[find(head, tail)] != 0) {
      return;
    }
    makeRoom();
    heads[next] = head;
    tails[next] = tail;
    table[find(head, tail)] = next + 1;
    next = (next + 1) % heads.length;
    size++;
  }

  int size() {
    return size;
  }

  /** How many fit before the next growth; never more than the limit. */
  int capacity() {
    return heads.length;
  }

  private void makeRoom() {
    if (size < heads.length) {
      return;
    }
    if (heads.length < limit) {
      grow(Math.min(limit, 2 * heads.length));
      return;
    }
    free(find(heads[next], tails[next]));
    size--;
  }

  /** Before the limit the ring has never wrapped, so a copy keeps the order. */
  private void grow(int capacity) {
    heads = Arrays.copyOf(heads, capacity);
    tails = Arrays.copyOf(tails, capacity);
    table = new int[tableSize(capacity)];
    for (int i = 0; i < size; i++) {
      table[find(heads[i], tails[i])] = i + 1;
    }
    next = size;
  }

  /** The slot of this nonce, or the free slot where it would stand. */
  private int find(long head, int tail) {
    int slot = home(head, tail);
    while (table[slot] != 0) {
      int place = table[slot] - 1;
      if (heads[place] == head && tails[place] == tail) {
        return slot;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    return slot;
  }

  /** Frees a slot and moves later ones of the same run back, so that none becomes unreachable. */
  private void free(int slot) {
    int hole = slot;
    int at = hole;
    table[hole] = 0;
    while (true) {
      at = (at + 1) & (table.length - 1);
      if (table[at] == 0) {
        return;
      }
      int place = table[at] - 1;
      int home = home(heads[place], tails[place]);
      boolean homeLiesBetween =
          ((at - home) & (table.length - 1)) < ((at - hole) & (table.length - 1));
      if (!homeLiesBetween) {
        table[hole] = table[at];
        table[at] = 0;
        hole = at;
      }
    }
  }

  private int home(long head, int tail) {
    long mixed = (head ^ seed) * 0x9E3779B97F4A7C15L + tail;
    mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
    return (int) (mixed >>> 32) & (table.length - 1);
  }

  /** At most half full: a power of two. */
  private static int tableSize(int capacity) {
    return Integer.highestOneBit(2 * capacity - 1) << 1;
  }
}
