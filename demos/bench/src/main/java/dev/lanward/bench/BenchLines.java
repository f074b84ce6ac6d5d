package dev.lanward.bench;

import dev.lanward.peer.Device;
import dev.lanward.peer.PairingInvitation;
import dev.lanward.peer.PairingListener;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** What the ends of the benchmarks have in common: a device, lines in and lines of JSON out. */
final class BenchLines {
  /** What an end does at a line of words. */
  interface Order {
    void run(String[] words) throws Exception;
  }

  private BenchLines() {}

  /** A device on a lab host, whose state is in {@code directory}. */
  static Device device(String directory) throws Exception {
    return Device.builder()
        .name("Bench")
        .stateDirectory(Path.of(directory))
        .interfaceName("eth0")
        .port(0)
        .withoutMdns()
        .start();
  }

  /** Obeys until the input ends. */
  static void obey(Order order) throws Exception {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      order.run(line.split(" "));
    }
  }

  /** Tells by which link the other end pairs with {@code device}. */
  static void invite(Device device) {
    device.openPairing(
        Duration.ofMinutes(5),
        new PairingListener() {
          @Override
          public void onInvitation(PairingInvitation invitation) {
            say("description", "\"sdp\":\"" + invitation.link().text() + '"');
          }

          @Override
          public void onWrongCode(int guessesLeft) {}

          @Override
          public void onClosed() {}
        });
  }

  /**
   * @param fields of a JSON object, without its braces
   */
  static synchronized void say(String event, String fields) {
    System.out.println("{\"event\":\"" + event + "\"," + fields + '}');
  }
}
