package dev.lanward.mdns.lab;

import dev.lanward.mdns.io.MulticastDns;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A host with Lanward's multicast DNS. Argument: the one interface to use, or none for all.
 *
 * <p>Commands: {@code announce UUID}, {@code withdraw UUID}, {@code recognise UUID} (answer when
 * asked, announce nothing), {@code resolve UUID}, {@code probe UUID}, {@code close}.
 */
final class OurHost {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Set<UUID> recognised = ConcurrentHashMap.newKeySet();
  private final MulticastDns mdns;

  private OurHost(Optional<String> only) throws IOException {
    mdns =
        MulticastDns.builder()
            .interfaces(only)
            .names(recognised::contains)
            .linkPoll(Duration.ofMillis(200))
            .start();
  }

  /** Runs until its input ends or says {@code close}. */
  public static void main(String[] args) throws IOException {
    long started = System.nanoTime();
    OurHost host = new OurHost(args.length == 0 ? Optional.empty() : Optional.of(args[0]));
    Runtime.getRuntime().addShutdownHook(new Thread(host.mdns::close));
    Events.print("ready", "ms", Events.millisSince(started));
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      if (line.equals("close")) {
        long closing = System.nanoTime();
        host.mdns.close();
        Events.print("closed", "ms", Events.millisSince(closing));
        return;
      }
      String[] words = line.split(" ");
      host.run(words[0], UUID.fromString(words[1]));
    }
  }

  private void run(String command, UUID name) {
    switch (command) {
      case "announce" -> mdns.announce(name);
      case "withdraw" -> mdns.withdraw(name);
      case "recognise" -> recognised.add(name);
      case "resolve" -> resolve(name);
      case "probe" ->
          mdns.probe(name).thenAccept(free -> Events.print("probed", "host", name, "free", free));
      default -> throw new IllegalArgumentException("no command " + command);
    }
  }

  private void resolve(UUID name) {
    long asked = System.nanoTime();
    mdns.resolve(
        name,
        PATIENCE,
        address ->
            Events.print(
                "address",
                "host",
                name,
                "address",
                address.getHostAddress(),
                "ms",
                Events.millisSince(asked)));
  }
}
