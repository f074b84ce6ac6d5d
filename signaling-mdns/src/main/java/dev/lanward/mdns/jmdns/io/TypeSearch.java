package dev.lanward.mdns.jmdns.io;

import dev.lanward.mdns.FoundService;
import dev.lanward.mdns.Link;
import dev.lanward.mdns.MdnsLimits;
import dev.lanward.mdns.ServiceInstance;
import dev.lanward.mdns.ServiceType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;
import javax.jmdns.ServiceListener;
import org.jspecify.annotations.Nullable;

/** The services of one type, for all who look for them. On the loop's thread but for the news. */
final class TypeSearch implements Search {
  private static final int MOST = MdnsLimits.defaults().instances();

  private final JmdnsLoop loop;
  private final ServiceType type;
  private final Arrivals arrivals;
  private final List<JmdnsBrowsing> browsings = new ArrayList<>();
  private final Map<ServiceInstance, FoundService> found = new LinkedHashMap<>();
  private @Nullable Station station;
  private @Nullable News news;

  TypeSearch(JmdnsLoop loop, ServiceType type) {
    this.loop = loop;
    this.type = type;
    this.arrivals = new Arrivals(MOST, () -> loop.submit(this::tellArrivals));
  }

  /** Tells {@code browsing} what is known, and what comes from now on. */
  void add(JmdnsBrowsing browsing) {
    browsings.add(browsing);
    List.copyOf(found.values())
        .forEach(each -> loop.guarded(() -> browsing.listener().found(each)));
  }

  /** Returns whether somebody still looks. */
  boolean remove(JmdnsBrowsing browsing) {
    browsings.remove(browsing);
    return !browsings.isEmpty();
  }

  @Override
  public void attach(Station at) {
    detach();
    station = at;
    news = new News(at.place());
    at.jmdns().addServiceListener(Wording.of(type), news);
  }

  @Override
  public void detach() {
    if (station != null && news != null) {
      station.jmdns().removeServiceListener(Wording.of(type), news);
      station = null;
      news = null;
    }
    arrivals.take();
    List.copyOf(found.keySet()).forEach(this::lost);
  }

  @Override
  public void refuse() {
    browsings.forEach(each -> each.fail(JmdnsLoop.CLOSED));
  }

  private void tellArrivals() {
    arrivals
        .take()
        .forEach((instance, arrived) -> arrived.ifPresentOrElse(this::found, () -> lost(instance)));
  }

  private void found(FoundService service) {
    boolean isKnown = found.containsKey(service.instance());
    if ((isKnown || found.size() < MOST)
        && !service.equals(found.put(service.instance(), service))) {
      tell(each -> each.found(service));
    }
  }

  private void lost(ServiceInstance instance) {
    if (found.remove(instance) != null) {
      tell(each -> each.lost(instance));
    }
  }

  private void tell(Consumer<dev.lanward.mdns.io.ServiceListener> what) {
    for (JmdnsBrowsing each : List.copyOf(browsings)) {
      if (!each.isOver()) {
        loop.guarded(() -> what.accept(each.listener()));
      }
    }
  }

  /** What jmDNS tells, on threads of its own. */
  private final class News implements ServiceListener {
    private final Place place;

    News(Place place) {
      this.place = place;
    }

    @Override
    public void serviceAdded(ServiceEvent event) {
      serviceResolved(event);
    }

    @Override
    public void serviceResolved(ServiceEvent event) {
      @Nullable ServiceInfo info = event.getInfo();
      if (info != null && info.hasData()) {
        // The interface's other addresses may have changed, and with them who is a neighbour.
        Link link = loop.place().filter(place::isWhere).orElse(place).link();
        Wording.service(event.getName(), type, info, link)
            .ifPresent(service -> arrivals.put(service.instance(), Optional.of(service)));
      }
    }

    @Override
    public void serviceRemoved(ServiceEvent event) {
      Wording.instance(event.getName(), type)
          .ifPresent(instance -> arrivals.put(instance, Optional.empty()));
    }
  }
}
