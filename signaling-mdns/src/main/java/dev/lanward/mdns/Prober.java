package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Asks whether anybody else answers for a name before we claim it (RFC 6762 section 8.1). */
final class Prober {
  private static final Duration GAP = Duration.ofMillis(250);
  private static final int QUERIES = 3;

  private final HostZone zone;
  private final Links links;
  private final Outbox outbox;
  private final Deque<MdnsEvent> events;
  private final Map<UUID, Probe> probes = new HashMap<>();

  Prober(HostZone zone, Links links, Outbox outbox, Deque<MdnsEvent> events) {
    this.zone = zone;
    this.links = links;
    this.outbox = outbox;
    this.events = events;
  }

  void start(Tick now, UUID host) {
    probes.putIfAbsent(host, new Probe(0, now));
    zone.withhold(host, true);
  }

  void handleTimeout(Tick now) {
    for (UUID host : List.copyOf(probes.keySet())) {
      Probe probe = probes.getOrDefault(host, new Probe(0, now));
      if (now.isBefore(probe.due())) {
        continue;
      }
      if (probe.sent() == QUERIES) {
        finish(new MdnsEvent.ProbeFree(host));
      } else {
        ask(HostName.of(host));
        probes.put(host, new Probe(probe.sent() + 1, now.plus(GAP)));
      }
    }
  }

  /** Any answer at all means that the name is taken. */
  void handleResponse(MdnsMessage response) {
    if (probes.isEmpty()) {
      return;
    }
    for (Rr each : response.answers()) {
      if (!each.isGoodbye()) {
        HostName.parse(each.record().getName())
            .filter(probes::containsKey)
            .ifPresent(host -> finish(new MdnsEvent.ProbeTaken(host)));
      }
    }
  }

  /** Who probes at the same time with the greater records goes first (section 8.2). */
  void handleQuery(Link link, MdnsMessage query) {
    if (probes.isEmpty() || !query.isProbe()) {
      return;
    }
    for (UUID host : List.copyOf(probes.keySet())) {
      Name name = HostName.of(host);
      List<Record> theirs =
          sorted(
              query.authorities().stream()
                  .filter(rr -> rr.record().getName().equals(name))
                  .toList());
      boolean ownEcho = theirs.stream().allMatch(this::isOurs);
      if (!ownEcho && goesFirst(theirs, sorted(zone.records(name, link).records()))) {
        finish(new MdnsEvent.ProbeTaken(host));
      }
    }
  }

  Optional<Tick> nextTimeout() {
    return probes.values().stream().map(Probe::due).min(Tick::compareTo);
  }

  private void finish(MdnsEvent result) {
    probes.remove(result.host());
    zone.withhold(result.host(), false);
    events.add(result);
  }

  private void ask(Name name) {
    for (Link link : links.all()) {
      List<Rr> claims = new ArrayList<>();
      for (Rr each : zone.records(name, link).records()) {
        // Nobody flushes a cache for a mere claim (section 10.2).
        claims.add(new Rr(each.record(), false));
      }
      for (Route route : Links.routes(link)) {
        outbox.query(
            route, MdnsMessage.query(List.of(Question.of(name, Type.ANY)), List.of(), claims));
      }
    }
  }

  private boolean isOurs(Record record) {
    return RecordAddress.of(record, 0).map(links::isOurs).orElse(false);
  }

  private static List<Record> sorted(List<Rr> records) {
    return records.stream().map(Rr::record).sorted().toList();
  }

  private static boolean goesFirst(List<Record> theirs, List<Record> ours) {
    for (int i = 0; i < theirs.size() && i < ours.size(); i++) {
      int order = theirs.get(i).compareTo(ours.get(i));
      if (order != 0) {
        return order > 0;
      }
    }
    return theirs.size() > ours.size();
  }

  private record Probe(int sent, Tick due) {}
}
