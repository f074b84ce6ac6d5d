package dev.lanward.datachannel;

/**
 * Serial number arithmetic: TSNs and sequence numbers wrap, so "later" means "less than half the
 * number space ahead" (RFC 1982, which RFC 9260 section 1.6 prescribes).
 */
final class Serial {
  private Serial() {}

  /** Whether TSN {@code a} is later than TSN {@code b}. */
  static boolean isAfter(int a, int b) {
    return a - b > 0;
  }

  /** Whether TSN {@code a} is {@code b} or later. */
  static boolean isAtOrAfter(int a, int b) {
    return a - b >= 0;
  }

  /** How far 16-bit number {@code a} is ahead of {@code b}: -32768 to 32767. */
  static int distance16(int a, int b) {
    return (short) (a - b);
  }

  /** How far a number of {@code bits}, 16 or 32, is ahead of {@code b}. */
  static int distance(int a, int b, int bits) {
    int unused = Integer.SIZE - bits;
    return (a - b) << unused >> unused;
  }

  /** The number of {@code bits} after {@code a}. */
  static int next(int a, int bits) {
    return (a + 1) & (-1 >>> (Integer.SIZE - bits));
  }

  /** The 16-bit number after {@code a}. */
  static int next16(int a) {
    return (a + 1) & 0xffff;
  }
}
