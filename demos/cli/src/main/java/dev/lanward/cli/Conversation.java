package dev.lanward.cli;

import dev.lanward.peer.BufferFullException;
import dev.lanward.peer.Channel;
import dev.lanward.peer.Session;
import dev.lanward.peer.SessionEnd;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** One channel on stdin and stdout, from its opening to its end. */
final class Conversation {
  /** How long echoes, and then the channel's end, may take after the last sign of life. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Send on when so much is left: enough to keep the network busy meanwhile. */
  private static final long LOW_BYTES = 64 * 1024;

  private static final String ECHO = "echo";

  private final Terminal terminal;
  private final boolean json;
  private final Session session;
  private final Channel channel;

  // Guarded by this, which is notified of every change.
  private long sent;
  private long received;
  private boolean isInputOver;
  private boolean isChannelClosed;
  private Optional<SessionEnd> end = Optional.empty();
  private Optional<Exception> failure = Optional.empty();

  Conversation(Terminal terminal, boolean json, Session session, String label) {
    this.terminal = terminal;
    this.json = json;
    this.session = session;
    this.channel = session.openChannel(label);
  }

  /** Returns when the input is over and everything has been sent. */
  void run() throws Exception {
    announce();
    session.onClose(reason -> change(() -> end = Optional.of(reason)));
    channel.onClose(() -> change(() -> isChannelClosed = true));
    channel.onText(this::take);
    channel.onBinary(bytes -> change(() -> received++));
    channel.onBufferedAmountLow(LOW_BYTES, () -> change(() -> {}));
    Thread reader = new Thread(this::readInput, "lanward-input");
    reader.setDaemon(true);
    reader.start();
    try {
      awaitEndOfInput();
      awaitEchoes();
      channel.close();
      awaitClosing();
    } finally {
      session.close();
    }
    if (json) {
      terminal.print(JsonEvents.session(session.peer().id(), false).toString());
    }
  }

  private void announce() {
    if (json) {
      terminal.print(JsonEvents.session(session.peer().id(), true).toString());
    } else if (terminal.isInteractive()) {
      terminal.printError(
          "Connected to %s, channel %s. Every line is sent; Ctrl-D ends it."
              .formatted(session.peer().name(), channel.label()));
    }
  }

  private void take(String text) {
    if (json) {
      terminal.print(JsonEvents.message(session.peer().id(), channel.label(), text).toString());
    } else {
      terminal.print(terminal.isLookedAt() ? Printable.lines(text) : text);
    }
    change(() -> received++);
  }

  private synchronized void awaitEndOfInput() throws Exception {
    while (!isInputOver) {
      throwIfOver();
      wait();
    }
    failure.ifPresent(problem -> end = Optional.empty());
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private synchronized void awaitEchoes() throws Exception {
    long before = -1;
    while (channel.label().equals(ECHO) && received < sent) {
      throwIfOver();
      if (before == received) {
        throw new CommandFailedException(
            "timed-out", "%d of %d messages came back.".formatted(received, sent));
      }
      before = received;
      wait(PATIENCE.toMillis());
    }
  }

  /** The channel is closed once the peer has all of it and has answered. */
  private synchronized void awaitClosing() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isChannelClosed && end.isEmpty() && System.nanoTime() < deadline) {
      wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
    }
  }

  private void readInput() {
    DeviceInput input = new DeviceInput(new SendOnly());
    try (BufferedReader lines = terminal.reader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (json) {
          input.takeJson(line);
        } else {
          send(line);
        }
      }
    } catch (IOException e) {
      // As at its end.
    } catch (Exception e) {
      change(() -> failure = Optional.of(e));
    }
    change(() -> isInputOver = true);
  }

  /** Waits while there is no room. */
  private synchronized void send(String text) throws Exception {
    while (true) {
      throwIfOver();
      try {
        channel.send(text);
        sent++;
        return;
      } catch (BufferFullException e) {
        wait(PATIENCE.toMillis());
      } catch (IllegalStateException e) {
        isChannelClosed = true;
      } catch (IllegalArgumentException e) {
        throw new CommandFailedException("malformed", "Not sent: " + e.getMessage() + ".");
      }
    }
  }

  private synchronized void change(Runnable what) {
    what.run();
    notifyAll();
  }

  private void throwIfOver() throws CommandFailedException {
    if (end.isPresent()) {
      throw ended(end.get(), session.peer().name());
    }
    if (isChannelClosed) {
      throw new CommandFailedException(
          "closed", session.peer().name() + " has closed the channel " + channel.label() + ".");
    }
    if (terminal.isBroken()) {
      throw new CommandFailedException("closed", "Nobody reads what is printed any more.");
    }
  }

  /** What the end of a session means to the person at this end of it. */
  static CommandFailedException ended(SessionEnd end, String name) {
    return switch (end) {
      case CLOSED_HERE -> new CommandFailedException("closed", "The session was closed here.");
      case CLOSED_BY_PEER ->
          new CommandFailedException("closed", name + " has closed the session.");
      case REVOKED_HERE ->
          new CommandFailedException(
              "revoked", "The pairing with " + name + " was revoked here. Pair anew to connect.");
      case REVOKED_BY_PEER ->
          new CommandFailedException(
              "revoked",
              name + " has forgotten this machine. Pair again with the code that it shows.");
      case LOST ->
          new CommandFailedException(
              "timed-out", "Nothing is heard of " + name + " any more. Is it on, and in reach?");
      case PEER_VIOLATION -> new CommandFailedException("malformed", name + " broke the protocol.");
    };
  }

  /** Only {@code send} means anything here. */
  private final class SendOnly implements DeviceInput.Orders {
    @Override
    public void send(String text, Optional<String> peer, String label) throws Exception {
      Conversation.this.send(text);
    }

    @Override
    public void pair(Optional<Duration> duration) throws CommandFailedException {
      throw onlySend();
    }

    @Override
    public void revoke(String peer) throws CommandFailedException {
      throw onlySend();
    }

    @Override
    public void rename(String peer, String name) throws CommandFailedException {
      throw onlySend();
    }

    private static CommandFailedException onlySend() {
      return new CommandFailedException(
          "malformed", "Input not understood: connect takes {\"send\":\"text\"} only.");
    }
  }
}
