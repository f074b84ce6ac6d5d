package dev.lanward.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A command that was run in this process, as a shell would, and what it printed. */
record Run(int exitCode, String out, String err) {

  /** Who runs it: what is typed, and what the surroundings are. */
  record Person(String types, boolean atTerminal, Map<String, String> environment) {
    Run runs(String... args) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Terminal terminal =
          new Terminal(
              new ByteArrayInputStream(types.getBytes(StandardCharsets.UTF_8)),
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8),
              environment::get,
              atTerminal,
              atTerminal);
      int exitCode = Main.run(terminal, args);
      return new Run(
          exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
  }

  /** A script whose state is in {@code state}. */
  static Person script(Path state) {
    return new Person("", false, Map.of("LANWARD_STATE", state.toString(), "HOME", "/nonexistent"));
  }

  /** Somebody at a terminal without colours who types this. */
  static Person person(Path state, String types) {
    return new Person(types, true, Map.of("LANWARD_STATE", state.toString(), "NO_COLOR", "1"));
  }

  List<String> lines() {
    return out.lines().toList();
  }
}
