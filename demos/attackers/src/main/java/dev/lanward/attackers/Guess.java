package dev.lanward.attackers;

import dev.lanward.pairing.Identity;
import dev.lanward.pairing.PairingCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Guesses PINs. Must be told {@code wrong-code}, then find the code burnt, then a silent door. */
final class Guess {
  static final Set<String> OPTIONS =
      Set.of("device", "nameplate", "pins", "count", "avoid", "patience", "pause");
  static final String SYNOPSIS =
      "--device ADDRESS:PORT --nameplate N [--pins P,P.. | --count 21 [--avoid PIN,PIN]]"
          + " [--patience 3] [--pause 0] [--seconds 60]";

  /** More than pairing mode ever bears. */
  private static final int MAX_GUESSES = 100;

  private static final int PINS = 1_000_000;

  /** Guesses without an answer after which the door counts as closed. */
  private static final int SILENCES = 2;

  private Guess() {}

  static void run(Options options, Report report, Stop stop)
      throws UsageException, IOException, InterruptedException {
    InetSocketAddress door = options.address("device");
    Duration patience = Duration.ofSeconds(options.number("patience", 1, 30, 3));
    Duration pause = Duration.ofMillis(options.number("pause", 0, 60_000, 0));
    long deadline = System.nanoTime() + options.time().toNanos();
    try (Network network = Network.start()) {
      List<PairingCode> codes = codes(options, network);
      Identity page = network.newIdentity();
      report.event("ready", "guesses", codes.size());
      int silences = 0;
      for (int i = 0; i < codes.size() && silences < SILENCES; i++) {
        if (System.nanoTime() - deadline > 0 || !stop.pause(pause)) {
          return;
        }
        var result = PairingAttempt.run(network, door, page, codes.get(i), patience);
        silences = result.result().equals("silence") ? silences + 1 : 0;
        report.event(
            "guess",
            "number",
            i + 1,
            "result",
            result.result(),
            "code",
            result.code(),
            "left",
            result.left());
      }
    }
  }

  private static List<PairingCode> codes(Options options, Network network) throws UsageException {
    options.required("nameplate");
    int nameplate = options.number("nameplate", 1, PairingCode.MAX_NAMEPLATE, 1);
    List<String> pins = new ArrayList<>(options.all("pins"));
    List<String> avoid = options.all("avoid");
    int count = pins.isEmpty() ? options.number("count", 1, MAX_GUESSES, 21) : pins.size();
    while (pins.size() < count) {
      String pin = "%06d".formatted(network.random().nextInt(PINS));
      if (!avoid.contains(pin) && !pins.contains(pin)) {
        pins.add(pin);
      }
    }
    try {
      return pins.stream().limit(MAX_GUESSES).map(pin -> new PairingCode(nameplate, pin)).toList();
    } catch (IllegalArgumentException e) {
      throw new UsageException("--pins: " + e.getMessage());
    }
  }
}
