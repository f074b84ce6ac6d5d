package dev.lanward.cli;

import dev.lanward.drop.DropException;
import dev.lanward.peer.LanwardException;
import dev.lanward.peer.store.StateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever went wrong into one line, or one error event, and an exit code. */
final class Failures {
  private final Terminal terminal;
  private final boolean json;
  private final boolean verbose;

  Failures(Terminal terminal, boolean json, boolean verbose) {
    this.terminal = terminal;
    this.json = json;
    this.verbose = verbose;
  }

  /** What was typed makes no sense. */
  int usage(ParameterException problem) {
    CommandLine command = problem.getCommandLine();
    tell(
        "usage",
        sentence(problem) + " See: " + command.getCommandSpec().qualifiedName() + " --help");
    return Main.USAGE;
  }

  /** It was tried and failed. */
  int failed(Throwable problem) {
    Throwable cause = unwrapped(problem);
    if (cause instanceof ParameterException wrongUsage) {
      return usage(wrongUsage);
    }
    // What fails while the command ends by a signal fails because it ends.
    if (cause instanceof InterruptedException || terminal.isInterrupted()) {
      return Main.INTERRUPTED;
    }
    tell(code(cause), message(cause));
    if (verbose) {
      terminal.printTrace(problem);
    }
    return Main.FAILED;
  }

  /** One word for programs: the code that goes with {@code problem}. */
  static String code(Throwable problem) {
    Throwable cause = unwrapped(problem);
    if (cause instanceof CommandFailedException known) {
      return known.code();
    }
    if (cause instanceof LanwardException known) {
      return known.code();
    }
    if (cause instanceof DropException known) {
      return known.code();
    }
    if (cause instanceof StateException) {
      return "storage";
    }
    if (cause instanceof BindException) {
      return "address-in-use";
    }
    return cause instanceof IOException || cause instanceof UncheckedIOException
        ? "io"
        : "unexpected";
  }

  /** One line for people. */
  static String message(Throwable problem) {
    Throwable cause = unwrapped(problem);
    String said = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    String line = said.strip().replaceAll("\\s*\\R\\s*", " ");
    return switch (code(cause)) {
      case "unexpected" ->
          "This should not happen (%s: %s). With --verbose it says where; please report that."
              .formatted(cause.getClass().getSimpleName(), line);
      case "io" -> cause instanceof NoSuchFileException ? "There is no " + line + "." : line;
      default -> line;
    };
  }

  private void tell(String code, String message) {
    if (json) {
      terminal.print(
          JsonLine.event("error").with("code", code).with("message", message).toString());
    } else {
      terminal.printError("lanward: " + Printable.line(message));
    }
  }

  private static Throwable unwrapped(Throwable problem) {
    Throwable cause = problem;
    while ((cause instanceof ExecutionException || cause instanceof CompletionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String sentence(ParameterException problem) {
    if (problem instanceof UnmatchedArgumentException unknown
        && !problem.getCommandLine().getSubcommands().isEmpty()) {
      List<String> like = unknown.getSuggestions();
      return "There is no command %s%s."
          .formatted(
              unknown.getUnmatched().get(0),
              like.isEmpty() ? "" : "; did you mean " + String.join(" or ", like) + "?")
          .replace("?.", "?");
    }
    String line = String.valueOf(problem.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    return line.matches(".*[.!?]") ? line : line + ".";
  }
}
