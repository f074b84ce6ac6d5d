package dev.lanward.drop.io;

import dev.lanward.drop.DropException;
import dev.lanward.drop.EntryPath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * The folder that files are received into. Nothing is written through a link, and nothing over a
 * file.
 */
final class Target {
  private static final int MAX_NAME_BYTES = 255;
  private static final int MOST_NAMESAKES = 10_000;

  private final Path into;

  Target(Path into) throws IOException {
    this.into = into.toRealPath();
  }

  long usableBytes() throws IOException {
    return Files.getFileStore(into).getUsableSpace();
  }

  /** Where {@code path}, which is an {@link EntryPath}, lies. */
  Path resolve(String path) throws DropException {
    return into.resolve(EntryPath.parse(path).text());
  }

  /** Whether a file of that size is there, and its folders are folders. */
  boolean isThere(String path, long size) throws IOException, DropException {
    Path file = resolve(path);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS) || !isInside(file)) {
      return false;
    }
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return attributes.isRegularFile() && attributes.size() == size;
  }

  boolean isFolder(EntryPath path) throws DropException {
    return Files.isDirectory(resolve(path.text()), LinkOption.NOFOLLOW_LINKS);
  }

  /** Makes one folder in those that hold it. */
  void makeFolder(EntryPath path) throws IOException, DropException {
    requireFolders(path);
    try {
      Files.createDirectory(resolve(path.text()));
    } catch (FileAlreadyExistsException e) {
      throw new DropException(
          "exists", "Where the folder " + path.text() + " would go there is a file or a link.", e);
    }
  }

  /**
   * Gives a whole file its name, or where that is taken "name (2)": in one step, and never over
   * what is there.
   *
   * @return the path that it has now
   */
  String publish(Path part, EntryPath path) throws IOException, DropException {
    Path folder = requireFolders(path);
    for (int number = 1; number <= MOST_NAMESAKES; number++) {
      String name = numbered(path.name(), number);
      Path file = folder.resolve(name);
      if (take(part, file)) {
        sync(folder);
        return path.parent().map(parent -> parent.text() + "/" + name).orElse(name);
      }
    }
    throw new DropException("exists", "There are too many files called " + path.text() + ".");
  }

  /** Whether {@code file} is {@code part} now, or was already before this host went down. */
  private static boolean take(Path part, Path file) throws IOException {
    try {
      Files.createLink(file, part);
      return true;
    } catch (FileAlreadyExistsException e) {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.isSameFile(file, part);
    } catch (UnsupportedOperationException | FileSystemException e) {
      return move(part, file); // A file system without hard links, such as FAT.
    }
  }

  private static boolean move(Path part, Path file) throws IOException {
    try {
      Files.move(part, file);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private Path requireFolders(EntryPath path) throws IOException, DropException {
    Path folder = into;
    for (String name : path.parent().map(EntryPath::names).orElse(List.of())) {
      folder = folder.resolve(name);
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        throw new DropException(
            "exists", "Where the folder of " + path.text() + " was there is a file or a link.");
      }
    }
    return folder;
  }

  private boolean isInside(Path file) throws IOException {
    Path folder = file.getParent();
    return folder != null && folder.toRealPath().equals(folder) && folder.startsWith(into);
  }

  private static void sync(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
        entries.force(true);
      }
    }
  }

  /** {@code photo (2).jpg} for the second; shortened in the middle where it would be too long. */
  static String numbered(String name, int number) {
    if (number == 1) {
      return name;
    }
    int dot = name.lastIndexOf('.');
    boolean hasExtension = dot > 0 && name.length() - dot <= 16;
    String stem = hasExtension ? name.substring(0, dot) : name;
    String rest = " (" + number + ")" + (hasExtension ? name.substring(dot) : "");
    while (bytes(stem) + bytes(rest) > MAX_NAME_BYTES) {
      stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
    }
    return stem + rest;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
