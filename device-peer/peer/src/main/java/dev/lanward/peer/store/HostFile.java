package dev.lanward.peer.store;

import dev.lanward.pairing.Uuids;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** The device host (protocol section 3): a UUIDv4 on a line. */
public final class HostFile {
  private static final long MAX_BYTES = 256;

  private final Path file;

  HostFile(Path file) {
    this.file = file;
  }

  /** The host in the file; nothing when there is no file, or nothing of use in it. */
  public Optional<UUID> load() {
    try {
      // A name that is lost costs a look-up, no trust: a damaged file is as good as none.
      return Files.exists(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= MAX_BYTES
          ? Uuids.parse(Files.readString(file, StandardCharsets.ISO_8859_1).strip())
          : Optional.empty();
    } catch (IOException e) {
      throw new StateException(file, "cannot be read: " + e, "Check its owner and the disk.", e);
    }
  }

  /** Writes {@code host}, replacing what was there, at once or not at all. */
  public void save(UUID host) {
    try {
      OwnerOnly.replace(file, (host + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new StateException(file, "cannot be written: " + e, "Check the disk.", e);
    }
  }
}
