package dev.lanward.peer.store;

import dev.lanward.pairing.Fingerprint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The certificate of the media server that this device's owner trusts: its fingerprint on a line.
 */
public final class MediaServerFile {
  private static final long MAX_BYTES = 256;

  private final Path file;

  MediaServerFile(Path file) {
    this.file = file;
  }

  /**
   * The fingerprint in the file; nothing when there is no file.
   *
   * @throws StateException when it holds something else
   */
  public Optional<Fingerprint> load() {
    try {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty();
      }
      String text = Files.size(file) <= MAX_BYTES ? Files.readString(file) : "";
      return Optional.of(Fingerprint.parse(text.strip()));
    } catch (IOException | IllegalArgumentException e) {
      throw new StateException(
          file, "cannot be read: " + e.getMessage(), "Give --kurento-fingerprint once more.", e);
    }
  }

  /** Writes {@code trusted}, replacing what was there, at once or not at all. */
  public void save(Fingerprint trusted) {
    try {
      OwnerOnly.replace(file, (trusted + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new StateException(file, "cannot be written: " + e, "Check the disk.", e);
    }
  }
}
