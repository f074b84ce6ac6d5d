package dev.lanward.bench;

/** What the programs of {@code ./lanward bench discovery} print: one JSON object a line. */
final class DiscoveryEvents {
  private DiscoveryEvents() {}

  /** Something that happens now, on the clock that all processes of the machine share. */
  static void print(String event) {
    println("{\"event\":\"" + event + "\",\"at\":" + System.nanoTime() + '}');
  }

  /** The same of a service. */
  static void print(String event, String name) {
    println(
        "{\"event\":\"%s\",\"at\":%d,\"name\":%s}"
            .formatted(event, System.nanoTime(), quoted(name)));
  }

  /** That {@code names} are published from {@code at} on. */
  static void printPublishing(long at, Iterable<String> names) {
    StringBuilder all = new StringBuilder();
    for (String each : names) {
      all.append(all.length() == 0 ? "" : ",").append(quoted(each));
    }
    println("{\"event\":\"publishing\",\"at\":%d,\"names\":[%s]}".formatted(at, all));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static synchronized void println(String line) {
    System.out.println(line);
  }
}
