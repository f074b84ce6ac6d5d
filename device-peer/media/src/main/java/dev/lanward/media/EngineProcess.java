package dev.lanward.media;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The media engine as its device sees it: a process that is told by JSON lines what to do. Any
 * thread gives orders, none waits.
 */
public final class EngineProcess {
  private static final Logger LOG = LoggerFactory.getLogger(EngineProcess.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** An engine that reads so little does not work any more. */
  private static final int MAX_WAITING = 1_024;

  /** A description and a picture have 60,000 characters. */
  private static final int MAX_LINE_CHARS = 400_000;

  private static final long END_SECONDS = 2;
  private static final byte[] END = new byte[0];

  /** Who hears of it; on the process's threads. */
  public interface Listener {
    /** One line, with a member {@code tell}. */
    void told(EngineProcess engine, JsonNode line);

    /** It runs no more, and tells nothing more. */
    void ended(EngineProcess engine);
  }

  private final Process process;
  private final Listener listener;
  private final BlockingQueue<byte[]> orders = new ArrayBlockingQueue<>(MAX_WAITING);

  private EngineProcess(Process process, Listener listener) {
    this.process = process;
    this.listener = listener;
  }

  /**
   * Starts one.
   *
   * @throws IOException when the program cannot be started
   */
  public static EngineProcess start(List<String> command, Listener listener) throws IOException {
    EngineProcess engine = new EngineProcess(new ProcessBuilder(command).start(), listener);
    thread("lanward-engine-orders", engine::write);
    thread("lanward-engine", engine::read);
    thread("lanward-engine-log", engine::log);
    return engine;
  }

  /** This JVM's own program, for the engine's main class. */
  public static List<String> command() {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    // Pictures are copied, not computed, here: the simpler compiler and collector do.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx160m"));
    command.addAll(List.of("-Xshare:auto", "-XX:-UsePerfData", "-Djava.awt.headless=true"));
    command.addAll(List.of("-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("dev.lanward.media.engine.EngineMain");
    return command;
  }

  /** The beginning of an order. */
  public static ObjectNode order(String what) {
    return MAPPER.createObjectNode().put("do", what);
  }

  /** Has it carry out an order, after those before it. */
  public void give(ObjectNode order) {
    byte[] line = (order + "\n").getBytes(StandardCharsets.UTF_8);
    if (!orders.offer(line)) {
      kill();
    }
  }

  /** Lets it end in order, for a moment; does not wait. */
  public void end() {
    if (!orders.offer(END)) {
      kill();
    }
    process.onExit().orTimeout(END_SECONDS, TimeUnit.SECONDS).whenComplete((ended, late) -> kill());
  }

  /** Waits for its end, for a moment. */
  void awaitEnd() {
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** At once. */
  public void kill() {
    process.destroyForcibly();
  }

  long pid() {
    return process.pid();
  }

  private void write() {
    try (OutputStream input = process.getOutputStream()) {
      for (byte[] line = orders.take(); line.length > 0; line = orders.take()) {
        input.write(line);
        input.flush();
      }
    } catch (IOException | InterruptedException e) {
      // Whoever reads its output hears of its end.
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = line(lines); line != null; line = line(lines)) {
        take(line);
      }
    } catch (IOException e) {
      LOG.debug("the media engine's output ended", e);
    }
    kill();
    orders.clear();
    orders.offer(END);
    listener.ended(this);
  }

  /** A process that has lost its mind must not fill the device's memory. */
  private static @org.jspecify.annotations.Nullable String line(BufferedReader lines)
      throws IOException {
    StringBuilder line = new StringBuilder(256);
    for (int c = lines.read(); c != '\n'; c = lines.read()) {
      if (c < 0) {
        return null;
      }
      if (line.length() == MAX_LINE_CHARS) {
        throw new IOException("the media engine wrote an endless line");
      }
      line.append((char) c);
    }
    return line.toString();
  }

  private void take(String line) {
    try {
      JsonNode told = MAPPER.readTree(line);
      if (told != null && told.isObject()) {
        listener.told(this, told);
      }
    } catch (JsonProcessingException e) {
      LOG.debug("the media engine wrote what is no JSON");
    } catch (RuntimeException e) {
      LOG.warn("what the media engine wrote makes no sense", e);
    }
  }

  private void log() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.ISO_8859_1))) {
      for (String line = line(lines); line != null; line = line(lines)) {
        LOG.debug("engine: {}", line);
      }
    } catch (IOException e) {
      // It has ended, or says nothing more that can be read.
    }
  }

  private static void thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
