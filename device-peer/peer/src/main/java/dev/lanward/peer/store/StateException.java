package dev.lanward.peer.store;

import java.nio.file.Path;

/**
 * The state directory, or a file in it, cannot be used. The message says which, why, and what to do
 * next; it is meant for a person.
 */
public final class StateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Path path;

  StateException(Path path, String problem, String nextStep) {
    super(path + ": " + problem + ". " + nextStep);
    this.path = path;
  }

  StateException(Path path, String problem, String nextStep, Throwable cause) {
    super(path + ": " + problem + ". " + nextStep, cause);
    this.path = path;
  }

  /** What cannot be used. */
  public Path path() {
    return path;
  }
}
