package dev.lanward.mdns.lab;

import dev.lanward.core.Bytes;
import dev.lanward.mdns.Browse;
import dev.lanward.mdns.FoundService;
import dev.lanward.mdns.MdnsEvent;
import dev.lanward.mdns.Service;
import dev.lanward.mdns.ServiceInstance;
import dev.lanward.mdns.ServiceType;
import dev.lanward.mdns.io.MulticastDns;
import dev.lanward.mdns.io.ServiceListener;
import dev.lanward.mdns.jmdns.io.JmdnsDriver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A host with Lanward's multicast DNS. Arguments: {@code --jmdns} for the driver that uses jmDNS,
 * and the one interface to use, or none for all.
 *
 * <p>Commands: {@code announce UUID}, {@code withdraw UUID}, {@code recognise UUID} (answer when
 * asked, announce nothing), {@code resolve UUID}, {@code probe UUID}, {@code publish UUID PORT
 * NAME} (a service on that host), {@code change UUID PORT NAME} (the same with other TXT data),
 * {@code retract NAME}, {@code browse TYPE}, {@code close}.
 */
final class OurHost {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Set<UUID> recognised = ConcurrentHashMap.newKeySet();
  private final MulticastDns mdns;

  private OurHost(boolean jmdns, Optional<String> only) throws IOException {
    mdns =
        jmdns
            ? new JmdnsDriver().start(only, recognised::contains, OurHost::conflict)
            : MulticastDns.builder()
                .interfaces(only)
                .names(recognised::contains)
                .linkPoll(Duration.ofMillis(200))
                .onConflict(OurHost::conflict)
                .start();
  }

  /** Runs until its input ends or says {@code close}. */
  public static void main(String[] args) throws IOException {
    long started = System.nanoTime();
    List<String> words = List.of(args);
    OurHost host =
        new OurHost(
            words.contains("--jmdns"),
            words.stream().filter(each -> !each.startsWith("--")).findFirst());
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
      String[] command = line.split(" ", 4);
      if (!host.runService(command)) {
        host.run(command[0], UUID.fromString(command[1]));
      }
    }
    host.mdns.close(); // jmDNS has threads that outlive this one
  }

  private static void conflict(MdnsEvent.HostConflict conflict) {
    Events.print("conflict", "host", conflict.host());
  }

  private boolean runService(String[] words) {
    switch (words[0]) {
      case "publish" -> publish(words, "txtvers=1", "ty=camera");
      case "change" -> publish(words, "txtvers=1", "ty=camera", "pm=1");
      case "retract" -> mdns.withdraw(new ServiceInstance(nameOf(words), ServiceType.LANWARD));
      case "browse" -> browse(ServiceType.parse(words[1]).orElseThrow());
      default -> {
        return false;
      }
    }
    return true;
  }

  private void publish(String[] words, String... txt) {
    long asked = System.nanoTime();
    mdns.publish(
        new Service(
            new ServiceInstance(words[3], ServiceType.LANWARD),
            Set.of("_camera"),
            UUID.fromString(words[1]),
            Integer.parseInt(words[2]),
            strings(txt)),
        actual ->
            Events.print("published", "name", actual.name(), "ms", Events.millisSince(asked)));
  }

  /** All words after the command. */
  private static String nameOf(String[] words) {
    return String.join(" ", List.of(words).subList(1, words.length));
  }

  private static Bytes strings(String... txt) {
    return Bytes.concat(
        Stream.of(txt)
            .map(each -> (char) each.length() + each)
            .map(each -> Bytes.copyOf(each.getBytes(StandardCharsets.US_ASCII)))
            .toArray(Bytes[]::new));
  }

  private void browse(ServiceType type) {
    long asked = System.nanoTime();
    mdns.browse(
        Browse.of(type),
        new ServiceListener() {
          @Override
          public void found(FoundService service) {
            Events.print(
                "found",
                "name",
                service.instance().name(),
                "host",
                service.host(),
                "port",
                service.port(),
                "txt",
                service.txt().toHex(),
                "addresses",
                service.addresses().stream()
                    .map(InetAddress::getHostAddress)
                    .collect(Collectors.joining(" ")),
                "ms",
                Events.millisSince(asked));
          }

          @Override
          public void lost(ServiceInstance instance) {
            Events.print("lost", "name", instance.name());
          }
        });
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
