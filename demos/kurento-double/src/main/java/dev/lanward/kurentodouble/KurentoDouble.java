package dev.lanward.kurentodouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A contract double of Kurento Media Server: its socket, its objects, and what goes wrong on
 * purpose. It is not the server, and proves nothing about it but what the published API says.
 */
public final class KurentoDouble implements AutoCloseable {
  /** As the server's {@code garbageCollectorPeriod}. */
  static final long COLLECT_MILLIS = 240_000;

  private final ScheduledExecutorService thread;
  private final Journal journal;
  private final Path directory;
  private final Desk desk;
  private final DoubleServer server;

  private KurentoDouble(Settings settings, Consumer<ObjectNode> reader) throws Exception {
    this.thread =
        Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "lanward-double"));
    this.journal = new Journal(reader);
    this.directory = Files.createTempDirectory("kurento-double");
    this.desk = new Desk(thread, journal, settings.programs(), directory, settings.collectMillis());
    this.server = DoubleServer.start(desk, settings.address(), settings.port(), settings.tls());
  }

  /**
   * How it is started.
   *
   * @param port 0 for any that is free
   * @param programs how a program is started that it needs: as it is, or in another network
   * @param collectMillis a session without a sign of life for as long, and up to as long again,
   *     ends
   */
  record Settings(
      String address,
      int port,
      Optional<DoubleServer.Tls> tls,
      UnaryOperator<List<String>> programs,
      long collectMillis) {
    static Settings plain() {
      return new Settings(
          "127.0.0.1", 0, Optional.empty(), UnaryOperator.identity(), COLLECT_MILLIS);
    }
  }

  /** Starts one; {@code reader} gets each line of its journal, on any thread. */
  static KurentoDouble start(Settings settings, Consumer<ObjectNode> reader) throws Exception {
    return new KurentoDouble(settings, reader);
  }

  /** The program: options and commands are in its README. */
  public static void main(String[] args) {
    System.exit(new picocli.CommandLine(new DoubleCommand()).execute(args));
  }

  int port() {
    return server.port();
  }

  int violations() {
    return journal.violations();
  }

  /**
   * One command of the control channel; any thread.
   *
   * @throws IllegalArgumentException when it makes no sense
   */
  void command(JsonNode command) {
    String what = command.path("command").asText();
    long seconds = command.path("seconds").asLong(1);
    switch (what) {
      case "vanish" -> vanish(seconds, false);
      case "restart" -> vanish(seconds, true);
      case "release" -> onDesk(() -> desk.releaseBehindTheirBack(command.path("what").asText()));
      case "fault" -> fault(command.path("name").asText(), command.path("on").asBoolean(true));
      case "state" -> onDesk(() -> journal.write(desk.state()));
      default -> throw new IllegalArgumentException("there is no command " + what);
    }
  }

  @Override
  public void close() throws Exception {
    onDesk(desk::forgetEverything);
    server.close();
    thread.shutdown();
    thread.awaitTermination(5, TimeUnit.SECONDS);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path each : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  private void fault(String name, boolean isOn) {
    onDesk(() -> desk.faults().set(name, isOn));
  }

  /** It is gone, and comes back after so many seconds, with what it had or as if new. */
  private void vanish(long seconds, boolean forgets) {
    onDesk(
        () -> {
          try {
            server.vanish();
            desk.closeConnections();
            if (forgets) {
              desk.forgetEverything();
            }
            journal.write(Journal.line("gone"));
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    thread.schedule(this::comeBack, seconds, TimeUnit.SECONDS);
  }

  private void comeBack() {
    try {
      server.comeBack();
      journal.write(Journal.line("back").put("port", port()));
    } catch (Exception e) {
      journal.violation("double", "did not come back: " + e);
    }
  }

  /** Waits for it. */
  private void onDesk(Runnable task) {
    try {
      thread.submit(task).get(10, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      if (e.getCause() instanceof IllegalArgumentException wrong) {
        throw wrong;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonNode parse(String line) throws IOException {
    return new com.fasterxml.jackson.databind.ObjectMapper().readTree(line);
  }
}
