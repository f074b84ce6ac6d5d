package dev.lanward.kurentodouble;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a double until its standard input ends: commands come in, the journal goes out. */
@Command(
    name = "kurento-double",
    mixinStandardHelpOptions = true,
    description = "A contract double of Kurento Media Server 7.3.0. It is not the server.")
final class DoubleCommand implements Callable<Integer> {
  @Option(names = "--address", description = "where it listens (default: ${DEFAULT-VALUE})")
  private String address = "127.0.0.1";

  @Option(names = "--port", description = "0 for any (default: ${DEFAULT-VALUE})")
  private int port = 8888;

  @Option(names = "--certificate", description = "PEM; with it, wss")
  private @Nullable Path certificate;

  @Option(names = "--key", description = "PEM, of the certificate")
  private @Nullable Path key;

  @Option(names = "--fault", description = "on from the start; see the README")
  private List<String> faults = List.of();

  @Option(names = "--session-seconds", description = "the collector's period (default: 240)")
  private long sessionSeconds = KurentoDouble.COLLECT_MILLIS / 1_000;

  @Override
  public Integer call() throws Exception {
    PrintStream output = System.out;
    // What libraries print is no line of the journal.
    System.setOut(System.err);
    KurentoDouble.Settings settings =
        new KurentoDouble.Settings(
            address, port, tls(), UnaryOperator.identity(), sessionSeconds * 1_000);
    try (KurentoDouble running = KurentoDouble.start(settings, line -> print(output, line))) {
      for (String fault : faults) {
        running.command(KurentoDouble.parse("{\"command\":\"fault\",\"name\":\"" + fault + "\"}"));
      }
      print(output, ready(running));
      follow(running, output);
    }
    return 0;
  }

  private ObjectNode ready(KurentoDouble running) {
    String scheme = certificate == null ? "ws" : "wss";
    return Journal.line("ready")
        .put("port", running.port())
        .put("url", scheme + "://" + address + ":" + running.port() + "/kurento");
  }

  private Optional<DoubleServer.Tls> tls() {
    return certificate == null || key == null
        ? Optional.empty()
        : Optional.of(new DoubleServer.Tls(certificate, key));
  }

  private static void follow(KurentoDouble running, PrintStream output) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      try {
        running.command(KurentoDouble.parse(line));
      } catch (IOException | RuntimeException e) {
        print(output, Journal.line("error").put("text", String.valueOf(e.getMessage())));
      }
    }
  }

  private static void print(PrintStream output, ObjectNode line) {
    synchronized (output) {
      output.println(line);
      output.flush();
    }
  }
}
