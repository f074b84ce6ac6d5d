package dev.lanward.attackers;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An attacker that runs on a thread of its own, started by its command line. */
final class Running implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Stop stop = new Stop();
  private final Thread thread;
  private volatile int status = -1;

  private Running(List<String> words) {
    thread =
        new Thread(
            () -> status = Attack.run(words, new PrintStream(out), new PrintStream(err), stop));
    thread.start();
  }

  static Running start(String... words) {
    return new Running(Arrays.asList(words));
  }

  /** All events so far. */
  List<JsonNode> events() throws Exception {
    List<JsonNode> events = new ArrayList<>();
    for (String line : out.toString(StandardCharsets.UTF_8).split("\n")) {
      if (line.endsWith("}")) {
        events.add(JSON.readTree(line));
      }
    }
    return events;
  }

  List<JsonNode> events(String name) throws Exception {
    return events().stream().filter(each -> each.path("event").asText().equals(name)).toList();
  }

  /** Waits for an event of this name; at most ten seconds. */
  JsonNode event(String name) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (events(name).isEmpty()) {
      if (System.nanoTime() > deadline || (!thread.isAlive() && events(name).isEmpty())) {
        fail("no event " + name + " in " + out + err);
      }
      Thread.onSpinWait();
      thread.join(5);
    }
    return events(name).get(0);
  }

  int port() throws Exception {
    return event("ready").path("port").asInt();
  }

  /** Waits for the end; at most thirty seconds. */
  Running done() throws Exception {
    thread.join(TimeUnit.SECONDS.toMillis(30));
    assertTrue(!thread.isAlive(), () -> "still runs: " + out);
    assertTrue(status == 0, () -> "status " + status + ": " + out + err);
    return this;
  }

  /** Stops it as a signal does, and gives its result. */
  JsonNode stop() throws Exception {
    stop.request();
    done();
    return event("result");
  }

  @Override
  public void close() throws Exception {
    stop.request();
    thread.join(TimeUnit.SECONDS.toMillis(10));
  }
}
