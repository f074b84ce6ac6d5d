package dev.lanward.media.engine;

/** Reads the clock of the test picture, as a page does, from the middle of each block. */
public final class ReadClock {
  private ReadClock() {}

  /** The 24 bits in a Y plane of 1280 by 720. */
  public static int bits(byte[] y, int stride) {
    int bits = 0;
    for (int i = 0; i < 24; i++) {
      int middle = (y[700 * stride + 160 + i * 40 + 20]) & 0xff;
      bits = bits << 1 | (middle > 125 ? 1 : 0);
    }
    return bits;
  }

  /** Milliseconds modulo 2^20, or -1 where the check bits do not agree. */
  public static int time(byte[] y, int stride) {
    int bits = bits(y, stride);
    int time = bits >>> 4;
    return (Integer.bitCount(time) & 15) == (bits & 15) ? time : -1;
  }
}
