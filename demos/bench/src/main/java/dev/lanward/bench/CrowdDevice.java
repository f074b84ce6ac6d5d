package dev.lanward.bench;

import dev.lanward.peer.Device;
import dev.lanward.peer.PairingInvitation;
import dev.lanward.peer.PairingListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * The device of {@code lanward bench sessions}, in a process of its own. It prints a JSON object a
 * line: {@code ready}; {@code link} whenever there is a new one to pair by, if it is to pair at
 * all. It answers the words {@code sessions}, with how many there are, and {@code footprint}, for
 * which it collects garbage. Ends with its input.
 *
 * <p>Usage: {@code CrowdDevice STATE-DIRECTORY INTERFACE [--pair]}.
 */
public final class CrowdDevice {
  private static final Duration PAIRING = Duration.ofHours(1);

  private CrowdDevice() {}

  /** Runs until its input ends. */
  public static void main(String[] args) throws Exception {
    try (Device device = start(Path.of(args[0]), args[1])) {
      sayReady(device);
      if (args.length > 2) {
        sayLinks(device);
      }
      BufferedReader asked =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      for (String word = asked.readLine(); word != null; word = asked.readLine()) {
        answer(word, device);
      }
    }
  }

  static Device start(Path state, String interfaceName) throws IOException {
    try {
      return Device.builder()
          .name("Crowded")
          .stateDirectory(state)
          .interfaceName(interfaceName)
          .port(0)
          .withoutMdns()
          .start();
    } catch (dev.lanward.peer.LanwardException e) {
      throw new IOException(e);
    }
  }

  static void sayReady(Device device) {
    System.out.printf(
        Locale.ROOT,
        "{\"event\":\"ready\",\"door\":%d,\"fingerprint\":\"%s\"}%n",
        device.doorPort().orElseThrow(),
        device.fingerprint());
  }

  /** Opens pairing; each link pairs one page. */
  static void sayLinks(Device device) {
    device.openPairing(
        PAIRING,
        new PairingListener() {
          @Override
          public void onInvitation(PairingInvitation invitation) {
            System.out.printf("{\"event\":\"link\",\"link\":\"%s\"}%n", invitation.link().text());
          }
        });
  }

  /** Whether {@code word} was one of those that any device here knows. */
  static boolean answer(String word, Device device) throws IOException {
    switch (word) {
      case "sessions" ->
          System.out.printf("{\"event\":\"sessions\",\"count\":%d}%n", device.sessions().size());
      case "footprint" -> sayFootprint(device);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void sayFootprint(Device device) throws IOException {
    System.out.println(
        "{\"event\":\"footprint\",\"sessions\":"
            + device.sessions().size()
            + ","
            + Footprint.take().json()
            + "}");
  }
}
