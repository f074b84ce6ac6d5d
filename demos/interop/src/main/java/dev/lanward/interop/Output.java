package dev.lanward.interop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** JSON, one object a line: commands from the test, events to it. Any thread may print. */
final class Output {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintStream out;

  Output(PrintStream out) {
    this.out = out;
  }

  synchronized void print(String event, Map<String, ?> values) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", event);
    line.putAll(values);
    try {
      out.write(JSON.writeValueAsBytes(line));
      out.write('\n');
      out.flush();
    } catch (IOException e) {
      throw new AssertionError("an event is plain data", e);
    }
  }

  /** Runs every command of standard input on {@code owner}, until its end. */
  void follow(Executor owner, Consumer<JsonNode> commands) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonNode command = JSON.readTree(line);
      owner.execute(() -> run(commands, command));
    }
  }

  private void run(Consumer<JsonNode> commands, JsonNode command) {
    try {
      commands.accept(command);
    } catch (RuntimeException e) {
      print("error", Map.of("command", command.path("command").asText(), "error", e.toString()));
    }
  }

  static List<ChannelPlan> channels(JsonNode array) {
    List<ChannelPlan> plans = new ArrayList<>();
    try {
      for (JsonNode each : array) {
        plans.add(JSON.treeToValue(each, ChannelPlan.class));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no channel: " + array, e);
    }
    return plans;
  }
}
