package dev.lanward.attackers;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Starts an attacker: {@code attack NAME --option value ...}. */
public final class Attack {
  /** How long a signal waits for the attacker to clean up. */
  private static final int CLEAN_UP_SECONDS = 3;

  private record Entry(Attacker attacker, Set<String> options, String synopsis) {}

  private static final Map<String, Entry> ATTACKERS =
      new TreeMap<>(
          Map.of(
              "relay", new Entry(Relay::run, Relay.OPTIONS, Relay.SYNOPSIS),
              "guess", new Entry(Guess::run, Guess.OPTIONS, Guess.SYNOPSIS),
              "record", new Entry(Recorder::run, Recorder.OPTIONS, Recorder.SYNOPSIS),
              "replay", new Entry(Replay::run, Replay.OPTIONS, Replay.SYNOPSIS),
              "impostor", new Entry(Impostor::run, Impostor.OPTIONS, Impostor.SYNOPSIS),
              "stolen-key", new Entry(StolenKey::run, StolenKey.OPTIONS, StolenKey.SYNOPSIS),
              "wrong-page", new Entry(WrongPage::run, WrongPage.OPTIONS, WrongPage.SYNOPSIS),
              "copied-advert",
                  new Entry(CopiedAdvert::run, CopiedAdvert.OPTIONS, CopiedAdvert.SYNOPSIS),
              "flood", new Entry(Flood::run, Flood.OPTIONS, Flood.SYNOPSIS)));

  private Attack() {}

  /** Exits with 0 when the attack ran, 1 when it could not, 2 when the command makes no sense. */
  public static void main(String[] arguments) {
    Stop stop = new Stop();
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.request();
                  awaitQuietly(ended);
                },
                "lanward-attack-stop"));
    int status = run(Arrays.asList(arguments), System.out, System.err, stop);
    ended.countDown();
    if (!stop.isRequested()) {
      System.exit(status);
    }
  }

  static int run(List<String> arguments, PrintStream out, PrintStream err, Stop stop) {
    Entry entry = arguments.isEmpty() ? null : ATTACKERS.get(arguments.get(0));
    if (entry == null) {
      ATTACKERS.forEach((name, each) -> err.println("attack " + name + " " + each.synopsis()));
      return arguments.equals(List.of("--help")) ? 0 : 2;
    }
    Report report =
        new Report(
            line -> {
              out.println(line);
              out.flush();
            });
    try {
      Options options = Options.parse(arguments.subList(1, arguments.size()), entry.options());
      entry.attacker().run(options, report, stop);
      report.event("end", "stopped", stop.isRequested());
      return 0;
    } catch (UsageException e) {
      err.println(
          "attack: " + e.getMessage() + "\nattack " + arguments.get(0) + " " + entry.synopsis());
      return 2;
    } catch (IOException e) {
      report.event("error", "message", String.valueOf(e.getMessage()));
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static void awaitQuietly(CountDownLatch ended) {
    try {
      if (!ended.await(CLEAN_UP_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("attack: did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
