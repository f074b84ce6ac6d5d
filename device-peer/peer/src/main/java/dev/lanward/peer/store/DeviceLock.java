package dev.lanward.peer.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second device off a state directory: two doors with one identity would take each other's
 * knocks. The kernel drops it when the process ends, however it ends.
 */
public final class DeviceLock implements AutoCloseable {
  private final FileChannel channel;

  private DeviceLock(FileChannel channel) {
    this.channel = channel;
  }

  static DeviceLock acquire(Path file) {
    try {
      OwnerOnly.ensure(file);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw inUse(file);
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)),
          0);
      return new DeviceLock(channel);
    } catch (IOException e) {
      throw new StateException(
          file, "cannot be locked: " + e, "Name another directory with --state DIR.", e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The lock is gone with the file descriptor in any case.
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      // Beyond the text, which others may read even where locks are mandatory.
      return channel.tryLock(1L << 30, 1, false);
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static StateException inUse(Path file) {
    String holder;
    try {
      holder = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    } catch (IOException e) {
      holder = "";
    }
    String process = holder.matches("\\d{1,10}") ? " (process " + holder + ")" : "";
    return new StateException(
        file,
        "another device" + process + " runs on this state directory",
        "Stop it, or give this one a directory of its own with --state DIR.");
  }
}
