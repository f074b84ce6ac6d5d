package dev.lanward.datachannel;

import java.util.Arrays;

/** A number for each of 65,536 streams, 0 at first, in blocks that are made when one is set. */
final class StreamNumbers {
  private static final int BLOCK = 256;

  private final int[][] blocks = new int[BLOCK][];

  int get(int streamId) {
    int[] block = blocks[streamId / BLOCK];
    return block == null ? 0 : block[streamId % BLOCK];
  }

  void set(int streamId, int number) {
    int[] block = blocks[streamId / BLOCK];
    if (block == null) {
      block = new int[BLOCK];
      blocks[streamId / BLOCK] = block;
    }
    block[streamId % BLOCK] = number;
  }

  void clear() {
    Arrays.fill(blocks, null);
  }
}
