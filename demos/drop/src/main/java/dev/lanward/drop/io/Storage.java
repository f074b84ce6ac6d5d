package dev.lanward.drop.io;

import dev.lanward.drop.DropException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * Turns what a file system refuses into words that may be told to the peer: no paths of this host.
 */
final class Storage {
  private Storage() {}

  static <T> T in(Callable<T> work) throws DropException {
    try {
      return work.call();
    } catch (DropException | RuntimeException e) {
      throw e;
    } catch (IOException e) {
      throw failed("files cannot be written", e);
    } catch (Exception e) {
      throw new AssertionError("nothing else is thrown by what is done here", e);
    }
  }

  static DropException failed(String what, IOException cause) {
    String reason =
        String.valueOf(
            cause instanceof FileSystemException system ? system.getReason() : cause.getMessage());
    String lower = reason.toLowerCase(Locale.ROOT);
    if (lower.contains("no space") || lower.contains("quota") || lower.contains("disk full")) {
      return new DropException(
          "no-space", "The receiver's disk is full. Make room there, and send again.", cause);
    }
    return new DropException("storage", "At the receiver " + what + ".", cause);
  }
}
