package dev.lanward.datachannel;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * What messages are made of: a message can be told from its number alone, and from eight bytes on
 * it says itself which one it is.
 */
final class SimulatedPayloads {
  static final int MOST_BYTES = 1 << 19;

  /** From this length on a payload begins with its salt and its number. */
  static final int TAGGED_BYTES = 8;

  private static final byte[] NOISE = new byte[2 * MOST_BYTES];

  static {
    new SplittableRandom(1).nextBytes(NOISE);
  }

  private final ByteBuffer scratch = ByteBuffer.allocate(MOST_BYTES);

  /** Message {@code number} of the direction with this salt; good until the next call. */
  ByteBuffer make(int salt, int number, int length) {
    scratch.clear();
    if (length >= TAGGED_BYTES) {
      scratch.putInt(salt).putInt(number);
    }
    int rest = length - scratch.position();
    return scratch.put(NOISE, offset(salt, number), rest).flip();
  }

  /** Whether {@code payload} is message {@code number}, of its own length. */
  static boolean matches(ByteBuffer payload, int salt, int number) {
    int tag = payload.remaining() >= TAGGED_BYTES ? TAGGED_BYTES : 0;
    if (tag > 0 && (payload.getInt(0) != salt || payload.getInt(4) != number)) {
      return false;
    }
    int rest = payload.remaining() - tag;
    return payload.slice(tag, rest).equals(ByteBuffer.wrap(NOISE, offset(salt, number), rest));
  }

  static MessageKind kind(int salt, int number) {
    return (mix(salt, number) & 1) == 0 ? MessageKind.TEXT : MessageKind.BINARY;
  }

  private static int offset(int salt, int number) {
    return (mix(salt, number) >>> 1) & (MOST_BYTES - 1);
  }

  private static int mix(int salt, int number) {
    int z = salt ^ number * 0x9E3779B9;
    z = (z ^ z >>> 16) * 0x85EBCA6B;
    z = (z ^ z >>> 13) * 0xC2B2AE35;
    return z ^ z >>> 16;
  }
}
