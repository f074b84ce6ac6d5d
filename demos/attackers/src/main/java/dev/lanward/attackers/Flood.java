package dev.lanward.attackers;

import dev.lanward.attackers.FloodMix.Kind;
import dev.lanward.core.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A bounded burst of datagrams at a door. Must get no answer. */
final class Flood implements AutoCloseable {
  static final Set<String> OPTIONS = options();
  static final String SYNOPSIS =
      "--device ADDRESS:PORT [--count 100000] [--rate 20000] [--ports 16]"
          + " [--kinds random,dtls,stranger,link,pairing,flipped,replayed,junk]"
          + " [--sources ADDRESS,ADDRESS [--add-to IF]] [--file RECORDING] [--seed 1]"
          + " [--state DIR | --key .. --device-fingerprint .. --page-fingerprint ..]"
          + " [--seconds 60]";

  private static final int MAX_COUNT = 200_000;
  private static final int MAX_RATE = 200_000;
  private static final int BATCH = 32;
  private static final int MAX_ANSWERS_TOLD = 5;
  private static final Duration LAST_ANSWERS = Duration.ofMillis(500);

  private final Report report;
  private final InetSocketAddress door;
  private final FloodMix mix;
  private final List<Kind> kinds;
  private final List<DatagramChannel> channels = new ArrayList<>();
  private final Map<String, Integer> sent = new TreeMap<>();
  private final ByteBuffer answer = ByteBuffer.allocate(2048);
  private long answers;
  private long unsent;

  private Flood(Report report, InetSocketAddress door, FloodMix mix, List<Kind> kinds) {
    this.report = report;
    this.door = door;
    this.mix = mix;
    this.kinds = kinds;
  }

  static void run(Options options, Report report, Stop stop)
      throws UsageException, IOException, InterruptedException {
    InetSocketAddress door = options.address("device");
    int count = options.number("count", 1, MAX_COUNT, 100_000);
    int rate = options.number("rate", 1, MAX_RATE, 20_000);
    int ports = options.number("ports", 1, 256, 16);
    int seed = options.number("seed", 0, Integer.MAX_VALUE, 1);
    FloodMix mix = new FloodMix(new SplittableRandom(seed), keys(options), recording(options));
    List<Kind> kinds = kinds(options);
    try (SourceAddresses sources = SourceAddresses.of(options, door);
        Flood flood = new Flood(report, door, mix, kinds)) {
      flood.open(sources.all(), ports);
      report.event("ready", "sources", flood.channels.size(), "usedKnocks", mix.usedKnocks());
      long started = System.nanoTime();
      flood.send(count, rate, started + options.time().toNanos(), stop);
      long elapsed = System.nanoTime() - started;
      stop.pause(LAST_ANSWERS);
      flood.hear();
      flood.sayResult(elapsed);
    }
  }

  @Override
  public void close() throws IOException {
    for (DatagramChannel channel : channels) {
      channel.close();
    }
  }

  private void open(List<InetAddress> sources, int ports) throws IOException {
    for (int i = 0; i < Math.max(ports, sources.size()); i++) {
      DatagramChannel channel = DatagramChannel.open();
      channels.add(channel);
      channel.bind(new InetSocketAddress(sources.get(i % sources.size()), 0));
      channel.configureBlocking(false);
    }
  }

  /** In batches, so that the pace is kept without a clock's call for each. */
  private void send(int count, int rate, long deadline, Stop stop)
      throws IOException, InterruptedException {
    long started = System.nanoTime();
    for (int i = 0; i < count; i++) {
      Kind kind = kinds.get(i % kinds.size());
      // Kinds and channels take turns at different lengths, so that each kind comes from each.
      DatagramChannel channel = channels.get((i / kinds.size()) % channels.size());
      if (channel.send(mix.next(kind), door) > 0) {
        sent.merge(kind.name().toLowerCase(Locale.ROOT), 1, Integer::sum);
      } else {
        unsent++;
      }
      if (i % BATCH == BATCH - 1) {
        hear();
        long due = started + (long) (1e9 * i / rate);
        long ahead = due - System.nanoTime();
        if (due > deadline || !stop.pause(Duration.ofNanos(Math.max(0, ahead)))) {
          return;
        }
      }
    }
  }

  private void hear() throws IOException {
    for (DatagramChannel channel : channels) {
      while (channel.receive(answer.clear()) != null) {
        answers++;
        if (answers <= MAX_ANSWERS_TOLD) {
          answer.flip();
          report.event("answer", "head", head());
        }
      }
    }
  }

  private String head() {
    return Bytes.copyOf(answer).slice(0, Math.min(32, answer.remaining())).toHex();
  }

  private void sayResult(long elapsedNanos) {
    report.event(
        "result",
        "sent",
        sent,
        "total",
        sent.values().stream().mapToInt(Integer::intValue).sum(),
        "unsent",
        unsent,
        "answers",
        answers,
        "elapsedMillis",
        elapsedNanos / 1_000_000);
  }

  private static List<Kind> kinds(Options options) throws UsageException {
    List<Kind> chosen = new ArrayList<>();
    for (String name : options.all("kinds")) {
      try {
        chosen.add(Kind.valueOf(name.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new UsageException("--kinds knows no " + name);
      }
    }
    return chosen.isEmpty() ? List.of(Kind.values()) : chosen;
  }

  private static Optional<StolenKeys> keys(Options options) throws UsageException {
    boolean given = options.text("state").isPresent() || options.text("key").isPresent();
    return given ? Optional.of(StolenKeys.read(options)) : Optional.empty();
  }

  private static Optional<Recording> recording(Options options) throws UsageException, IOException {
    return options.text("file").isPresent()
        ? Optional.of(Recording.read(Path.of(options.required("file"))))
        : Optional.empty();
  }

  private static Set<String> options() {
    Set<String> all = new HashSet<>(StolenKeys.OPTIONS);
    all.addAll(
        Set.of("device", "count", "rate", "ports", "kinds", "sources", "add-to", "file", "seed"));
    return Set.copyOf(all);
  }
}
