package dev.lanward.bench;

import dev.lanward.core.Bytes;
import dev.lanward.mdns.Browse;
import dev.lanward.mdns.FoundService;
import dev.lanward.mdns.Service;
import dev.lanward.mdns.ServiceInstance;
import dev.lanward.mdns.ServiceType;
import dev.lanward.mdns.io.MulticastDns;
import dev.lanward.mdns.io.ServiceListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Ours: the driver that a device has. */
final class OurDiscoveryHost implements DiscoveryHost {
  private final MulticastDns mdns;
  private final UUID host = UUID.randomUUID();
  private final List<ServiceInstance> published = new ArrayList<>();

  private OurDiscoveryHost(MulticastDns mdns) {
    this.mdns = mdns;
  }

  static OurDiscoveryHost open() throws IOException {
    return new OurDiscoveryHost(MulticastDns.builder().interfaces(Optional.of("eth0")).start());
  }

  @Override
  public void publish(String name, int port) {
    ServiceInstance instance = new ServiceInstance(name, ServiceType.LANWARD);
    published.add(instance);
    mdns.publish(new Service(instance, Set.of(), host, port, txt()), actual -> {});
  }

  @Override
  public void withdraw() {
    published.forEach(mdns::withdraw);
    published.clear();
  }

  @Override
  public void browse() {
    Set<String> told = new HashSet<>();
    mdns.browse(
        Browse.of(ServiceType.LANWARD),
        new ServiceListener() {
          @Override
          public void found(FoundService service) {
            // Told again when an address of it comes or goes.
            if (told.add(service.instance().name())) {
              DiscoveryEvents.print("found", service.instance().name());
            }
          }

          @Override
          public void lost(ServiceInstance instance) {
            told.remove(instance.name());
            DiscoveryEvents.print("lost", instance.name());
          }
        });
  }

  @Override
  public void close() {
    mdns.close();
  }

  private static Bytes txt() {
    ByteArrayOutputStream strings = new ByteArrayOutputStream();
    for (String each : TXT) {
      byte[] text = each.getBytes(StandardCharsets.US_ASCII);
      strings.write(text.length);
      strings.writeBytes(text);
    }
    return Bytes.copyOf(strings.toByteArray());
  }
}
