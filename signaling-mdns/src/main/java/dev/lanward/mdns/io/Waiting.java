package dev.lanward.mdns.io;

import dev.lanward.mdns.MdnsEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Who waits for which event. Touched by the loop thread only. */
final class Waiting {
  private final Map<UUID, List<OwnResolution>> resolutions = new HashMap<>();
  private final Map<UUID, List<CompletableFuture<Boolean>>> probes = new HashMap<>();
  static final String CLOSED = "multicast DNS is closed";

  private final Consumer<MdnsEvent.HostConflict> onConflict;
  private final Consumer<Runnable> guard;

  /**
   * @param guard runs the program's code so that what it throws harms nobody else
   */
  Waiting(Consumer<MdnsEvent.HostConflict> onConflict, Consumer<Runnable> guard) {
    this.onConflict = onConflict;
    this.guard = guard;
  }

  void forProbe(UUID host, CompletableFuture<Boolean> result) {
    probes.computeIfAbsent(host, unused -> new ArrayList<>()).add(result);
  }

  void add(OwnResolution resolution) {
    resolutions.computeIfAbsent(resolution.host(), unused -> new ArrayList<>()).add(resolution);
  }

  /** Returns whether that was the last one for its host. */
  boolean remove(OwnResolution resolution) {
    List<OwnResolution> others = resolutions.getOrDefault(resolution.host(), List.of());
    if (!others.contains(resolution)) {
      return false;
    }
    others.remove(resolution);
    if (others.isEmpty()) {
      resolutions.remove(resolution.host());
      return true;
    }
    return false;
  }

  void handle(MdnsEvent event) {
    if (event instanceof MdnsEvent.HostResolved resolved) {
      List.copyOf(resolutions.getOrDefault(resolved.host(), List.of()))
          .forEach(each -> guard.accept(() -> each.tell(resolved)));
    } else if (event instanceof MdnsEvent.ResolutionEnded ended) {
      List<OwnResolution> all = resolutions.remove(ended.host());
      if (all != null) {
        all.forEach(OwnResolution::end);
      }
    } else if (event instanceof MdnsEvent.ProbeFree free) {
      finishProbe(free.host(), true);
    } else if (event instanceof MdnsEvent.ProbeTaken taken) {
      finishProbe(taken.host(), false);
    } else if (event instanceof MdnsEvent.HostConflict conflict) {
      guard.accept(() -> onConflict.accept(conflict));
    }
  }

  /** Nothing more will come. */
  void refuseAll() {
    resolutions.values().forEach(all -> all.forEach(each -> each.fail(CLOSED)));
    resolutions.clear();
    probes
        .values()
        .forEach(
            all ->
                all.forEach(each -> each.completeExceptionally(new IllegalStateException(CLOSED))));
    probes.clear();
  }

  private void finishProbe(UUID host, boolean free) {
    List<CompletableFuture<Boolean>> asked = probes.remove(host);
    if (asked != null) {
      asked.forEach(each -> each.complete(free));
    }
  }
}
