package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.Record;

/** When each record was last multicast on a link, for the limit of RFC 6762 section 6. */
final class SentHistory {
  private final Map<Key, Tick> sent;

  SentHistory(MdnsLimits limits) {
    this.sent = new BoundedMap<>(limits.sentHistory());
  }

  /** Remembers that {@code rr} goes out now. */
  void sent(Tick now, Route route, Rr rr) {
    sent.put(new Key(route, rr.record()), now);
  }

  /** Forgets {@code rr}: it was taken back, so it may come again at once. */
  void forget(Route route, Rr rr) {
    sent.remove(new Key(route, rr.record()));
  }

  /** When {@code rr} was last multicast. */
  Optional<Tick> last(Route route, Rr rr) {
    return Optional.ofNullable(sent.get(new Key(route, rr.record())));
  }

  /** Whether {@code rr} was multicast less than {@code span} ago. */
  boolean within(Tick now, Route route, Rr rr, Duration span) {
    return last(route, rr).filter(at -> now.since(at).compareTo(span) < 0).isPresent();
  }

  private record Key(Route route, Record record) {}
}
