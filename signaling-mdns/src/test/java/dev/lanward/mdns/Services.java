package dev.lanward.mdns;

import dev.lanward.core.Bytes;
import java.util.Set;
import java.util.UUID;

/** Services as tests publish them. */
final class Services {
  static final UUID HOST = UUID.fromString("11111111-2222-4333-8444-555555555555");
  static final String HOST_NAME = HOST + ".local.";
  static final String RANDOM = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
  static final String TYPE = "_lanward._udp.local.";
  static final String TYPES = "_services._dns-sd._udp.local.";
  static final Bytes TXT = TxtStrings.writer().put("txtvers", "1").put("ty", "camera").toBytes();

  private Services() {}

  static ServiceInstance instance(String name) {
    return new ServiceInstance(name, ServiceType.LANWARD);
  }

  static Service service(String name, String... subtypes) {
    return new Service(instance(name), Set.of(subtypes), HOST, 47470, TXT);
  }

  static Service withTxt(String name, Bytes txt) {
    return new Service(instance(name), Set.of(), HOST, 47470, txt);
  }

  static Service atPort(String name, int port) {
    return new Service(instance(name), Set.of(), HOST, port, TXT);
  }

  /** The name of an instance whose label needs no escapes. */
  static String full(String name) {
    return name + "." + TYPE;
  }
}
