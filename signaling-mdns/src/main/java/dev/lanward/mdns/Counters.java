package dev.lanward.mdns;

import java.util.EnumMap;
import java.util.Map;

/** The core's tally. */
final class Counters {
  private final long[] values = new long[MdnsCounter.values().length];

  void count(MdnsCounter what) {
    values[what.ordinal()]++;
  }

  Map<MdnsCounter, Long> snapshot() {
    Map<MdnsCounter, Long> all = new EnumMap<>(MdnsCounter.class);
    for (MdnsCounter each : MdnsCounter.values()) {
      all.put(each, values[each.ordinal()]);
    }
    return all;
  }
}
