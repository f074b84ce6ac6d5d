package dev.lanward.mdns.jmdns.io;

import dev.lanward.mdns.Service;
import dev.lanward.mdns.ServiceInstance;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import javax.jmdns.impl.ServiceInfoImpl;
import org.jspecify.annotations.Nullable;

/** A service of ours, and how far jmDNS is with it. On the loop's thread. */
final class Publication {
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);

  private final JmdnsLoop loop;
  private Service service;
  private Consumer<ServiceInstance> onName;
  private @Nullable Station station;
  private @Nullable ServiceInfoImpl info;
  private Optional<ServiceInstance> told = Optional.empty();

  Publication(JmdnsLoop loop, Service service, Consumer<ServiceInstance> onName) {
    this.loop = loop;
    this.service = service;
    this.onName = onName;
  }

  Service service() {
    return service;
  }

  /** Changes what jmDNS can change; returns whether {@code other} is no more than that. */
  boolean becomes(Service other, Consumer<ServiceInstance> otherOnName) {
    Service same =
        new Service(
            other.instance(), service.subtypes(), service.host(), service.port(), other.txt());
    if (!same.equals(other)) {
      return false;
    }
    service = other;
    onName = otherOnName;
    told = Optional.empty();
    if (info != null) {
      info.setText(other.txt().toArray());
    }
    tellName();
    return true;
  }

  /** Has {@code at} publish it, unless it does already. */
  void register(Station at) {
    if (station == at) {
      return;
    }
    ServiceInfoImpl fresh = Wording.of(service);
    station = at;
    info = fresh;
    at.call(jmdns -> jmdns.registerService(fresh));
    awaitName(fresh);
  }

  /** Has it taken back. */
  void withdraw() {
    if (station != null && info != null) {
      ServiceInfoImpl gone = info;
      station.call(jmdns -> jmdns.unregisterService(gone));
    }
  }

  /** Tells the name that others see, when it is a new one. */
  void tellName() {
    if (info == null || !info.isAnnounced()) {
      return;
    }
    Optional<ServiceInstance> name =
        Wording.instance(Wording.plain(info.getName()), service.instance().type());
    if (name.isPresent() && !name.equals(told)) {
      told = name;
      onName.accept(name.get());
    }
  }

  /** jmDNS tells nobody when it is done with its probes, after which the name stands. */
  private void awaitName(ServiceInfoImpl which) {
    if (which == info) {
      tellName();
      if (!which.isAnnounced()) {
        loop.after(LOOK_INTERVAL, () -> awaitName(which));
      }
    }
  }
}
