package dev.lanward.mdns;

import dev.lanward.core.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;

/**
 * A service of ours to be found by others.
 *
 * @param instance its name and type; a random name ({@link ServiceInstance#isRandom}) is usable at
 *     once, any other is probed first, which takes 0.75 to 1 s
 * @param subtypes narrower kinds that can be looked for (RFC 6763 section 7.1), such as {@code
 *     _camera}: 1 to 63 bytes each
 * @param host the host name that it runs on, which should be announced as well
 * @param port its port, 0 to 65535
 * @param txt the data of its TXT record; see {@link TxtStrings}
 */
public record Service(
    ServiceInstance instance, Set<String> subtypes, UUID host, int port, Bytes txt) {
  /** More would not be read by everybody (RFC 6763 section 6.2). */
  public static final int MAX_TXT_BYTES = 1300;

  /** More subtypes than any device has; each costs a record. */
  public static final int MAX_SUBTYPES = 16;

  /**
   * @throws IllegalArgumentException when something is out of its range
   */
  public Service {
    subtypes = Set.copyOf(subtypes);
    if (subtypes.size() > MAX_SUBTYPES) {
      throw new IllegalArgumentException("at most 16 subtypes, were " + subtypes.size());
    }
    for (String each : subtypes) {
      int length = each.getBytes(StandardCharsets.UTF_8).length;
      if (length < 1 || length > ServiceInstance.MAX_NAME_BYTES) {
        throw new IllegalArgumentException("a subtype has 1 to 63 bytes, was " + length);
      }
    }
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("a port is 0 to 65535, was " + port);
    }
    if (txt.length() > MAX_TXT_BYTES) {
      throw new IllegalArgumentException(
          "TXT data are at most 1300 bytes (RFC 6763 6.2), were " + txt.length());
    }
    TxtStrings.requireWellFormed(txt);
  }

  /** The same under another name. */
  public Service named(ServiceInstance other) {
    return new Service(other, subtypes, host, port, txt);
  }
}
