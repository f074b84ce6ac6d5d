package dev.lanward.datachannel;

/**
 * Which TSNs have arrived: the cumulative one, and a ring of bits for those beyond the first gap,
 * which grows on demand to {@link Limits#maxTsnSpan}.
 */
final class ReceiveTracker {
  /** Duplicates beyond this are not reported; they are of interest to the peer's statistics. */
  private static final int MOST_DUPLICATES = 16;

  private static final int INITIAL_WORDS = 2;
  private static final int MOST_BLOCKS = 256;

  private final int maxSpan;
  private long[] words = new long[INITIAL_WORDS];
  private int cumulativeTsn;
  private int highestTsn;
  private final int[] duplicates = new int[MOST_DUPLICATES];
  private int duplicateCount;
  private char[] blocks = new char[8];

  ReceiveTracker(int initialTsn, int maxSpan) {
    this.maxSpan = maxSpan;
    cumulativeTsn = initialTsn - 1;
    highestTsn = cumulativeTsn;
  }

  /** Whether {@code tsn} has arrived, or was given up. */
  boolean has(int tsn) {
    if (!Serial.isAfter(tsn, cumulativeTsn)) {
      return true;
    }
    return !Serial.isAfter(tsn, highestTsn) && bit(tsn);
  }

  /** Whether {@code tsn} is so far ahead that it cannot be kept. */
  boolean isTooFar(int tsn) {
    return tsn - cumulativeTsn > maxSpan || tsn - cumulativeTsn < 0;
  }

  /** Notes that {@code tsn}, neither there nor too far, arrived. */
  void add(int tsn) {
    if (tsn == cumulativeTsn + 1) {
      cumulativeTsn = tsn;
      if (highestTsn == tsn - 1) {
        highestTsn = tsn;
      } else {
        advance();
      }
      return;
    }
    while (tsn - cumulativeTsn > words.length * Long.SIZE) {
      grow();
    }
    set(tsn);
    if (Serial.isAfter(tsn, highestTsn)) {
      highestTsn = tsn;
    }
  }

  /** Takes everything up to {@code tsn} as arrived (RFC 3758 3.6). */
  void forwardTo(int tsn) {
    while (cumulativeTsn != tsn && cumulativeTsn != highestTsn) {
      cumulativeTsn++;
      clear(cumulativeTsn);
    }
    if (cumulativeTsn != tsn) {
      cumulativeTsn = tsn;
      highestTsn = tsn;
    }
    advance();
  }

  void noteDuplicate(int tsn) {
    if (duplicateCount < MOST_DUPLICATES) {
      duplicates[duplicateCount++] = tsn;
    }
  }

  /** The acknowledgement, of at most {@code mostBytes}; reported duplicates are forgotten. */
  SackChunk sack(long windowBytes, int mostBytes) {
    int free = Math.max(0, (mostBytes - SackChunk.FIXED_BYTES) / 4);
    int blockCount = hasGaps() ? findBlocks(Math.min(free, MOST_BLOCKS)) : 0;
    char[] gaps = SackChunk.NO_GAPS;
    if (blockCount > 0) {
      gaps = java.util.Arrays.copyOf(blocks, 2 * blockCount);
    }
    int[] reported = SackChunk.NO_DUPLICATES;
    if (duplicateCount > 0) {
      reported = java.util.Arrays.copyOf(duplicates, Math.min(duplicateCount, free - blockCount));
      duplicateCount = 0;
    }
    return new SackChunk(cumulativeTsn, windowBytes, gaps, reported);
  }

  boolean hasGaps() {
    return highestTsn != cumulativeTsn;
  }

  boolean hasDuplicates() {
    return duplicateCount > 0;
  }

  int cumulativeTsn() {
    return cumulativeTsn;
  }

  int highestTsn() {
    return highestTsn;
  }

  void trim() {
    if (!hasGaps() && words.length > INITIAL_WORDS) {
      words = new long[INITIAL_WORDS];
      blocks = new char[8];
    }
  }

  private int findBlocks(int most) {
    int count = 0;
    int tsn = nextIn(cumulativeTsn + 1, true);
    while (count < most && !Serial.isAfter(tsn, highestTsn)) {
      int end = nextIn(tsn, false);
      if (2 * count == blocks.length) {
        blocks = java.util.Arrays.copyOf(blocks, 2 * blocks.length);
      }
      blocks[2 * count] = (char) (tsn - cumulativeTsn);
      blocks[2 * count + 1] = (char) (end - 1 - cumulativeTsn);
      count++;
      tsn = nextIn(end, true);
    }
    return count;
  }

  /** The first TSN from {@code tsn} on whose bit is {@code set}; beyond the highest if none. */
  private int nextIn(int tsn, boolean set) {
    int at = tsn;
    while (!Serial.isAfter(at, highestTsn)) {
      long word = words[wordIndex(at)];
      long rest = (set ? word : ~word) >>> at; // Shifts by the low six bits.
      if (rest != 0) {
        int found = at + Long.numberOfTrailingZeros(rest);
        return Serial.isAfter(found, highestTsn) ? highestTsn + 1 : found;
      }
      at = (at | (Long.SIZE - 1)) + 1;
    }
    return highestTsn + 1;
  }

  private void advance() {
    while (cumulativeTsn != highestTsn && bit(cumulativeTsn + 1)) {
      cumulativeTsn++;
      clear(cumulativeTsn);
    }
  }

  private void grow() {
    long[] old = words;
    long[] larger = new long[old.length * 2];
    for (int tsn = cumulativeTsn + 1; !Serial.isAfter(tsn, highestTsn); tsn++) {
      if (bit(tsn)) {
        larger[(tsn >>> 6) & (larger.length - 1)] |= 1L << tsn;
      }
    }
    words = larger;
  }

  private boolean bit(int tsn) {
    return (words[wordIndex(tsn)] & 1L << tsn) != 0;
  }

  private void set(int tsn) {
    words[wordIndex(tsn)] |= 1L << tsn;
  }

  private void clear(int tsn) {
    words[wordIndex(tsn)] &= ~(1L << tsn);
  }

  private int wordIndex(int tsn) {
    return (tsn >>> 6) & (words.length - 1);
  }
}
