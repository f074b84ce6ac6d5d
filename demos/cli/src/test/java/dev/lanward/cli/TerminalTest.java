package dev.lanward.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private static final String CLEAR = "\r\u001b[K";

  /** What both streams of one terminal got, in order. */
  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

  @Test
  void aLineTakesThePlaceOfTheStatusOnEitherStream() {
    Terminal terminal = terminal(true);
    terminal.status("10%");
    terminal.print("first");
    terminal.status("20%");
    terminal.printError("second");
    terminal.print("third");
    assertEquals(
        "\r10%\u001b[K" + CLEAR + "first\n\r20%\u001b[K" + CLEAR + "second\nthird\n", shown());
  }

  @Test
  void aSignalLeavesNeitherTheStatusNorWhatTheKeyHasWritten() {
    Terminal terminal = terminal(true);
    terminal.status("10%");
    terminal.interrupted();
    terminal.status("20%");
    terminal.printError("Interrupted.");
    assertEquals("\r10%\u001b[K" + CLEAR + CLEAR + "Interrupted.\n", shown());
  }

  @Test
  void whatFailsBecauseOfASignalIsNotTold() {
    Terminal terminal = terminal(false);
    Failures failures = new Failures(terminal, false, false);
    assertEquals(Main.FAILED, failures.failed(new CommandFailedException("closed", "before")));
    terminal.interrupted();
    assertEquals(Main.INTERRUPTED, failures.failed(new CommandFailedException("closed", "after")));
    assertEquals("lanward: before\n", shown());
  }

  @Test
  void intoAPipeNothingIsWrittenButLines() {
    Terminal terminal = terminal(false);
    terminal.status("10%");
    terminal.interrupted();
    terminal.print("line");
    assertEquals("line\n", shown());
  }

  private Terminal terminal(boolean isLookedAt) {
    PrintStream stream = new PrintStream(screen, true, StandardCharsets.UTF_8);
    return new Terminal(
        InputStream.nullInputStream(), stream, stream, name -> null, isLookedAt, isLookedAt);
  }

  private String shown() {
    return screen.toString(StandardCharsets.UTF_8);
  }
}
