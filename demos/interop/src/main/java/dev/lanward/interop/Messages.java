package dev.lanward.interop;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** The messages of the workload: seeded, of every size that the stacks are compared with. */
final class Messages {
  /** Pion hangs on more. */
  static final int MOST_BYTES = 60_000;

  private static final int DIGEST_BYTES = 8;

  /** Of two, three and four bytes in UTF-8. */
  private static final String WIDE = "ß漢𝄞";

  private final Random random;

  Messages(long seed) {
    random = new Random(seed);
  }

  /** Whether the next message is text. */
  boolean nextIsText() {
    return random.nextBoolean();
  }

  /** A message, its content made so that it is valid UTF-8 when it is text. */
  byte[] next(boolean text) {
    int size = nextSize();
    if (!text) {
      byte[] content = new byte[size];
      random.nextBytes(content);
      return content;
    }
    StringBuilder content = new StringBuilder(random.nextBoolean() && size > 9 ? WIDE : "");
    while (content.length() < size - (content.indexOf(WIDE) == 0 ? 5 : 0)) {
      content.append((char) ('!' + random.nextInt(90)));
    }
    return content.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** 3 % empty, 90 % below 200 bytes, 6.7 % below 2,000, 0.3 % up to the most. */
  private int nextSize() {
    int share = random.nextInt(1000);
    if (share < 30) {
      return 0;
    }
    return random.nextInt(share < 930 ? 200 : share < 997 ? 2_000 : MOST_BYTES) + 1;
  }

  /** What accounts for a message: the start of SHA-256 over its kind and its content. */
  static String digest(boolean text, byte[] content) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update((byte) (text ? 't' : 'b'));
      return HexFormat.of().formatHex(sha256.digest(content), 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
