package dev.lanward.cli;

import dev.lanward.peer.BufferFullException;
import dev.lanward.peer.Channel;
import dev.lanward.peer.Session;
import dev.lanward.peer.SessionEnd;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * One channel on stdin and stdout, from its opening to its end. When the peer is lost in the middle
 * it is connected to again, once; what was on its way then may be lost.
 */
final class Conversation {
  /** How long echoes, and then the channel's end, may take after the last sign of life. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A channel's end is told before its session's, which may be the reason. */
  private static final Duration SESSION_END_TIME = Duration.ofSeconds(1);

  /** Send on when so much is left: enough to keep the network busy meanwhile. */
  private static final long LOW_BYTES = 64 * 1024;

  private static final String ECHO = "echo";

  private final Terminal terminal;
  private final boolean json;
  private final String label;
  private final Callable<Session> connect;

  // Guarded by this, which is notified of every change.
  private Session session;
  private Channel channel;
  private long sent;
  private long received;
  private boolean isInputOver;
  private boolean isChannelClosed;
  private Optional<SessionEnd> end = Optional.empty();
  private Optional<Exception> failure = Optional.empty();

  private Conversation(
      Terminal terminal, boolean json, String label, Callable<Session> connect, Session first) {
    this.terminal = terminal;
    this.json = json;
    this.label = label;
    this.connect = connect;
    this.session = first;
    this.channel = first.openChannel(label);
  }

  /**
   * Connects, and returns when the input is over and everything has been sent.
   *
   * @param connect gives a session with the peer; called again when that one is lost
   */
  static void run(Terminal terminal, boolean json, String label, Callable<Session> connect)
      throws Exception {
    new Conversation(terminal, json, label, connect, connect.call()).run();
  }

  private void run() throws Exception {
    listen();
    Thread reader = new Thread(this::readInput, "lanward-input");
    reader.setDaemon(true);
    reader.start();
    try {
      while (!awaitEndOfInput()) {
        connectAgain();
      }
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

  private void listen() {
    if (json) {
      terminal.print(JsonEvents.session(session.peer().id(), true).toString());
    } else if (terminal.isInteractive()) {
      terminal.printError(
          "Connected to %s, channel %s. Every line is sent; Ctrl-D ends it."
              .formatted(session.peer().name(), label));
    }
    Session current = session;
    current.onClose(reason -> change(current, () -> end = Optional.of(reason)));
    channel.onClose(() -> change(current, () -> isChannelClosed = true));
    channel.onText(text -> take(current, text));
    channel.onBinary(bytes -> change(current, () -> received++));
    channel.onBufferedAmountLow(LOW_BYTES, () -> change(current, () -> {}));
  }

  /** The peer is lost: it, or this machine, may be somewhere else now. */
  private void connectAgain() throws Exception {
    if (json) {
      terminal.print(JsonEvents.session(session.peer().id(), false).toString());
    } else {
      terminal.printError(
          "Nothing is heard of "
              + Printable.line(session.peer().name())
              + " any more; connecting again. What was sent last may be lost.");
    }
    Session again = connect.call();
    synchronized (this) {
      session = again;
      channel = again.openChannel(label);
      isChannelClosed = false;
      end = Optional.empty();
      notifyAll();
    }
    listen();
  }

  private void take(Session from, String text) {
    if (json) {
      terminal.print(JsonEvents.message(from.peer().id(), label, text).toString());
    } else {
      terminal.print(terminal.isLookedAt() ? Printable.lines(text) : text);
    }
    change(from, () -> received++);
  }

  /** Returns whether the input is over; false when the peer is lost before. */
  private synchronized boolean awaitEndOfInput() throws Exception {
    while (!isInputOver) {
      if (isLost()) {
        return false;
      }
      throwIfOver();
      wait();
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
    return true;
  }

  private synchronized void awaitEchoes() throws Exception {
    long before = -1;
    while (label.equals(ECHO) && received < sent) {
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
  private synchronized void awaitClosing() throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isChannelClosed && end.isEmpty() && System.nanoTime() < deadline) {
      wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
    }
    if (isLost()) {
      throwIfOver();
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
      endInput(Optional.empty());
    } catch (IOException e) {
      endInput(Optional.empty()); // As at its end.
    } catch (Exception e) {
      endInput(Optional.of(e));
    }
  }

  /** Waits while there is no room, and while the peer is connected to again. */
  private synchronized void send(String text) throws Exception {
    while (true) {
      while (isLost()) {
        wait();
      }
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

  /** Something happened to {@code of}; if that is an earlier session it means nothing any more. */
  private synchronized void change(Session of, Runnable what) {
    if (of == session) {
      what.run();
      notifyAll();
    }
  }

  private synchronized void endInput(Optional<Exception> problem) {
    failure = problem;
    isInputOver = true;
    notifyAll();
  }

  private boolean isLost() throws InterruptedException {
    long deadline = System.nanoTime() + SESSION_END_TIME.toNanos();
    while (isChannelClosed && end.isEmpty() && System.nanoTime() < deadline) {
      wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
    }
    return end.filter(SessionEnd.LOST::equals).isPresent();
  }

  private void throwIfOver() throws CommandFailedException {
    if (end.isPresent()) {
      throw ended(end.get(), session.peer().name());
    }
    if (isChannelClosed) {
      throw new CommandFailedException(
          "closed", session.peer().name() + " has closed the channel " + label + ".");
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
