package dev.lanward.cli;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a command reads and prints, and what it may know of its surroundings. Lines are UTF-8,
 * whatever the locale, and each is written at once.
 */
final class Terminal {
  /** Columns that everything fits into. */
  static final int COLUMNS = 80;

  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final Function<String, @Nullable String> environment;
  private final boolean typedInto;
  private final boolean lookedAt;

  /**
   * @param environment gives a variable's value
   * @param typedInto whether a person types what {@code in} gives
   * @param lookedAt whether {@code out} is a terminal rather than a pipe or a file
   */
  Terminal(
      InputStream in,
      PrintStream out,
      PrintStream err,
      Function<String, @Nullable String> environment,
      boolean typedInto,
      boolean lookedAt) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.environment = environment;
    this.typedInto = typedInto;
    this.lookedAt = lookedAt;
  }

  /** The process's own. The launcher says which of its streams are terminals; Java cannot tell. */
  static Terminal ofSystem() {
    String told = System.getProperty("lanward.terminal");
    boolean console = System.console() != null;
    return new Terminal(
        System.in,
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        System::getenv,
        told == null ? console : told.contains("in"),
        told == null ? console : told.contains("out"));
  }

  /** Prints a line on stdout. */
  void print(String line) {
    out.println(line);
  }

  /** Prints a line on stderr. */
  void printError(String line) {
    err.println(line);
  }

  /** Prints where {@code problem} came from on stderr. */
  void printTrace(Throwable problem) {
    problem.printStackTrace(err);
  }

  /** Whether nobody takes what is printed any more. */
  boolean isBroken() {
    return out.checkError();
  }

  PrintWriter writer() {
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }

  PrintWriter errorWriter() {
    return new PrintWriter(err, true, StandardCharsets.UTF_8);
  }

  /** The lines of stdin. */
  BufferedReader reader() {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /** A variable of the environment, if it is set and not empty. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.apply(name)).filter(value -> !value.isEmpty());
  }

  /** Whether a person sits here who reads questions and types answers. */
  boolean isInteractive() {
    return typedInto && lookedAt;
  }

  /** Whether a person looks at what is printed, rather than a program. */
  boolean isLookedAt() {
    return lookedAt;
  }

  /** Whether colours are wanted (no-color.org). */
  boolean isColoured() {
    return lookedAt
        && variable("NO_COLOR").isEmpty()
        && !variable("TERM").filter("dumb"::equals).isPresent();
  }

  /** How to print on stdout. */
  Style style() {
    return new Style(isColoured());
  }

  /** Where Lanward itself is, as the launcher says. */
  static Optional<Path> home() {
    return Optional.ofNullable(System.getProperty("lanward.home")).map(Path::of);
  }

  private static PrintStream utf8(FileDescriptor stream) {
    return new PrintStream(new FileOutputStream(stream), true, StandardCharsets.UTF_8);
  }
}
