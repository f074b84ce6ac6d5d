package dev.lanward.mdns;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.xbill.DNS.Name;

/**
 * What is looked for: a type of service, or only those of it with a subtype (RFC 6763 section 7.1).
 *
 * @param type the type
 * @param subtype the subtype, 1 to 63 bytes of UTF-8, such as {@code _camera}
 */
public record Browse(ServiceType type, Optional<String> subtype) {

  /**
   * @throws IllegalArgumentException when the subtype is out of its range
   */
  public Browse {
    subtype
        .map(each -> each.getBytes(StandardCharsets.UTF_8).length)
        .filter(length -> length < 1 || length > ServiceInstance.MAX_NAME_BYTES)
        .ifPresent(
            length -> {
              throw new IllegalArgumentException("a subtype has 1 to 63 bytes, was " + length);
            });
  }

  /** All services of {@code type}. */
  public static Browse of(ServiceType type) {
    return new Browse(type, Optional.empty());
  }

  /** The name whose PTR records list the instances. */
  Name name() {
    return subtype
        .map(each -> ServiceNames.subtype(type, each))
        .orElseGet(() -> ServiceNames.of(type));
  }
}
