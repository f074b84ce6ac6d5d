package dev.lanward.mdns.lab;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints events for the lab harness: one JSON object a line. */
final class Events {
  private Events() {}

  /** Prints {@code {"event":name, ...}} with the names and values that follow in turn. */
  static void print(String name, Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("event", name);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    String line =
        fields.entrySet().stream()
            .map(each -> quoted(each.getKey()) + ":" + json(each.getValue()))
            .collect(Collectors.joining(",", "{", "}"));
    synchronized (System.out) {
      System.out.println(line);
      System.out.flush();
    }
  }

  static long millisSince(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
  }

  private static String json(Object value) {
    return value instanceof Number || value instanceof Boolean
        ? value.toString()
        : quoted(value.toString());
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
