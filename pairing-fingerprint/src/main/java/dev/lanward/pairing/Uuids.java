package dev.lanward.pairing;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The UUIDv4s that name hosts. Browsers ignore candidates whose {@code .local} name is anything
 * else.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9562#section-5.4">RFC 9562, section 5.4</a>
 */
public final class Uuids {
  static final int LENGTH_BYTES = 16;

  private static final Pattern SPELLING =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

  private Uuids() {}

  /**
   * {@code uuid(x)} of the protocol: the first 16 bytes with version and variant bits set.
   *
   * @throws IllegalArgumentException when there are fewer than 16
   */
  public static UUID fromBytes(Bytes bytes) {
    return fromBytes(bytes.toArray());
  }

  /** A UUIDv4 from {@code random}. */
  public static UUID random(RandomGenerator random) {
    return fromBytes(
        ByteBuffer.allocate(LENGTH_BYTES)
            .putLong(random.nextLong())
            .putLong(random.nextLong())
            .array());
  }

  /**
   * The UUIDv4 that {@code text} spells, in lower case and in full; empty for any other text,
   * unlike {@link UUID#fromString}, which fills missing digits in.
   */
  public static Optional<UUID> parse(String text) {
    return SPELLING.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
  }

  static UUID requireVersion4(UUID host) {
    if (host.version() != 4 || host.variant() != 2) {
      throw new IllegalArgumentException("a host is a UUIDv4");
    }
    return host;
  }

  static UUID fromBytes(byte[] bytes) {
    if (bytes.length < LENGTH_BYTES) {
      throw new IllegalArgumentException("a UUID needs 16 bytes, not " + bytes.length);
    }
    ByteBuffer halves = ByteBuffer.wrap(bytes);
    long high = (halves.getLong() & ~0xf000L) | 0x4000L;
    long low = (halves.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low);
  }
}
