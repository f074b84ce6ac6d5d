package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Other hosts' addresses, for as long as they said (RFC 6762 section 10). */
final class AddressCache {
  /** How long a record that was taken back or replaced lives on (sections 10.1 and 10.2). */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** A day: nothing of a LAN's addresses is good for longer, whatever a record says. */
  private static final long MAX_TTL_SECONDS = 86_400;

  private final Map<Key, Entry> entries;

  AddressCache(MdnsLimits limits) {
    this.entries = new BoundedMap<>(limits.cachedAddresses());
  }

  /** Takes in one address record. */
  void put(Tick now, UUID host, int linkIndex, InetAddress address, Rr rr) {
    Key key = new Key(host, linkIndex, address);
    if (rr.isGoodbye()) {
      entries.computeIfPresent(key, (unused, entry) -> entry.endingBy(now.plus(GRACE)));
      return;
    }
    long ttl = Math.min(rr.record().getTTL(), MAX_TTL_SECONDS);
    entries.put(key, new Entry(now, now.plus(Duration.ofSeconds(ttl))));
    if (rr.cacheFlush()) {
      entries.replaceAll(
          (other, entry) ->
              other.replacedBy(key) && now.since(entry.received()).compareTo(GRACE) > 0
                  ? entry.endingBy(now.plus(GRACE))
                  : entry);
    }
  }

  /** Whether anything is known of {@code host}, alive or not. */
  boolean contains(UUID host) {
    return entries.keySet().stream().anyMatch(each -> each.host().equals(host));
  }

  /** What is known of {@code host}. */
  List<Known> find(Tick now, UUID host) {
    entries.values().removeIf(each -> !now.isBefore(each.expires()));
    return entries.entrySet().stream()
        .filter(each -> each.getKey().host().equals(host))
        .map(
            each ->
                new Known(
                    each.getKey().linkIndex(),
                    each.getKey().address(),
                    each.getValue().received(),
                    each.getValue().expires()))
        .toList();
  }

  /** When the next address of {@code host} should be asked for anew: at 80 % (section 5.2). */
  Optional<Tick> refresh(Tick now, UUID host) {
    return find(now, host).stream()
        .map(
            each -> {
              Duration life = each.expires().since(each.received());
              return each.received().plus(life.multipliedBy(4).dividedBy(5));
            })
        .min(Tick::compareTo);
  }

  /** Forgets what came over links that are gone. */
  void retainLinks(Links links) {
    entries.keySet().removeIf(each -> links.find(each.linkIndex()).isEmpty());
  }

  int size() {
    return entries.size();
  }

  /** An address, where it was heard and from when to when it holds. */
  record Known(int linkIndex, InetAddress address, Tick received, Tick expires) {}

  private record Key(UUID host, int linkIndex, InetAddress address) {

    boolean replacedBy(Key other) {
      return !equals(other)
          && host.equals(other.host)
          && linkIndex == other.linkIndex
          && Family.of(address) == Family.of(other.address);
    }
  }

  private record Entry(Tick received, Tick expires) {

    Entry endingBy(Tick end) {
      return end.isBefore(expires) ? new Entry(received, end) : this;
    }
  }
}
