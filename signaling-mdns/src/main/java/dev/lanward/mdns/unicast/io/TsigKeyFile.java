package dev.lanward.mdns.unicast.io;

import dev.lanward.mdns.unicast.TsigKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Reads keys from files: a secret on a command line would be seen by everybody on the machine. */
public final class TsigKeyFile {
  private static final int MAX_BYTES = 4096;

  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private TsigKeyFile() {}

  /**
   * The key in {@code file}; see {@link TsigKey#parse}.
   *
   * @throws IOException when it cannot be read, holds no key, or is open to others than its owner;
   *     the message names the file and what to do
   */
  public static TsigKey read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw Files.exists(file)
          ? new IOException(file + " is no file.")
          : new NoSuchFileException(file.toString());
    }
    if (isOpenToOthers(file)) {
      throw new IOException(
          file + " holds a secret and others can read or write it. Close it: chmod 600 " + file);
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] raw = in.readNBytes(MAX_BYTES + 1);
      if (raw.length > MAX_BYTES) {
        throw new IOException(file + " is longer than any key: 4096 bytes at most.");
      }
      return TsigKey.parse(new String(raw, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " holds no key that can be used: " + e.getMessage() + ".");
    }
  }

  private static boolean isOpenToOthers(Path file) throws IOException {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
  }
}
