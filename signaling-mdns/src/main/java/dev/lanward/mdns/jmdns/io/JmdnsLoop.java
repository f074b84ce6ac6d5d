package dev.lanward.mdns.jmdns.io;

import dev.lanward.mdns.MdnsEvent;
import dev.lanward.mdns.MdnsLimits;
import dev.lanward.mdns.Service;
import dev.lanward.mdns.ServiceInstance;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is wanted of jmDNS, and what there is of it: one thread keeps the two alike, since jmDNS
 * follows neither a changed address nor a lost name.
 */
final class JmdnsLoop {
  static final String CLOSED = "multicast DNS is closed";

  private static final Logger LOG = LoggerFactory.getLogger(JmdnsLoop.class);
  private static final long CHECK_MILLIS = 2000;

  private final Optional<String> only;
  private final Consumer<MdnsEvent.HostConflict> onConflict;
  private final ScheduledThreadPoolExecutor thread;
  private final Set<UUID> hosts = new LinkedHashSet<>();
  private final Map<UUID, Station> stations = new LinkedHashMap<>();

  /** Hosts whose last station has not ended: until then its successor would meet it as another. */
  private final Set<UUID> closing = new LinkedHashSet<>();

  private final Map<ServiceInstance, Publication> publications = new LinkedHashMap<>();
  private final Ear ear = new Ear(this);
  private volatile Optional<Place> place;

  private JmdnsLoop(
      Optional<String> only, Optional<Place> place, Consumer<MdnsEvent.HostConflict> onConflict) {
    this.only = only;
    this.place = place;
    this.onConflict = onConflict;
    this.thread = new ScheduledThreadPoolExecutor(1, task -> Station.daemon(task, "lanward-jmdns"));
    thread.setRemoveOnCancelPolicy(true);
  }

  static JmdnsLoop start(Optional<String> only, Consumer<MdnsEvent.HostConflict> onConflict)
      throws IOException {
    JmdnsLoop loop = new JmdnsLoop(only, Place.find(only), onConflict);
    loop.thread.scheduleWithFixedDelay(
        () -> loop.guarded(loop::check), CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    return loop;
  }

  /** Runs {@code task} on the loop's thread; never when it has ended. */
  void submit(Runnable task) {
    after(Duration.ZERO, task);
  }

  /** The same, later. */
  void after(Duration wait, Runnable task) {
    try {
      thread.schedule(() -> guarded(task), wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("multicast DNS is closed");
    }
  }

  /** The program's mistakes, and jmDNS's, stay their own. */
  void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.warn("a task or a callback of multicast DNS failed", e);
    }
  }

  boolean hasEnded() {
    return thread.isShutdown();
  }

  Ear ear() {
    return ear;
  }

  /** Any thread. */
  Optional<Place> place() {
    return place;
  }

  boolean announces(UUID host) {
    return hosts.contains(host);
  }

  void announce(UUID host) {
    hosts.add(host);
    open();
  }

  void withdraw(UUID host) {
    hosts.remove(host);
    close(host);
  }

  void publish(Service service, Consumer<ServiceInstance> onName) {
    Publication before = publications.get(service.instance());
    if (before == null && publications.size() >= MdnsLimits.defaults().services()) {
      return;
    }
    if (before == null || !before.becomes(service, onName)) {
      withdraw(service.instance());
      publications.put(service.instance(), new Publication(this, service, onName));
    }
    announce(service.host());
  }

  void withdraw(ServiceInstance wanted) {
    Publication gone = publications.remove(wanted);
    if (gone != null) {
      gone.withdraw();
    }
  }

  /** Takes everything back. What is returned completes when jmDNS has ended. */
  CompletableFuture<Void> close() {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    submit(
        () -> {
          ear.refuseAll();
          List<CompletableFuture<Void>> all = new ArrayList<>();
          ear.station().map(Station::close).ifPresent(all::add);
          stations.values().forEach(each -> all.add(each.close()));
          CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
              .thenRun(() -> closed.complete(null));
          thread.shutdownNow();
        });
    return closed;
  }

  private void check() {
    follow();
    Map.copyOf(stations).forEach(this::check);
    open();
    ear.check();
    publications.values().forEach(Publication::tellName);
  }

  /** One that jmDNS took away, or that strangers have filled, is opened anew. */
  private void check(UUID host, Station station) {
    if (station.hasLostItsName()) {
      onConflict.accept(new MdnsEvent.HostConflict(host, station.place().address()));
      close(host);
    } else if (station.isOverfull()) {
      close(host);
    }
  }

  /** Goes where the host is now. */
  private void follow() {
    Optional<Place> now;
    try {
      now = Place.find(only);
    } catch (IOException e) {
      LOG.debug("staying where we are", e);
      return;
    }
    boolean isStill =
        now.isEmpty() ? place.isEmpty() : place.filter(now.get()::isWhere).isPresent();
    place = now;
    if (!isStill) {
      List.copyOf(stations.keySet()).forEach(this::close);
      ear.move();
    }
  }

  /** Opens what is wanted and is not there. */
  private void open() {
    for (UUID host : hosts) {
      if (place.isPresent() && !stations.containsKey(host) && !closing.contains(host)) {
        try {
          stations.put(host, Station.open(host, place.get()));
        } catch (IOException e) {
          LOG.warn("jmDNS could not be started; it is tried again", e);
        }
      }
    }
    for (Publication each : publications.values()) {
      Station station = stations.get(each.service().host());
      if (station != null) {
        each.register(station);
      }
    }
  }

  private void close(UUID host) {
    Station gone = stations.remove(host);
    if (gone != null) {
      closing.add(host);
      gone.close().thenRun(() -> submit(() -> closed(host)));
    }
  }

  private void closed(UUID host) {
    closing.remove(host);
    open();
  }
}
