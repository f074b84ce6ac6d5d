package dev.lanward.interop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.pairing.IpLiteral;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;

/**
 * One end of the interoperability tests. {@code Interop door ADDRESS} opens a door; {@code Interop
 * knock ADDRESS} knocks at others; {@code Interop libwebrtc} is the other end. Commands and events:
 * demos/interop/README.md.
 */
public final class Interop {
  private Interop() {}

  /** Runs until standard input ends. */
  public static void main(String[] args) throws IOException {
    Output output = new Output(System.out);
    // What libraries print is no event.
    System.setOut(System.err);
    switch (args[0]) {
      case "door" -> door(output, IpLiteral.parse(args[1]).orElseThrow());
      case "knock" -> knock(output, IpLiteral.parse(args[1]).orElseThrow());
      case "libwebrtc" -> LibWebRtc.run(output);
      default -> throw new IllegalArgumentException("door, knock or libwebrtc, not " + args[0]);
    }
    System.exit(0);
  }

  private static void door(Output output, InetAddress address) throws IOException {
    Network network = Network.start(output);
    Workload workload = new Workload(output);
    OwnDoor door = OwnDoor.open(network, workload, address);
    output.print(
        "ready",
        Map.of("fingerprint", network.credential().fingerprint().toString(), "port", door.port()));
    output.follow(
        network.loop(),
        command -> {
          if (isNamed(command, "pair")) {
            door.pair(command);
          } else {
            workload.command(command);
          }
        });
  }

  private static void knock(Output output, InetAddress address) throws IOException {
    Network network = Network.start(output);
    Workload workload = new Workload(output);
    OwnKnock knock = OwnKnock.create(network, workload, address);
    output.print("ready", Map.of("fingerprint", network.credential().fingerprint().toString()));
    output.follow(
        network.loop(),
        command -> {
          if (isNamed(command, "bind")) {
            knock.bind();
          } else if (isNamed(command, "knock")) {
            knock.knock(command);
          } else {
            workload.command(command);
          }
        });
  }

  private static boolean isNamed(JsonNode command, String name) {
    return command.path("command").asText().equals(name);
  }
}
