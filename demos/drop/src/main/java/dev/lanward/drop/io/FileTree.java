package dev.lanward.drop.io;

import dev.lanward.drop.DropException;
import dev.lanward.drop.Entry;
import dev.lanward.drop.EntryPath;
import dev.lanward.drop.Limits;
import dev.lanward.drop.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files and folders that somebody wants to send.
 *
 * @param manifest what is offered
 * @param files where each entry of it is
 * @param skipped links and what else is no file and no folder: not sent
 */
public record FileTree(Manifest manifest, List<Path> files, List<Path> skipped) {

  public FileTree {
    files = List.copyOf(files);
    skipped = List.copyOf(skipped);
  }

  /**
   * Looks through {@code roots}, whose own names are those at the top of the transfer.
   *
   * @throws DropException when a name cannot be sent, or two are the same
   * @throws IOException when one is not there, or cannot be read
   */
  public static FileTree of(List<Path> roots, Limits limits) throws DropException, IOException {
    Walk walk = new Walk(limits);
    for (Path root : roots) {
      Path real = root.toRealPath(); // A link that is named is meant; so is the name of ".".
      Path name = root.getFileName();
      boolean isNamed = name != null && !name.toString().matches("\\.{0,2}");
      Path shown = isNamed ? name : real.getFileName();
      if (shown == null) {
        throw new DropException("unsafe-name", "The root of a file system has no name to send.");
      }
      walk.add(real, shown.toString());
    }
    return new FileTree(walk.manifest.build(), walk.files, walk.skipped);
  }

  private static final class Walk {
    final Manifest.Builder manifest;
    final List<Path> files = new ArrayList<>();
    final List<Path> skipped = new ArrayList<>();

    Walk(Limits limits) {
      this.manifest = Manifest.builder(limits);
    }

    void add(Path file, String path) throws DropException, IOException {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isDirectory() && !attributes.isRegularFile()) {
        skipped.add(file);
        return;
      }
      manifest.add(entry(file, EntryPath.parse(path), attributes));
      files.add(file);
      if (attributes.isDirectory()) {
        for (Path child : children(file)) {
          add(child, path + "/" + child.getFileName());
        }
      }
    }

    private static List<Path> children(Path folder) throws IOException {
      try (Stream<Path> children = Files.list(folder)) {
        return children.sorted().toList();
      }
    }

    private static Entry entry(Path file, EntryPath path, BasicFileAttributes attributes)
        throws IOException {
      boolean isFile = attributes.isRegularFile();
      return new Entry(
          path,
          isFile ? Entry.Kind.FILE : Entry.Kind.FOLDER,
          Optional.of(isFile ? attributes.size() : 0L),
          Optional.of(attributes.lastModifiedTime().toMillis()).filter(millis -> millis >= 0),
          mode(file));
    }

    private static Optional<Integer> mode(Path file) throws IOException {
      if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        return Optional.empty();
      }
      Set<PosixFilePermission> permissions =
          Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .permissions();
      return Optional.of(Modes.bits(permissions));
    }
  }
}
