package dev.lanward.drop.io;

import dev.lanward.core.Bytes;
import dev.lanward.drop.EntryPath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is kept of one transfer until it is over, readable to its owner only: {@code N.part} holds
 * the first chunks of entry N, {@code N.done} the name under which it was published.
 */
final class PartsFolder {
  private static final String OWNER_ONLY = "rwx------";
  private static final String OWNER_ONLY_FILE = "rw-------";

  private final Path folder;

  private PartsFolder(Path folder) {
    this.folder = folder;
  }

  /** That of {@code transfer} inside {@code into}; made unless it is there. */
  static PartsFolder of(Path into, Bytes transfer) throws IOException {
    Path all = ensureFolder(into.resolve(EntryPath.PARTS));
    Path folder = ensureFolder(all.resolve(transfer.toHex()));
    Files.setLastModifiedTime(folder, FileTime.from(Instant.now())); // It is in use.
    return new PartsFolder(folder);
  }

  /** Deletes the parts inside {@code into} that nobody has come back for within {@code age}. */
  static void deleteOlderThan(Path into, Duration age) throws IOException {
    Path all = into.resolve(EntryPath.PARTS);
    if (!Files.isDirectory(all, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Instant limit = Instant.now().minus(age);
    for (Path each : children(all)) {
      if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
          && each.getFileName().toString().matches("[0-9a-f]{64}")
          && Files.getLastModifiedTime(each, LinkOption.NOFOLLOW_LINKS)
              .toInstant()
              .isBefore(limit)) {
        new PartsFolder(each).delete();
      }
    }
  }

  Path file(int entry) {
    return folder.resolve(entry + ".part");
  }

  FileChannel open(int entry) throws IOException {
    Path file = file(entry);
    // Of a part that was about to be published the permissions may be those of the file already.
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && !Files.isWritable(file)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(OWNER_ONLY_FILE));
    }
    return FileChannel.open(
        file,
        Set.of(
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            LinkOption.NOFOLLOW_LINKS),
        attributes(file, OWNER_ONLY_FILE));
  }

  /** How long the part is; 0 where there is none. */
  long length(int entry) throws IOException {
    try {
      return Files.size(file(entry));
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  /** The name under which the entry was published, or is just about to be. */
  Optional<String> published(int entry) throws IOException {
    try {
      return Optional.of(Files.readString(mark(entry))).filter(name -> !name.isEmpty());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  void markPublished(int entry, String name) throws IOException {
    // Where others can write they may have put a link there.
    Files.writeString(
        mark(entry),
        name,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING,
        LinkOption.NOFOLLOW_LINKS);
  }

  void unmark(int entry) throws IOException {
    Files.deleteIfExists(mark(entry));
  }

  void delete() throws IOException {
    for (Path each : children(folder)) {
      Files.deleteIfExists(each);
    }
    Files.deleteIfExists(folder);
    Path all = folder.getParent();
    if (all != null && children(all).isEmpty()) {
      Files.deleteIfExists(all);
    }
  }

  private Path mark(int entry) {
    return folder.resolve(entry + ".done");
  }

  private static Path ensureFolder(Path path) throws IOException {
    try {
      Files.createDirectory(path, attributes(path, OWNER_ONLY));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
      closeToOthers(path);
    }
    return path;
  }

  /** One that somebody else has put there in time stays his, and this is refused. */
  private static void closeToOthers(Path folder) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(folder, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    Set<PosixFilePermission> closed = PosixFilePermissions.fromString(OWNER_ONLY);
    if (view != null && !closed.containsAll(view.readAttributes().permissions())) {
      view.setPermissions(closed);
    }
  }

  private static FileAttribute<?>[] attributes(Path where, String mode) {
    boolean isPosix = where.getFileSystem().supportedFileAttributeViews().contains("posix");
    return isPosix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  private static List<Path> children(Path of) throws IOException {
    try (Stream<Path> children = Files.list(of)) {
      return children.toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
