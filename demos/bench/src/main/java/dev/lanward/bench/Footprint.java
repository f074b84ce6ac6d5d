package dev.lanward.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process has.
 *
 * @param heapBytes used after a collection
 * @param threads alive, those of finished handshakes excepted, which linger for some seconds
 * @param descriptors open
 * @param sockets of these
 * @param residentKilobytes of memory
 * @param cpuMillis spent since its start
 */
record Footprint(
    long heapBytes,
    int threads,
    int descriptors,
    int sockets,
    long residentKilobytes,
    long cpuMillis) {
  private static final int COLLECTIONS = 4;

  /** This process, now. Linux only. */
  static Footprint take() throws IOException {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    long heap = runtime.totalMemory() - runtime.freeMemory();
    int threads =
        (int)
            Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("lanward-dtls-"))
                .count();
    int descriptors = 0;
    int sockets = 0;
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      for (Path each : open.toList()) {
        descriptors++;
        sockets += target(each).startsWith("socket:") ? 1 : 0;
      }
    }
    long resident =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElse(0);
    var system =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    long cpu = system.getProcessCpuTime() / 1_000_000;
    return new Footprint(heap, threads, descriptors, sockets, resident, cpu);
  }

  /** As members of a JSON object, for another process. */
  String json() {
    return String.format(
        Locale.ROOT,
        "\"heapBytes\":%d,\"threads\":%d,\"descriptors\":%d,\"sockets\":%d,"
            + "\"residentKilobytes\":%d,\"cpuMillis\":%d",
        heapBytes,
        threads,
        descriptors,
        sockets,
        residentKilobytes,
        cpuMillis);
  }

  /** What {@link #json} wrote, wherever in {@code line} it stands. */
  static Footprint parse(String line) {
    return new Footprint(
        number(line, "heapBytes"),
        (int) number(line, "threads"),
        (int) number(line, "descriptors"),
        (int) number(line, "sockets"),
        number(line, "residentKilobytes"),
        number(line, "cpuMillis"));
  }

  /** A member of a JSON object of numbers. */
  static long number(String line, String name) {
    return Long.parseLong(member(line, name, "(\\d+)"));
  }

  /** A member of a JSON object whose strings have no escapes. */
  static String text(String line, String name) {
    return member(line, name, "\"([^\"]*)\"");
  }

  private static String member(String line, String name, String value) {
    Matcher found = Pattern.compile("\"" + name + "\":" + value).matcher(line);
    if (!found.find()) {
      throw new IllegalArgumentException("no " + name + " in " + line);
    }
    return found.group(1);
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return ""; // of the listing itself
    }
  }
}
