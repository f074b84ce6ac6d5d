package dev.lanward.media.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Writes what happens: a JSON object a line. Any thread. */
final class Teller {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final PrintStream output;

  Teller(PrintStream output) {
    this.output = output;
  }

  /** A line of this kind, to be filled and told. */
  static ObjectNode line(String kind) {
    return MAPPER.createObjectNode().put("tell", kind);
  }

  void tell(ObjectNode line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    synchronized (output) {
      output.write(bytes, 0, bytes.length);
      output.flush();
    }
  }

  /** A defect, or something that libwebrtc threw: for the device's log. */
  void problem(String where, Throwable what) {
    tell(line("problem").put("why", where + ": " + what));
  }
}
