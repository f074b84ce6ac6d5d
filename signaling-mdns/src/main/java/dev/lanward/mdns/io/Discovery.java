package dev.lanward.mdns.io;

import dev.lanward.core.Tick;
import dev.lanward.mdns.Browse;
import dev.lanward.mdns.FoundService;
import dev.lanward.mdns.MdnsCore;
import dev.lanward.mdns.MdnsEvent;
import dev.lanward.mdns.Service;
import dev.lanward.mdns.ServiceInstance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Who waits for news of services, ours and others'. Touched by the loop thread only. */
final class Discovery {
  private final Consumer<Runnable> guard;
  private final Map<ServiceInstance, Consumer<ServiceInstance>> published = new HashMap<>();
  private final Map<Browse, List<OwnBrowsing>> browsings = new HashMap<>();

  /** What was found, for those who begin to look later. */
  private final Map<Browse, Map<ServiceInstance, FoundService>> found = new HashMap<>();

  /**
   * @param guard runs the program's code so that what it throws harms nobody else
   */
  Discovery(Consumer<Runnable> guard) {
    this.guard = guard;
  }

  void publish(MdnsCore core, Tick now, Service service, Consumer<ServiceInstance> onName) {
    // In one breath, so that one packet tells both: an address told a moment before could not be
    // told
    // with the service again, and would have to be asked for.
    core.addHost(now, service.host());
    if (core.publish(now, service)) {
      published.put(service.instance(), onName);
    }
  }

  void withdraw(MdnsCore core, Tick now, ServiceInstance wanted) {
    core.withdraw(now, wanted);
    published.remove(wanted);
  }

  void add(MdnsCore core, Tick now, OwnBrowsing browsing) {
    Browse browse = browsing.browse();
    if (browsing.isOver()) {
      return;
    }
    if (!core.browse(now, browse)) {
      browsing.fail("too many kinds of services are being looked for already");
      return;
    }
    browsings.computeIfAbsent(browse, unused -> new ArrayList<>()).add(browsing);
    List.copyOf(found.getOrDefault(browse, Map.of()).values())
        .forEach(each -> guard.accept(() -> browsing.listener().found(each)));
  }

  void remove(MdnsCore core, Tick now, OwnBrowsing browsing) {
    List<OwnBrowsing> all = browsings.get(browsing.browse());
    if (all != null && all.remove(browsing) && all.isEmpty()) {
      browsings.remove(browsing.browse());
      found.remove(browsing.browse());
      core.stopBrowsing(now, browsing.browse());
    }
  }

  void handle(MdnsEvent event) {
    if (event instanceof MdnsEvent.ServicePublished named) {
      Consumer<ServiceInstance> onName = published.get(named.wanted());
      if (onName != null) {
        guard.accept(() -> onName.accept(named.actual()));
      }
    } else if (event instanceof MdnsEvent.ServiceFound told) {
      found
          .computeIfAbsent(told.browse(), unused -> new LinkedHashMap<>())
          .put(told.service().instance(), told.service());
      tell(told.browse(), each -> each.found(told.service()));
    } else if (event instanceof MdnsEvent.ServiceLost lost) {
      found.getOrDefault(lost.browse(), new HashMap<>()).remove(lost.instance());
      tell(lost.browse(), each -> each.lost(lost.instance()));
    }
  }

  /** Nothing more will come. */
  void refuseAll() {
    browsings.values().forEach(all -> all.forEach(each -> each.fail(Waiting.CLOSED)));
    browsings.clear();
    published.clear();
    found.clear();
  }

  private void tell(Browse browse, Consumer<ServiceListener> news) {
    for (OwnBrowsing each : List.copyOf(browsings.getOrDefault(browse, List.of()))) {
      if (!each.isOver()) {
        guard.accept(() -> news.accept(each.listener()));
      }
    }
  }
}
