package dev.lanward.peer;

import dev.lanward.core.Tick;
import dev.lanward.mdns.io.MulticastDns;
import dev.lanward.mdns.io.Resolution;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks for one door (protocol section 5): where it was last, where its host name is found, where
 * adverts say that it is, and after a second at its standing port. On the loop's thread.
 */
final class DoorSearch {
  /** When a door is looked for at its standing port as well (protocol section 5). */
  private static final Duration STANDING_PORT_AFTER = Duration.ofSeconds(1);

  /** Whoever lies in multicast DNS may name many. */
  private static final int MAX_ADDRESSES = 32;

  /** Whoever advertises falsely is not to leave no room for the other candidates. */
  static final int MAX_ADVERTISED_DOORS = 8;

  private final Engine engine;
  private final Whereabouts known;
  private final List<AdvertSearch> adverts;
  private final Consumer<InetSocketAddress> door;
  private final Set<InetAddress> addresses = new LinkedHashSet<>();
  private final Set<InetSocketAddress> advertised = new HashSet<>();
  private Optional<Tick> standingPortAt;
  private @Nullable Resolution resolution;
  private boolean stopped;

  private DoorSearch(
      Engine engine,
      Whereabouts known,
      List<AdvertSearch> adverts,
      Consumer<InetSocketAddress> door) {
    this.engine = engine;
    this.known = known;
    this.adverts = adverts;
    this.door = door;
    this.standingPortAt = known.standingPort().map(any -> engine.now().plus(STANDING_PORT_AFTER));
  }

  /**
   * Begins to look.
   *
   * @param adverts what else to look through, not yet started
   * @param time for how long host names are asked for at least
   * @param door is told where the door may be, each place once or a few times; at once what is
   *     known
   */
  static DoorSearch start(
      Engine engine,
      Whereabouts known,
      Optional<MulticastDns> mdns,
      List<AdvertSearch> adverts,
      Duration time,
      Consumer<InetSocketAddress> door) {
    DoorSearch search = new DoorSearch(engine, known, adverts, door);
    known.addresses().forEach(search::found);
    mdns.ifPresent(responder -> search.resolve(responder, time));
    adverts.forEach(each -> each.start(search::foundDoor));
    return search;
  }

  void stop() {
    stopped = true;
    if (resolution != null) {
      resolution.close();
      resolution = null;
    }
    adverts.forEach(AdvertSearch::stop);
  }

  /** When {@link #handleTimeout} wants to be called, if ever. */
  Optional<Tick> nextTimeout() {
    return standingPortAt;
  }

  void handleTimeout(Tick now) {
    if (!stopped && standingPortAt.filter(at -> !now.isBefore(at)).isPresent()) {
      standingPortAt = Optional.empty();
      addresses.forEach(this::tellStandingPort);
    }
  }

  private void resolve(MulticastDns mdns, Duration time) {
    resolution = mdns.resolve(known.host(), time, address -> engine.onLoop(() -> found(address)));
  }

  private void found(InetAddress address) {
    if (stopped || addresses.size() >= MAX_ADDRESSES || !addresses.add(address)) {
      return;
    }
    door.accept(new InetSocketAddress(address, known.port()));
    if (standingPortAt.isEmpty()) {
      tellStandingPort(address);
    }
  }

  private void foundDoor(InetSocketAddress at) {
    if (!stopped && advertised.size() < MAX_ADVERTISED_DOORS && advertised.add(at)) {
      door.accept(at);
    }
  }

  private void tellStandingPort(InetAddress address) {
    known.standingPort().ifPresent(port -> door.accept(new InetSocketAddress(address, port)));
  }
}
