package dev.lanward.mdns.jmdns.io;

import dev.lanward.mdns.FoundService;
import dev.lanward.mdns.MdnsLimits;
import dev.lanward.mdns.ServiceInstance;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * News of services on their way from jmDNS's threads to ours: of each service the latest, and never
 * more than {@link MdnsLimits#instances}. Any thread.
 */
final class Arrivals {
  private final int most;
  private final Runnable wake;
  private Map<ServiceInstance, Optional<FoundService>> waiting = new LinkedHashMap<>();

  /**
   * @param most how many services may wait
   * @param wake called when there is something to {@link #take}
   */
  Arrivals(int most, Runnable wake) {
    this.most = most;
    this.wake = wake;
  }

  /** A service that is there, or is gone; dropped when too many wait. */
  void put(ServiceInstance instance, Optional<FoundService> news) {
    boolean first;
    synchronized (this) {
      if (waiting.size() >= most && !waiting.containsKey(instance)) {
        return;
      }
      first = waiting.isEmpty();
      waiting.put(instance, news);
    }
    if (first) {
      wake.run();
    }
  }

  /** All that waits. */
  synchronized Map<ServiceInstance, Optional<FoundService>> take() {
    Map<ServiceInstance, Optional<FoundService>> all = waiting;
    waiting = new LinkedHashMap<>();
    return all;
  }
}
