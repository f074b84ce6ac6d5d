package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Asks whether anybody else answers for a name before we claim it (RFC 6762 section 8.1). */
final class Prober {
  private static final Duration GAP = Duration.ofMillis(250);
  private static final int QUERIES = 3;

  /** What to do when it is known whether a name is free. */
  interface Outcome {
    /** Nobody answers for it. */
    void free(Tick now);

    /** Somebody answers for it already. */
    void taken(Tick now);

    /** Somebody else asks at the same time, and goes first (section 8.2). */
    void deferred(Tick now);
  }

  private final Zone zone;
  private final Links links;
  private final Outbox outbox;
  private final MdnsLimits limits;
  private final Map<Name, Probe> probes = new LinkedHashMap<>();

  Prober(Zone zone, Links links, Outbox outbox, MdnsLimits limits) {
    this.zone = zone;
    this.links = links;
    this.outbox = outbox;
    this.limits = limits;
  }

  /** Asks for {@code name} from {@code first} on; nothing happens when that is under way. */
  void start(Tick first, Name name, Outcome outcome) {
    probes.putIfAbsent(name, new Probe(0, first, outcome));
  }

  void cancel(Name name) {
    probes.remove(name);
  }

  void handleTimeout(Tick now) {
    List<Name> asked = new ArrayList<>();
    for (Name name : List.copyOf(probes.keySet())) {
      Probe probe = probes.get(name);
      if (probe == null || now.isBefore(probe.due())) {
        continue;
      }
      if (probe.sent() == QUERIES) {
        finish(name).ifPresent(outcome -> outcome.free(now));
      } else {
        asked.add(name);
        probes.put(name, new Probe(probe.sent() + 1, now.plus(GAP), probe.outcome()));
      }
    }
    if (!asked.isEmpty()) {
      links.all().forEach(link -> ask(link, asked));
    }
  }

  /**
   * Any answer that is not what we would say means that the name is taken. One that comes before
   * the first question means nothing (section 8.1): it may be older than the name's being free.
   */
  void handleResponse(Tick now, MdnsMessage response) {
    if (probes.isEmpty()) {
      return;
    }
    Stream.concat(response.answers().stream(), response.additionals().stream())
        .filter(each -> !each.isGoodbye() && isAsked(each.record().getName()))
        .filter(each -> !isOurs(each.record()))
        .map(each -> each.record().getName())
        .distinct()
        .toList()
        .forEach(name -> finish(name).ifPresent(outcome -> outcome.taken(now)));
  }

  /** Who probes at the same time with the greater records goes first (section 8.2). */
  void handleQuery(Tick now, Link link, MdnsMessage query) {
    if (probes.isEmpty() || !query.isProbe()) {
      return;
    }
    for (Name name : List.copyOf(probes.keySet())) {
      List<Record> theirs =
          sorted(
              query.authorities().stream()
                  .filter(rr -> rr.record().getName().equals(name))
                  .toList());
      boolean ownEcho = theirs.stream().allMatch(this::isOurs);
      if (!ownEcho && goesFirst(theirs, sorted(zone.claims(name, link)))) {
        finish(name).ifPresent(outcome -> outcome.deferred(now));
      }
    }
  }

  Optional<Tick> nextTimeout() {
    return probes.values().stream().map(Probe::due).min(Tick::compareTo);
  }

  private Optional<Outcome> finish(Name name) {
    return Optional.ofNullable(probes.remove(name)).map(Probe::outcome);
  }

  /** As many names in a packet as fit it, each with what we are about to claim. */
  private void ask(Link link, List<Name> names) {
    List<Question> questions = new ArrayList<>();
    List<Rr> claims = new ArrayList<>();
    PacketSize size = new PacketSize(limits.sendBytes());
    for (Name name : names) {
      Question question = Question.of(name, Type.ANY);
      // Nobody flushes a cache for a mere claim (section 10.2).
      List<Rr> added =
          zone.claims(name, link).stream().map(each -> new Rr(each.record(), false)).toList();
      if (!(size.add(question) && size.add(added)) && !questions.isEmpty()) {
        send(link, questions, claims);
        questions.clear();
        claims.clear();
        size = new PacketSize(limits.sendBytes());
        size.add(question);
        size.add(added);
      }
      questions.add(question);
      claims.addAll(added);
    }
    send(link, questions, claims);
  }

  private void send(Link link, List<Question> questions, List<Rr> claims) {
    for (Route route : Links.routes(link)) {
      outbox.query(route, MdnsMessage.query(questions, List.of(), claims));
    }
  }

  private boolean isAsked(Name name) {
    Probe probe = probes.get(name);
    return probe != null && probe.sent() > 0;
  }

  /** Whether it is what we claim ourselves, on whatever link. */
  private boolean isOurs(Record record) {
    return links.all().stream()
        .flatMap(link -> zone.claims(record.getName(), link).stream())
        .anyMatch(claim -> claim.record().equals(record));
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

  private record Probe(int sent, Tick due, Outcome outcome) {}
}
