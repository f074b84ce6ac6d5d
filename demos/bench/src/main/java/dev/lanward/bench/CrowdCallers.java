package dev.lanward.bench;

import dev.lanward.pairing.Fingerprint;
import dev.lanward.peer.store.SqliteTrustStore;
import dev.lanward.peer.store.StateDirectory;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;

/**
 * The callers beside browsers: makes some that the device of a state directory trusts once it
 * starts, then does what it is told, a word a line: {@code warm}, {@code open}, {@code echo},
 * {@code close}. It answers each with a JSON object: {@code done}, and how many seconds it took.
 * Ends with its input, or when anything fails.
 *
 * <p>Usage: {@code CrowdCallers STATE-DIRECTORY COUNT}, and as the first line {@code ADDRESS PORT
 * FINGERPRINT}.
 */
public final class CrowdCallers {
  private static final int WARM_UP = 500;

  private final Crowd crowd;
  private final int count;
  private List<Member> members = List.of();

  private CrowdCallers(Crowd crowd, int count) {
    this.crowd = crowd;
    this.count = count;
  }

  /** Runs until its input ends. */
  public static void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[1]);
    List<Caller> callers;
    try (SqliteTrustStore store = StateDirectory.open(Path.of(args[0])).openTrustStore()) {
      callers = Caller.provision(count, store, new SecureRandom());
    }
    System.out.println("{\"event\":\"provisioned\"}");
    BufferedReader told =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    String[] door = told.readLine().split(" ");
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getByName(door[0]), Integer.parseInt(door[1]));
    try (Crowd crowd = new Crowd(address, Fingerprint.parse(door[2]), callers)) {
      CrowdCallers of = new CrowdCallers(crowd, count);
      for (String word = told.readLine(); word != null; word = told.readLine()) {
        long start = System.nanoTime();
        of.obey(word);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
            Locale.ROOT, "{\"event\":\"done\",\"word\":\"%s\",\"seconds\":%.3f}%n", word, seconds);
      }
    }
  }

  private void obey(String word) throws InterruptedException {
    switch (word) {
      case "warm" -> crowd.close(crowd.open(0, Math.min(WARM_UP, count)));
      case "open" -> members = crowd.open(0, count);
      case "echo" -> crowd.echo(members);
      case "close" -> crowd.close(members);
      default -> throw new IllegalArgumentException("no such word: " + word);
    }
  }
}
