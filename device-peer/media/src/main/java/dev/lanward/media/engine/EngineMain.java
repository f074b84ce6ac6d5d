package dev.lanward.media.engine;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The engine's process: reads orders until there are no more. */
public final class EngineMain {
  /** How long an orderly end may take; then the process kills itself. */
  private static final long END_MILLIS = 1_500;

  private EngineMain() {}

  /** Takes no arguments: keys must not be seen in a list of processes. */
  public static void main(String[] args) throws Exception {
    PrintStream output = System.out;
    // What others print must not get between the lines.
    System.setOut(System.err);
    Teller teller = new Teller(output);
    Owner owner = new Owner(teller);
    Orders orders = new Orders(owner, teller);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        orders.take(line);
      }
    } finally {
      end(owner, orders);
    }
  }

  /** The JVM does not end by itself while libwebrtc has threads, and may not even when asked to. */
  private static void end(Owner owner, Orders orders) throws Exception {
    Thread last = new Thread(EngineMain::kill, "lanward-end");
    last.setDaemon(true);
    last.start();
    owner.endAfter(orders::close);
    Runtime.getRuntime().halt(0);
  }

  private static void kill() {
    try {
      TimeUnit.MILLISECONDS.sleep(END_MILLIS);
      new ProcessBuilder("kill", "-9", String.valueOf(ProcessHandle.current().pid())).start();
    } catch (Exception e) {
      Runtime.getRuntime().halt(1);
    }
  }
}
