package dev.lanward.cli;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
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
  /** ECMA-48: erases from the cursor to the end of the line. */
  private static final String CLEAR_TO_END = "\u001b[K";

  /** Columns that everything fits into, but lines that adapt to {@link #columns()}. */
  static final int COLUMNS = 80;

  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final Function<String, @Nullable String> environment;
  private final boolean typedInto;
  private final boolean lookedAt;

  // Guarded by this.
  private boolean hasStatus;
  private boolean isInterrupted;

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
  synchronized void print(String line) {
    clearStatus();
    out.println(line);
  }

  /**
   * Shows a line that the next one of these, or the next line, takes the place of. Nothing is shown
   * where nobody looks on, or what they look at cannot do it.
   */
  synchronized void status(String line) {
    if (lookedAt && !isDumb() && !isInterrupted) {
      out.print("\r" + line + CLEAR_TO_END);
      out.flush();
      hasStatus = true;
    }
  }

  /**
   * The command ends by a signal: the status goes, and so does the {@code ^C} that the terminal has
   * written where the cursor was. None is shown any more.
   */
  synchronized void interrupted() {
    isInterrupted = true;
    if (lookedAt) {
      out.print(isDumb() ? System.lineSeparator() : "\r" + CLEAR_TO_END);
      out.flush();
    }
  }

  /** Whether the command ends by a signal. */
  synchronized boolean isInterrupted() {
    return isInterrupted;
  }

  /**
   * How wide what is looked at is, as the launcher found it when the command began; {@link
   * #COLUMNS} where it does not say.
   */
  static int columns() {
    int told = Integer.getInteger("lanward.columns", COLUMNS);
    return told > 0 ? told : COLUMNS;
  }

  /** How this program was called, for commands that a person shall type. */
  static String command() {
    return System.getProperty("lanward.command", "lanward");
  }

  /** One that prints on stderr what this one prints on stdout. */
  Terminal onStderr() {
    return new Terminal(in, err, err, environment, typedInto, lookedAt);
  }

  /** Stdin as bytes. */
  InputStream input() {
    return in;
  }

  /** Stdout as bytes. */
  OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        if (out.checkError()) {
          throw new IOException("Nobody reads stdout any more.");
        }
      }
    };
  }

  /** Prints a line on stderr, which is often the same terminal. */
  synchronized void printError(String line) {
    clearStatus();
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
    return lookedAt && variable("NO_COLOR").isEmpty() && !isDumb();
  }

  private boolean isDumb() {
    return variable("TERM").filter("dumb"::equals).isPresent();
  }

  private void clearStatus() {
    if (hasStatus) {
      out.print("\r" + CLEAR_TO_END);
      out.flush();
      hasStatus = false;
    }
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
