package dev.lanward.media;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanward.pairing.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A real engine process, of which a test gives the orders and hears what it tells. */
final class EngineUnderTest implements EngineProcess.Listener, AutoCloseable {
  private static final long LIMIT_SECONDS = 40;

  final Identity identity =
      Identity.generate(
          new SecureRandom(), Instant.EPOCH, Instant.EPOCH.plusSeconds(4_000_000_000L));
  final BlockingQueue<JsonNode> told = new LinkedBlockingQueue<>();
  final CountDownLatch ended = new CountDownLatch(1);
  final EngineProcess process;

  EngineUnderTest(List<String> command) throws IOException {
    process = EngineProcess.start(command, this);
  }

  /** With these programs to capture, to be heard and to show. */
  EngineUnderTest start(List<String> camera, List<String> speaker, List<String> display) {
    ObjectNode order = EngineProcess.order("start");
    order.put("certificate", identity.certificatePem()).put("key", identity.privateKeyPem());
    order.put("expires", Long.MAX_VALUE / 2);
    ArrayNode words = order.putArray("camera");
    camera.forEach(words::add);
    ArrayNode heard = order.putArray("speaker");
    speaker.forEach(heard::add);
    ArrayNode shown = order.putArray("display");
    display.forEach(shown::add);
    order.put("test", true).put("sound", true);
    process.give(order);
    return this;
  }

  ObjectNode order(String what, long link) {
    return EngineProcess.order(what).put("link", link);
  }

  /** The next line of this kind; those of others before it are dropped. */
  JsonNode await(String kind) throws InterruptedException {
    return await(kind, line -> true);
  }

  JsonNode await(String kind, Predicate<JsonNode> condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (true) {
      JsonNode line = told.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      assertTrue(line != null, "the engine did not tell: " + kind);
      if (line.path("tell").asText().equals(kind) && condition.test(line)) {
        return line;
      }
    }
  }

  /** A ping, and its answer: everything before is done. */
  void settle() throws InterruptedException {
    process.give(EngineProcess.order("ping"));
    await("pong");
  }

  /** What it has in memory, in KiB. */
  long residentKib() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no VmRSS");
  }

  void awaitEnd() throws InterruptedException {
    assertTrue(ended.await(LIMIT_SECONDS, TimeUnit.SECONDS), "the engine has not ended");
  }

  @Override
  public void told(EngineProcess engine, JsonNode line) {
    told.add(line);
  }

  @Override
  public void ended(EngineProcess engine) {
    ended.countDown();
  }

  @Override
  public void close() {
    process.kill();
  }
}
