package dev.lanward.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * Hosts of {@code ./lanward bench discovery} by one implementation, each in a lab host's network,
 * all in this process. Arguments: {@code ours} or {@code jmdns}, and the names of the lab hosts.
 *
 * <p>Commands on standard input, for all hosts or the one named: {@code publish uuid|human COUNT
 * [HOST]}, {@code withdraw [HOST]}, {@code browse [HOST]}. It ends with its input.
 */
final class DiscoveryHosts {
  private static final int PORT = 47470;

  private final Map<String, DiscoveryHost> hosts;
  private final ExecutorService working = Executors.newCachedThreadPool();

  private DiscoveryHosts(Map<String, DiscoveryHost> hosts) {
    this.hosts = hosts;
  }

  /** Runs until its input ends. */
  public static void main(String[] arguments) throws Exception {
    Callable<DiscoveryHost> kind =
        arguments[0].equals("ours") ? OurDiscoveryHost::open : JmdnsDiscoveryHost::open;
    Map<String, FutureTask<DiscoveryHost>> opening = new LinkedHashMap<>();
    for (String name : List.of(arguments).subList(1, arguments.length)) {
      opening.put(name, NetworkNamespace.start(name, kind));
    }
    Map<String, DiscoveryHost> hosts = new LinkedHashMap<>();
    for (Map.Entry<String, FutureTask<DiscoveryHost>> each : opening.entrySet()) {
      hosts.put(each.getKey(), each.getValue().get());
    }
    DiscoveryEvents.print("ready");
    new DiscoveryHosts(hosts).obey();
    System.exit(0); // jmDNS leaves threads behind
  }

  private void obey() throws Exception {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "publish" ->
            publish(chosen(words, 3), words[1].equals("uuid"), Integer.parseInt(words[2]));
        case "withdraw" -> {
          DiscoveryEvents.print("withdrawing");
          each(chosen(words, 1), DiscoveryHost::withdraw);
        }
        case "browse" -> {
          DiscoveryEvents.print("browsing");
          each(chosen(words, 1), DiscoveryHost::browse);
        }
        default -> throw new IllegalArgumentException("no such command: " + line);
      }
    }
  }

  private Collection<DiscoveryHost> chosen(String[] words, int index) {
    return words.length > index ? List.of(hosts.get(words[index])) : hosts.values();
  }

  private void publish(Collection<DiscoveryHost> chosen, boolean random, int count)
      throws Exception {
    List<String> all = new ArrayList<>();
    Map<DiscoveryHost, List<String>> names = new LinkedHashMap<>();
    for (DiscoveryHost host : chosen) {
      for (int i = 0; i < count; i++) {
        String uuid = UUID.randomUUID().toString();
        String name = random ? uuid : "Device " + uuid.substring(0, 12);
        names.computeIfAbsent(host, unused -> new ArrayList<>()).add(name);
        all.add(name);
      }
    }
    long at = System.nanoTime();
    each(
        chosen,
        host -> {
          for (String name : names.getOrDefault(host, List.of())) {
            host.publish(name, PORT);
          }
        });
    DiscoveryEvents.printPublishing(at, all);
  }

  /** Does {@code work} on all of them side by side, as hosts would. */
  private void each(Collection<DiscoveryHost> chosen, Work work) throws Exception {
    List<Future<?>> running = new ArrayList<>();
    for (DiscoveryHost host : chosen) {
      running.add(
          working.submit(
              () -> {
                work.on(host);
                return host;
              }));
    }
    for (Future<?> each : running) {
      each.get();
    }
  }

  @FunctionalInterface
  private interface Work {
    void on(DiscoveryHost host) throws IOException;
  }
}
