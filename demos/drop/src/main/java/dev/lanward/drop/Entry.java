package dev.lanward.drop;

import java.util.Optional;

/**
 * A file or a folder of an offer.
 *
 * @param path below the folder that it is received into
 * @param kind which of the two
 * @param size in bytes; unknown for what comes out of a pipe, 0 for a folder
 * @param modifiedMillis when it was last changed, in milliseconds since 1970, if that is kept
 * @param mode the nine permission bits of POSIX, if the sender's file system has them
 */
public record Entry(
    EntryPath path,
    Kind kind,
    Optional<Long> size,
    Optional<Long> modifiedMillis,
    Optional<Integer> mode) {

  /** Files and folders: links and everything else are not sent. */
  public enum Kind {
    FILE,
    FOLDER
  }

  /** The last millisecond of the year 9999. */
  static final long MAX_MILLIS = 253_402_300_799_999L;

  /** The nine bits; what would let a file run as its owner is not among them. */
  static final int MODE_BITS = 0777;

  /** Whether it has contents. */
  public boolean isFile() {
    return kind == Kind.FILE;
  }

  /** How many chunks it has, where its size is known. */
  Optional<Long> chunks() {
    return size.map(DropProtocol::chunks);
  }
}
