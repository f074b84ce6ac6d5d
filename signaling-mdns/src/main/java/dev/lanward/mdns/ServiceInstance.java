package dev.lanward.mdns;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * One service on the network: a name that people read, and its type (RFC 6763 section 4.1).
 *
 * @param name 1 to 63 bytes of UTF-8 without ASCII control characters; dots and spaces are welcome
 * @param type what kind it is
 */
public record ServiceInstance(String name, ServiceType type) {
  /** The longest name, bytes of UTF-8 (RFC 6763 section 4.1.1). */
  public static final int MAX_NAME_BYTES = 63;

  private static final Pattern RANDOM =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

  /**
   * @throws IllegalArgumentException when {@code name} is none
   */
  public ServiceInstance {
    int length = name.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          "an instance name has 1 to 63 bytes (RFC 6763 4.1.1), was " + length);
    }
    if (name.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
      throw new IllegalArgumentException(
          "an instance name has no control characters (RFC 6763 4.1.1)");
    }
  }

  /**
   * Whether the name is a random UUID, so that nobody else has it and it need not be probed (RFC
   * 6762 section 8.1).
   */
  public boolean isRandom() {
    return RANDOM.matcher(name).matches();
  }

  /** The instance called {@code name}, cut between characters where that is too long. */
  public static ServiceInstance fitting(String name, ServiceType type) {
    return new ServiceInstance(cut(name, MAX_NAME_BYTES), type);
  }

  /**
   * The name to try when {@code attempt - 1} others are taken: {@code Name (2)}, cut where it would
   * grow too long, between characters (RFC 6762 section 9, RFC 6763 appendix D).
   */
  public ServiceInstance renamed(int attempt) {
    String suffix = " (" + attempt + ")";
    return new ServiceInstance(cut(name, MAX_NAME_BYTES - suffix.length()) + suffix, type);
  }

  private static String cut(String name, int mostBytes) {
    String cut = name;
    while (cut.getBytes(StandardCharsets.UTF_8).length > mostBytes) {
      cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
    }
    return cut;
  }
}
