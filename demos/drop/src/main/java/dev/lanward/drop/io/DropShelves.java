package dev.lanward.drop.io;

import dev.lanward.drop.DropException;
import dev.lanward.drop.Shelf;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Where transfers go. From several threads. */
public interface DropShelves {
  /** How long a part waits for its sender. */
  Duration PARTS_AGE = Duration.ofDays(7);

  /**
   * The place of a transfer that somebody has agreed to.
   *
   * @throws DropException when there is none: {@code no-space}, {@code declined}, {@code storage}
   */
  Shelf shelf(DropOffer offer) throws DropException;

  /**
   * Into a folder, which is made unless it is there. Parts that nobody came back for within {@link
   * #PARTS_AGE} are deleted.
   */
  static DropShelves folder(Path into) throws IOException {
    Files.createDirectories(into);
    PartsFolder.deleteOlderThan(into, PARTS_AGE);
    return offer -> {
      FolderShelf shelf = new FolderShelf(into, offer.manifest(), offer.transfer());
      long missing = offer.manifest().bytes().orElse(0L) - shelf.keptBytes();
      if (missing > shelf.usableBytes()) {
        throw new DropException(
            "no-space",
            "The receiver's disk has no room for " + missing + " bytes more. Make room there.");
      }
      return shelf;
    };
  }

  /** One file, into a pipe. */
  static DropShelves pipe(OutputStream out) {
    return new PipeShelves(out);
  }
}
