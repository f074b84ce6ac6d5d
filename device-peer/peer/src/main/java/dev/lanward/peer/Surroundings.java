package dev.lanward.peer;

import dev.lanward.mdns.Browse;
import dev.lanward.mdns.FoundService;
import dev.lanward.mdns.ServiceInstance;
import dev.lanward.mdns.ServiceType;
import dev.lanward.mdns.io.Browsing;
import dev.lanward.mdns.io.MulticastDns;
import dev.lanward.mdns.io.ServiceListener;
import dev.lanward.mdns.unicast.DnsDomain;
import dev.lanward.mdns.unicast.DnsServer;
import dev.lanward.mdns.unicast.UnicastEvent;
import dev.lanward.mdns.unicast.io.UnicastDns;
import dev.lanward.pairing.Fingerprint;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Looks for devices, and tells which of them this side knows. */
final class Surroundings {
  private final Trust trust;
  private final Fingerprint own;
  private final Engine engine;

  Surroundings(Trust trust, Fingerprint own, Engine engine) {
    this.trust = trust;
    this.own = own;
    this.engine = engine;
  }

  /** By multicast, on the links of {@code mdns}. */
  NearbySearch search(
      MulticastDns mdns, Optional<String> type, Predicate<Nearby> filter, NearbyListener listener) {
    // A driver may not know subtypes, and a device may lie about its own.
    Predicate<Nearby> ofType = device -> type.map(device.type()::equals).orElse(true);
    Telling telling = new Telling(ofType.and(filter), listener);
    Browsing browsing = mdns.browse(browse(type), telling);
    return searching(telling, browsing::close);
  }

  /** By ordinary DNS. */
  NearbySearch search(
      DnsDomain domain,
      DnsServer server,
      Optional<String> type,
      Predicate<Nearby> filter,
      NearbyListener listener)
      throws IOException {
    Telling telling = new Telling(filter, listener);
    UnicastDns dns = UnicastDns.start(server, domain, Optional.empty(), telling::handle);
    dns.browse(browse(type));
    return searching(telling, dns::close);
  }

  private NearbySearch searching(Telling telling, Runnable end) {
    Runnable forget = trust.onChange(telling::trustChanged);
    return new NearbySearch(
        () -> {
          forget.run();
          end.run();
        });
  }

  private static Browse browse(Optional<String> type) {
    return new Browse(ServiceType.LANWARD, type.map(Advertiser::subtype));
  }

  /** Tells on the device's callback thread. Its own state is touched by one thread only. */
  private final class Telling implements ServiceListener {
    private final Predicate<Nearby> filter;
    private final NearbyListener listener;
    private final Neighbourhood neighbourhood = new Neighbourhood(own, trust::all, trust::all);
    private final Map<String, Nearby> told = new HashMap<>();

    Telling(Predicate<Nearby> filter, NearbyListener listener) {
      this.filter = filter;
      this.listener = listener;
    }

    @Override
    public void found(FoundService service) {
      engine.callbacks().run(() -> neighbourhood.found(service).forEach(this::show));
    }

    @Override
    public void lost(ServiceInstance instance) {
      engine
          .callbacks()
          .run(
              () -> {
                forget(instance.name());
                neighbourhood.lost(instance.name()).forEach(this::show);
              });
    }

    /** Another pairing, perhaps another program's: what is shown as new may be paired now. */
    void trustChanged() {
      engine.callbacks().run(() -> neighbourhood.all().forEach(this::show));
    }

    private void show(FoundService service) {
      neighbourhood
          .look(service)
          .filter(filter)
          .ifPresentOrElse(this::tell, () -> forget(service.instance().name()));
    }

    void handle(UnicastEvent event) {
      if (event instanceof UnicastEvent.ServiceFound found) {
        found(found.service());
      } else if (event instanceof UnicastEvent.ServiceLost lost) {
        lost(lost.instance());
      } else if (event instanceof UnicastEvent.BrowseComplete) {
        engine.callbacks().run(listener::complete);
      } else if (event instanceof UnicastEvent.BrowseFailed failed) {
        Problem problem = new Problem(failed.problem().code(), failed.problem().message());
        engine.callbacks().run(() -> listener.problem(problem));
      }
    }

    /** What changed about a service or a pairing may be nothing that is told of the device. */
    private void tell(Nearby device) {
      Nearby before = told.put(device.instance(), device);
      if (before == null || !device.tellsTheSameAs(before)) {
        listener.found(device);
      }
    }

    private void forget(String instance) {
      Nearby last = told.remove(instance);
      if (last != null) {
        listener.lost(last);
      }
    }
  }
}
