package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * What other hosts told about services, for as long as they said (RFC 6762 section 10). Holds at
 * most {@link MdnsLimits#cachedRecords}, of one sender {@link MdnsLimits#cachedRecordsPerSource}:
 * beyond that a sender tells nothing new, and when all is full, what was heard longest ago goes.
 */
final class RecordCache {
  /** How long a record that was taken back or replaced lives on (sections 10.1 and 10.2). */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final double MAX_JITTER_PERCENT = 2;
  private static final int JITTER_MILLIS = 1000;

  /** A name and a type of record. */
  record Key(Name name, int type) {}

  private record Slot(int linkIndex, Record record) {}

  private final MdnsLimits limits;
  private final Counters counters;
  private final Jitter jitter;
  private final Map<Key, Map<Slot, CachedRecord>> sets = new HashMap<>();
  private final NavigableSet<CachedRecord> byDue =
      new TreeSet<>(Comparator.comparing(CachedRecord::due).thenComparingLong(each -> each.number));
  private final Set<CachedRecord> byAge = new LinkedHashSet<>();
  private final Map<InetAddress, Integer> perSource = new HashMap<>();
  private long number;

  RecordCache(MdnsLimits limits, Counters counters, Jitter jitter) {
    this.limits = limits;
    this.counters = counters;
    this.jitter = jitter;
  }

  /** Takes in a record. */
  void put(Tick now, int linkIndex, InetAddress source, Rr rr) {
    Key key = keyOf(rr.record());
    Slot slot = new Slot(linkIndex, rr.record());
    Optional<CachedRecord> before = Optional.ofNullable(sets.getOrDefault(key, Map.of()).get(slot));
    if (rr.isGoodbye()) {
      before.ifPresent(each -> endBy(each, now.plus(GRACE)));
      return;
    }
    if (rr.cacheFlush()) {
      flush(now, key, slot);
    }
    before.ifPresent(this::remove);
    if (perSource.getOrDefault(source, 0) >= limits.cachedRecordsPerSource()) {
      counters.count(MdnsCounter.TABLE_FULL);
      return;
    }
    if (byAge.size() >= limits.cachedRecords()) {
      counters.count(MdnsCounter.TABLE_FULL);
      remove(byAge.iterator().next());
    }
    CachedRecord added = new CachedRecord(now, linkIndex, source, rr.record(), number++, percent());
    before.filter(each -> each.isAlive(now)).ifPresent(added::succeed);
    add(key, slot, added);
  }

  /** What is known now, on all links. */
  List<CachedRecord> find(Tick now, Name name, int type) {
    return sets.getOrDefault(new Key(name, type), Map.of()).values().stream()
        .filter(each -> each.isAlive(now))
        .toList();
  }

  /** Somebody else asks everybody on a link; what {@code known} holds it does not ask for. */
  void asked(Tick now, int linkIndex, Key key, Collection<Record> known) {
    for (CachedRecord each : List.copyOf(sets.getOrDefault(key, Map.of()).values())) {
      if (each.linkIndex == linkIndex && !known.contains(each.record())) {
        byDue.remove(each);
        each.asked(now);
        byDue.add(each);
      }
    }
  }

  /** Whether {@code record} was told on that link and is known now. */
  boolean contains(Tick now, int linkIndex, Record record) {
    CachedRecord found =
        sets.getOrDefault(keyOf(record), Map.of()).get(new Slot(linkIndex, record));
    return found != null && found.isAlive(now);
  }

  /** Takes out what ended, and tells it. */
  List<Record> expire(Tick now) {
    List<CachedRecord> ended = due(now).stream().filter(each -> !each.isAlive(now)).toList();
    ended.forEach(this::remove);
    return ended.stream().map(CachedRecord::record).toList();
  }

  /** What is to be asked for again now; each is told once. */
  Set<Key> refresh(Tick now) {
    Set<Key> old = new LinkedHashSet<>();
    for (CachedRecord each : due(now)) {
      old.add(keyOf(each.record()));
      byDue.remove(each);
      each.refreshed(now);
      byDue.add(each);
    }
    return old;
  }

  Optional<Tick> nextTimeout() {
    return byDue.isEmpty() ? Optional.empty() : Optional.of(byDue.first().due());
  }

  void forget(Key key) {
    List.copyOf(sets.getOrDefault(key, Map.of()).values()).forEach(this::remove);
  }

  /** Forgets what came over links that are gone, and tells it. */
  List<Record> retainLinks(Links links) {
    List<CachedRecord> gone =
        byAge.stream().filter(each -> links.find(each.linkIndex).isEmpty()).toList();
    gone.forEach(this::remove);
    return gone.stream().map(CachedRecord::record).toList();
  }

  int size() {
    return byAge.size();
  }

  static Key keyOf(Record record) {
    return new Key(record.getName(), record.getType());
  }

  private List<CachedRecord> due(Tick now) {
    List<CachedRecord> due = new ArrayList<>();
    Iterator<CachedRecord> next = byDue.iterator();
    while (next.hasNext()) {
      CachedRecord each = next.next();
      if (now.isBefore(each.due())) {
        break;
      }
      due.add(each);
    }
    return due;
  }

  /** Others of that name and type are replaced, if they were not told just now as well (10.2). */
  private void flush(Tick now, Key key, Slot by) {
    sets.getOrDefault(key, Map.of())
        .forEach(
            (slot, each) -> {
              if (slot.linkIndex() == by.linkIndex()
                  && !slot.equals(by)
                  && now.since(each.received()).compareTo(GRACE) > 0) {
                endBy(each, now.plus(GRACE));
              }
            });
  }

  private void endBy(CachedRecord each, Tick end) {
    byDue.remove(each);
    each.endBy(end);
    byDue.add(each);
  }

  private void add(Key key, Slot slot, CachedRecord added) {
    sets.computeIfAbsent(key, unused -> new LinkedHashMap<>()).put(slot, added);
    byDue.add(added);
    byAge.add(added);
    perSource.merge(added.source, 1, Integer::sum);
  }

  private void remove(CachedRecord gone) {
    Key key = keyOf(gone.record());
    Map<Slot, CachedRecord> set = sets.get(key);
    if (set != null && set.remove(new Slot(gone.linkIndex, gone.record())) != null) {
      if (set.isEmpty()) {
        sets.remove(key);
      }
      byDue.remove(gone);
      byAge.remove(gone);
      perSource.computeIfPresent(gone.source, (unused, count) -> count > 1 ? count - 1 : null);
    }
  }

  private double percent() {
    return MAX_JITTER_PERCENT * jitter.millis(0, JITTER_MILLIS).toMillis() / JITTER_MILLIS;
  }
}
