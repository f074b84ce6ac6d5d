package dev.lanward.mdns;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A kind of service, such as {@code _lanward._udp} (RFC 6763 section 7).
 *
 * @param service the service's name with its underscore, {@code _lanward}: 1 to 15 letters, digits
 *     and single hyphens, a letter among them (RFC 6335 section 5.1)
 * @param protocol {@code _udp}, or {@code _tcp} for what runs over TCP alone
 */
public record ServiceType(String service, String protocol) {
  private static final Pattern SERVICE =
      Pattern.compile("_(?=.{1,15}$)(?=.*[A-Za-z])[A-Za-z0-9]+(-[A-Za-z0-9]+)*");

  /** The service that this project's devices advertise. */
  public static final ServiceType LANWARD = new ServiceType("_lanward", "_udp");

  /**
   * @throws IllegalArgumentException when {@code service} or {@code protocol} is none
   */
  public ServiceType {
    if (!SERVICE.matcher(service).matches()) {
      throw new IllegalArgumentException(
          "a service is _ and 1 to 15 letters, digits and single hyphens (RFC 6335 5.1), was "
              + service);
    }
    if (!protocol.equals("_udp") && !protocol.equals("_tcp")) {
      throw new IllegalArgumentException(
          "a protocol is _udp or _tcp (RFC 6763 7), was " + protocol);
    }
  }

  /** The type that {@code text} spells, such as {@code _http._tcp}; empty when it is none. */
  public static Optional<ServiceType> parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ServiceType(text.substring(0, dot), text.substring(dot + 1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return service + "." + protocol;
  }
}
