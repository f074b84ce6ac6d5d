package dev.lanward.bench;

import dev.lanward.pairing.Fingerprint;
import dev.lanward.peer.store.SqliteTrustStore;
import dev.lanward.peer.store.StateDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;

/**
 * {@code lanward bench sessions}: many sessions on one device at once, what each costs, how fast
 * they open, and what is left after many opens and closes. The device has a process of its own.
 *
 * <p>Usage: {@code SessionsBench [--count N] [--opens N]}.
 */
public final class SessionsBench implements AutoCloseable {
  private static final int DEFAULT_COUNT = 3_000;
  private static final int DEFAULT_OPENS = 20_000;
  private static final int WARM_UP = 500;
  private static final int WAVE = 250;
  private static final long SETTLE_MILLIS = 3_000;
  private static final PrintStream OUT = System.out;

  private final Process device;
  private final BufferedReader said;
  private final InetSocketAddress door;
  private final Fingerprint fingerprint;
  private int sessions;

  private SessionsBench(Path state) throws Exception {
    device =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                CrowdDevice.class.getName(),
                state.toString(),
                "lo")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    said = device.inputReader(StandardCharsets.US_ASCII);
    String ready = String.valueOf(said.readLine());
    door =
        new InetSocketAddress(
            InetAddress.getByName("127.0.0.1"), (int) Footprint.number(ready, "door"));
    fingerprint = Fingerprint.parse(Footprint.text(ready, "fingerprint"));
  }

  /** Runs it and prints the figures. */
  public static void main(String[] args) throws Exception {
    int count = option(args, "--count", DEFAULT_COUNT);
    int opens = option(args, "--opens", DEFAULT_OPENS);
    Path state = Files.createTempDirectory("lanward-sessions");
    List<Caller> callers;
    try (SqliteTrustStore store = StateDirectory.open(state).openTrustStore()) {
      callers = Caller.provision(count, store, new SecureRandom());
    }
    try (SessionsBench bench = new SessionsBench(state);
        Crowd crowd = new Crowd(bench.door, bench.fingerprint, callers)) {
      bench.run(crowd, count, opens);
    } finally {
      try (var files = Files.list(state)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(state);
    }
  }

  private void run(Crowd crowd, int count, int opens) throws Exception {
    int done = waves(crowd, 0, Math.min(WARM_UP, opens));
    Footprint before = footprint(0);
    OUT.println("device, warm, no session:  " + words(before));

    long start = System.nanoTime();
    List<Member> all = crowd.open(0, count);
    double seconds = (System.nanoTime() - start) / 1e9;
    done += count;
    Thread.sleep(SETTLE_MILLIS);
    Footprint open = footprint(count);
    OUT.println("with " + count + " sessions open: " + words(open));
    OUT.printf(
        Locale.ROOT,
        "a session: %.1f KB of heap, %.2f threads, %.3f sockets%n",
        (open.heapBytes() - before.heapBytes()) / 1024.0 / count,
        (open.threads() - before.threads()) / (double) count,
        (open.sockets() - before.sockets()) / (double) count);
    OUT.printf(
        Locale.ROOT,
        "opened: %.0f a second, callers on the same machine; %.0f a second and core of the"
            + " device%n",
        count / seconds,
        1_000.0 * count / (open.cpuMillis() - before.cpuMillis()));
    start = System.nanoTime();
    crowd.echo(all);
    OUT.printf(Locale.ROOT, "an echo on each: %.2f s%n", (System.nanoTime() - start) / 1e9);
    crowd.close(all);
    OUT.println("all closed:                " + words(footprint(0)));

    waves(crowd, done, opens);
    Footprint after = footprint(0);
    OUT.println("after " + opens + " opens:         " + words(after));
    OUT.printf(
        Locale.ROOT,
        "left of each: %d bytes of heap; threads %+d, descriptors %+d, sockets %+d in all%n",
        (after.heapBytes() - before.heapBytes()) / opens,
        after.threads() - before.threads(),
        after.descriptors() - before.descriptors(),
        after.sockets() - before.sockets());
  }

  private int waves(Crowd crowd, int from, int to) throws InterruptedException {
    int at = from;
    while (at < to) {
      int end = Math.min(to, at + WAVE);
      crowd.close(crowd.open(at, end));
      at = end;
    }
    return at;
  }

  /** Of the device, once it has as many sessions as it should. */
  private Footprint footprint(int wanted) throws IOException, InterruptedException {
    for (int i = 0; i < 100; i++) {
      device.getOutputStream().write("footprint\n".getBytes(StandardCharsets.US_ASCII));
      device.getOutputStream().flush();
      String line = String.valueOf(said.readLine());
      sessions = (int) Footprint.number(line, "sessions");
      if (sessions == wanted) {
        return Footprint.parse(line);
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException("the device has " + sessions + " sessions, not " + wanted);
  }

  private static String words(Footprint has) {
    return String.format(
        Locale.ROOT,
        "heap %.1f MB, %d threads, %d descriptors, %d of them sockets, resident %.0f MB",
        has.heapBytes() / 1048576.0,
        has.threads(),
        has.descriptors(),
        has.sockets(),
        has.residentKilobytes() / 1024.0);
  }

  private static int option(String[] args, String name, int otherwise) {
    for (int i = 0; i + 1 < args.length; i += 2) {
      if (args[i].equals(name)) {
        return Integer.parseInt(args[i + 1]);
      }
    }
    return otherwise;
  }

  @Override
  public void close() throws IOException {
    device.getOutputStream().close();
    device.destroy();
  }
}
