package dev.lanward.mdns.jmdns.io;

import dev.lanward.core.Bytes;
import dev.lanward.mdns.Addresses;
import dev.lanward.mdns.FoundService;
import dev.lanward.mdns.Link;
import dev.lanward.mdns.MdnsLimits;
import dev.lanward.mdns.Service;
import dev.lanward.mdns.ServiceInstance;
import dev.lanward.mdns.ServiceType;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.jmdns.ServiceInfo;
import javax.jmdns.impl.ServiceInfoImpl;

/** Our words as jmDNS's, and back. What comes back is what peers said: nothing of it is trusted. */
final class Wording {
  private static final String DOMAIN = ".local.";
  private static final int MAX_ADDRESSES = MdnsLimits.defaults().addressesPerHost();

  /** The longest host name (RFC 1035 section 2.3.4). */
  private static final int MAX_HOST_CHARACTERS = 255;

  private Wording() {}

  /** {@code _lanward._udp.local.} */
  static String of(ServiceType type) {
    return type + DOMAIN;
  }

  /** {@code <uuid>.local.} */
  static String of(UUID host) {
    return host + DOMAIN;
  }

  /**
   * What jmDNS is to publish.
   *
   * @throws IllegalArgumentException when the service has more than one subtype, one that does not
   *     begin with an underscore, or a name that ends in a dot or a backslash
   */
  static ServiceInfoImpl of(Service service) {
    return (ServiceInfoImpl)
        ServiceInfo.create(
            of(service.instance().type()),
            escaped(service.instance().name()),
            subtype(service),
            service.port(),
            0,
            0,
            service.txt().toArray());
  }

  /** jmDNS takes a dot for the end of a label unless a backslash stands before it. */
  private static String escaped(String name) {
    if (name.endsWith(".") || name.endsWith("\\")) {
      throw new IllegalArgumentException(
          "jmDNS publishes no name that ends in a dot or a backslash");
    }
    return name.replace(".", "\\.");
  }

  /** The name of a service of ours as others see it. */
  static String plain(String escaped) {
    return escaped.replace("\\.", ".");
  }

  /** It writes the underscore itself. */
  private static String subtype(Service service) {
    if (service.subtypes().size() > 1
        || !service.subtypes().stream().allMatch(each -> each.startsWith("_"))) {
      throw new IllegalArgumentException(
          "jmDNS publishes at most one subtype, _ first, were " + service.subtypes());
    }
    return service.subtypes().stream().findFirst().map(each -> each.substring(1)).orElse("");
  }

  /** The instance; empty when its name is none. */
  static Optional<ServiceInstance> instance(String name, ServiceType type) {
    try {
      return Optional.of(new ServiceInstance(name, type));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The service that {@code info} tells of; empty when it breaks a rule, has no address that a host
   * can have, or no TXT data: jmDNS says so of services whose TXT record it has not heard yet.
   *
   * @param link where it was heard; jmDNS does not tell from whom
   */
  static Optional<FoundService> service(
      String name, ServiceType type, ServiceInfo info, Link link) {
    byte[] txt = info.getTextBytes();
    String host = info.getServer();
    List<InetAddress> addresses = addresses(info.getInetAddresses(), link.index());
    if (addresses.isEmpty()
        || txt.length <= 1
        || txt.length > Service.MAX_TXT_BYTES
        || host.length() > MAX_HOST_CHARACTERS
        || info.getPort() < 0
        || info.getPort() > 0xffff) {
      return Optional.empty();
    }
    Set<InetAddress> neighbours =
        addresses.stream().filter(link::mayBeNeighbour).collect(Collectors.toSet());
    return instance(name, type)
        .map(
            instance ->
                new FoundService(
                    instance,
                    withoutRoot(host),
                    info.getPort(),
                    Bytes.copyOf(txt),
                    addresses,
                    Optional.of(new FoundService.Heard(neighbours, Set.of()))));
  }

  /** Those that a host can have, at most {@link MdnsLimits#addressesPerHost} of them. */
  static List<InetAddress> addresses(InetAddress[] told, int scope) {
    List<InetAddress> addresses = new ArrayList<>();
    Arrays.stream(told)
        .flatMap(each -> Addresses.ofHost(each.getAddress(), scope).stream())
        .distinct()
        .limit(MAX_ADDRESSES)
        .forEach(addresses::add);
    return addresses;
  }

  private static String withoutRoot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
