package dev.lanward.media;

/**
 * Draws the time into the test picture (protocol section 16): for machines a row of blocks at its
 * bottom, for people digits above it. Works on the Y plane of 1280 by 720.
 */
public final class TestClock {
  /** Of the test picture, in pixels. */
  public static final int WIDTH = 1280;

  /** Of the test picture, in pixels. */
  public static final int HEIGHT = 720;

  /** Milliseconds modulo 2^20, then how many of these bits are set. */
  static final int TIME_BITS = 20;

  static final int CHECK_BITS = 4;
  static final int BLOCK = 40;
  static final int LEFT = 160;
  static final int TOP = 680;

  private static final byte WHITE = (byte) 235;
  private static final byte BLACK = 16;

  // Segments a to g of each digit, from bit 0.
  private static final int[] SEGMENTS = {
    0x3f, 0x06, 0x5b, 0x4f, 0x66, 0x6d, 0x7d, 0x07, 0x7f, 0x6f
  };
  private static final int DIGIT_WIDTH = 36;
  private static final int DIGIT_HEIGHT = 68;
  private static final int STROKE = 8;

  private TestClock() {}

  /** The 24 bits for a time, most significant first. */
  static int bits(long epochMillis) {
    int time = (int) (epochMillis & ((1 << TIME_BITS) - 1));
    return time << CHECK_BITS | (Integer.bitCount(time) & ((1 << CHECK_BITS) - 1));
  }

  /** Draws {@code epochMillis} into {@code y}, whose rows are {@link #WIDTH} bytes long. */
  public static void draw(byte[] y, long epochMillis) {
    int bits = bits(epochMillis);
    for (int i = 0; i < TIME_BITS + CHECK_BITS; i++) {
      boolean isOne = (bits >>> (TIME_BITS + CHECK_BITS - 1 - i) & 1) == 1;
      fill(y, LEFT + i * BLOCK, TOP, BLOCK, BLOCK, isOne ? WHITE : BLACK);
    }
    long seconds = epochMillis / 1000;
    int[] digits = {
      (int) (seconds / 36_000 % 24 / 10), 0, 0, 0, 0, 0, 0, 0, 0,
    };
    long hour = seconds / 3600 % 24;
    digits[0] = (int) (hour / 10);
    digits[1] = (int) (hour % 10);
    digits[2] = (int) (seconds / 600 % 6);
    digits[3] = (int) (seconds / 60 % 10);
    digits[4] = (int) (seconds / 10 % 6);
    digits[5] = (int) (seconds % 10);
    digits[6] = (int) (epochMillis / 100 % 10);
    digits[7] = (int) (epochMillis / 10 % 10);
    digits[8] = (int) (epochMillis % 10);
    fill(y, 396, 580, 488, 92, BLACK);
    int x = 412;
    for (int i = 0; i < digits.length; i++) {
      digit(y, x, 592, digits[i]);
      x += DIGIT_WIDTH + 10 + (i % 2 == 1 && i < 6 ? 20 : 0);
    }
  }

  private static void digit(byte[] y, int x, int top, int digit) {
    int half = DIGIT_HEIGHT / 2;
    int segments = SEGMENTS[digit];
    int[][] boxes = {
      {x, top, DIGIT_WIDTH, STROKE},
      {x + DIGIT_WIDTH - STROKE, top, STROKE, half},
      {x + DIGIT_WIDTH - STROKE, top + half, STROKE, half},
      {x, top + DIGIT_HEIGHT - STROKE, DIGIT_WIDTH, STROKE},
      {x, top + half, STROKE, half},
      {x, top, STROKE, half},
      {x, top + half - STROKE / 2, DIGIT_WIDTH, STROKE},
    };
    for (int i = 0; i < boxes.length; i++) {
      if ((segments >>> i & 1) == 1) {
        fill(y, boxes[i][0], boxes[i][1], boxes[i][2], boxes[i][3], WHITE);
      }
    }
  }

  private static void fill(byte[] y, int left, int top, int width, int height, byte value) {
    for (int row = top; row < top + height; row++) {
      java.util.Arrays.fill(y, row * WIDTH + left, row * WIDTH + left + width, value);
    }
  }
}
