package dev.lanward.pairing;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/**
 * Host names that only the two sides of a pairing can recognise: {@code uuid(r ‖ HMAC-SHA-256(host
 * key, r)[0..10))} (protocol section 3), after the resolvable private addresses of Bluetooth.
 */
public final class ResolvableHost {
  /** The size in bytes of the random part r. */
  public static final int RANDOM_BYTES = 6;

  private ResolvableHost() {}

  /**
   * The name for the random bytes {@code r}, of which each connection needs fresh ones.
   *
   * @throws IllegalArgumentException when {@code r} is not six bytes
   */
  public static UUID create(HostKey key, Bytes r) {
    if (r.length() != RANDOM_BYTES) {
      throw new IllegalArgumentException("r has 6 bytes, not " + r.length());
    }
    return create(key, r.toArray());
  }

  /** Whether {@code host} was made under {@code key}. Costs one HMAC of six bytes. */
  public static boolean matches(HostKey key, UUID host) {
    byte[] r = ByteBuffer.allocate(8).putLong(host.getMostSignificantBits()).array();
    return create(key, Arrays.copyOf(r, RANDOM_BYTES)).equals(host);
  }

  private static UUID create(HostKey key, byte[] r) {
    byte[] all = Arrays.copyOf(r, Uuids.LENGTH_BYTES);
    System.arraycopy(key.tag(r), 0, all, RANDOM_BYTES, Uuids.LENGTH_BYTES - RANDOM_BYTES);
    return Uuids.fromBytes(all);
  }
}
