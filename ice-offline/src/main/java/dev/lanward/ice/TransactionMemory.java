package dev.lanward.ice;

import java.util.Arrays;

/**
 * From where each of a session's latest transactions came, so that a request that somebody copied
 * from the wire and sends from elsewhere is known for a copy. Grows on demand up to its limit.
 */
final class TransactionMemory {
  /** What a transaction is. */
  enum Verdict {
    /** Not remembered. */
    FRESH,
    /** Remembered from the same source: a retransmission. */
    REPEATED,
    /** Remembered from another source: a copy. */
    REPLAYED
  }

  private static final int INITIAL = 8;

  private final int limit;
  private long[] transactions;
  private Path[] paths;
  private int size;
  private int next;

  TransactionMemory(int limit) {
    this.limit = limit;
    transactions = new long[Math.min(limit, INITIAL)];
    paths = new Path[transactions.length];
  }

  /** Remembers that {@code transaction} came by {@code path}, unless it is remembered already. */
  Verdict judge(long transaction, Path path) {
    for (int i = 0; i < size; i++) {
      if (transactions[i] == transaction) {
        return paths[i].remote().equals(path.remote()) ? Verdict.REPEATED : Verdict.REPLAYED;
      }
    }
    if (size == transactions.length && size < limit) {
      int capacity = Math.min(limit, 2 * size);
      transactions = Arrays.copyOf(transactions, capacity);
      paths = Arrays.copyOf(paths, capacity);
      next = size;
    }
    transactions[next] = transaction;
    paths[next] = path;
    next = (next + 1) % transactions.length;
    size = Math.min(size + 1, transactions.length);
    return Verdict.FRESH;
  }

  int size() {
    return size;
  }
}
