package dev.lanward.peer;

import dev.lanward.mdns.Browse;
import dev.lanward.mdns.FoundService;
import dev.lanward.mdns.ServiceInstance;
import dev.lanward.mdns.ServiceType;
import dev.lanward.mdns.io.ServiceListener;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks where one paired device says that its door is, by its certificate or its resolvable id, and
 * not by its name. Suspicious adverts are passed over. On the loop's thread.
 */
final class AdvertSearch {

  /** Where adverts are. */
  interface Source {
    /**
     * Begins to look, and does not wait.
     *
     * @param listener is told on whatever thread
     * @return ends it
     */
    Runnable look(Browse browse, ServiceListener listener);
  }

  private final Engine engine;
  private final Source source;
  private final Neighbourhood neighbourhood;
  private @Nullable Runnable end;

  /**
   * @param neighbourhood that recognises the one device
   */
  AdvertSearch(Engine engine, Source source, Neighbourhood neighbourhood) {
    this.engine = engine;
    this.source = source;
    this.neighbourhood = neighbourhood;
  }

  /** Looks until stopped; the same door may be told more than once. */
  void start(Consumer<InetSocketAddress> door) {
    Browse browse = new Browse(ServiceType.LANWARD, Optional.empty());
    end =
        source.look(
            browse,
            new ServiceListener() {
              @Override
              public void found(FoundService service) {
                engine.onLoop(() -> tell(neighbourhood.found(service), door));
              }

              @Override
              public void lost(ServiceInstance instance) {
                engine.onLoop(() -> tell(neighbourhood.lost(instance.name()), door));
              }
            });
  }

  void stop() {
    if (end != null) {
      end.run();
      end = null;
    }
  }

  private void tell(List<FoundService> services, Consumer<InetSocketAddress> door) {
    if (end == null) {
      return;
    }
    services.forEach(service -> neighbourhood.doors(service).forEach(door));
  }
}
