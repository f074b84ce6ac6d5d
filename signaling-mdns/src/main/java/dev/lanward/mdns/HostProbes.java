package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.util.Deque;
import java.util.UUID;

/** Asks about host names for the caller, who decides what to do. */
final class HostProbes {
  private final HostZone zone;
  private final Prober prober;
  private final Deque<MdnsEvent> events;

  HostProbes(HostZone zone, Prober prober, Deque<MdnsEvent> events) {
    this.zone = zone;
    this.prober = prober;
    this.events = events;
  }

  void start(Tick now, UUID host) {
    zone.withhold(host, true);
    prober.start(now, HostName.of(host), new Asked(host));
  }

  private final class Asked implements Prober.Outcome {
    private final UUID host;

    Asked(UUID host) {
      this.host = host;
    }

    @Override
    public void free(Tick now) {
      finish(new MdnsEvent.ProbeFree(host));
    }

    @Override
    public void taken(Tick now) {
      finish(new MdnsEvent.ProbeTaken(host));
    }

    @Override
    public void deferred(Tick now) {
      taken(now);
    }

    private void finish(MdnsEvent result) {
      zone.withhold(host, false);
      events.add(result);
    }
  }
}
