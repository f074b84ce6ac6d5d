package dev.lanward.cli;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Closes what was opened, last first and once, when a command ends: in order, or by SIGINT or
 * SIGTERM. The peers get their farewell either way.
 */
final class AtExit implements AutoCloseable {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Terminal terminal;
  private final Thread hook = new Thread(this::interrupted, "lanward-exit");

  /**
   * @param terminal is told of the signal first
   */
  AtExit(Terminal terminal) {
    this.terminal = terminal;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  synchronized <T extends AutoCloseable> T add(T resource) {
    opened.push(resource);
    return resource;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending, and the hook does it.
    }
    closeAll();
  }

  private void interrupted() {
    terminal.interrupted();
    closeAll();
  }

  private synchronized void closeAll() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        // The rest must be closed as well; there is nothing to tell anybody at the end.
      }
    }
  }
}
