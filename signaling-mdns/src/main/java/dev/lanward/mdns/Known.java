package dev.lanward.mdns;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xbill.DNS.Record;

/** What an asker says it knows already, and so need not hear again (RFC 6762 section 7.1). */
final class Known {
  private final Map<Record, Long> ttls = new HashMap<>();
  private int suppressed;

  Known(List<Rr> answers) {
    add(answers);
  }

  void add(List<Rr> answers) {
    answers.forEach(each -> ttls.put(each.record(), each.record().getTTL()));
  }

  /** Whether the asker lacks {@code rr}, or will have forgotten it soon. */
  boolean isNews(Rr rr) {
    Long ttl = ttls.get(rr.record());
    return ttl == null || ttl * 2 < rr.record().getTTL();
  }

  /** Whether {@code rr} is here with a time to live no less than ours (section 7.4). */
  boolean isAsGood(Rr rr) {
    Long ttl = ttls.get(rr.record());
    return ttl != null && ttl >= rr.record().getTTL();
  }

  /** Notes that {@code count} records were left out. */
  void suppress(int count) {
    suppressed += count;
  }

  /** How many records were left out since this was last asked. */
  int takeSuppressed() {
    int count = suppressed;
    suppressed = 0;
    return count;
  }

  int size() {
    return ttls.size();
  }
}
