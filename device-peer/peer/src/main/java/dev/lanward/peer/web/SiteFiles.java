package dev.lanward.peer.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which files of a directory the network may see: ordinary files inside it, links to such included,
 * and those of other directories under a name of their own. Never what a checkout holds besides its
 * pages: dot files, tests, packages and their lists.
 */
final class SiteFiles {
  private static final String INDEX = "index.html";

  private final Path root;
  private final Map<String, SiteFiles> beside;

  private SiteFiles(Path root, Map<String, SiteFiles> beside) {
    this.root = root;
    this.beside = beside;
  }

  /**
   * @param beside directories by the first name of the paths under which their files are
   * @throws IOException when {@code directory}, or one of the others, is none that can be read
   */
  static SiteFiles in(Path directory, Map<String, Path> beside) throws IOException {
    if (!Files.isDirectory(directory) || !Files.isReadable(directory)) {
      throw new IOException("the pages must be in a directory that can be read, was " + directory);
    }
    Map<String, SiteFiles> others = new HashMap<>();
    for (Map.Entry<String, Path> each : beside.entrySet()) {
      others.put(each.getKey(), in(each.getValue(), Map.of()));
    }
    return new SiteFiles(directory.toRealPath(), others);
  }

  Path root() {
    return root;
  }

  /**
   * The file that a path names, or the directory where that has an {@code index.html}.
   *
   * @param path decoded, beginning with a slash
   */
  Optional<Path> find(String path) {
    int end = path.indexOf('/', 1);
    SiteFiles other = end > 0 ? beside.get(path.substring(1, end)) : null;
    if (other != null) {
      return other.find(path.substring(end));
    }
    try {
      return Optional.of(path)
          .filter(SiteFiles::isPublic)
          .map(each -> root.resolve(each.substring(1)))
          .flatMap(this::visible);
    } catch (InvalidPathException e) {
      // Not even a name on this file system.
      return Optional.empty();
    }
  }

  private Optional<Path> visible(Path named) {
    if (Files.isDirectory(named)) {
      return visible(named.resolve(INDEX)).map(unused -> named);
    }
    if (!Files.isRegularFile(named) || !Files.isReadable(named)) {
      return Optional.empty();
    }
    try {
      Path real = named.toRealPath();
      // What a link points at has to be as public as the link.
      return real.startsWith(root) && isPublic("/" + portable(root.relativize(real)))
          ? Optional.of(real)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String portable(Path relative) {
    return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
  }

  private static boolean isPublic(String path) {
    if (!path.startsWith("/") || path.equals("/")) {
      return path.equals("/");
    }
    String inside = path.endsWith("/") ? path.substring(1, path.length() - 1) : path.substring(1);
    return Arrays.stream(inside.split("/", -1)).allMatch(SiteFiles::isPublicName);
  }

  private static boolean isPublicName(String name) {
    // As file systems see it that know no case, and Windows, which drops dots and spaces at the
    // end.
    String lower = name.toLowerCase(Locale.ROOT);
    return !lower.isEmpty()
        && !lower.startsWith(".")
        && !lower.endsWith(".")
        && !lower.endsWith(" ")
        && lower.chars().noneMatch(each -> each < ' ' || each == 0x7f || "\\:".indexOf(each) >= 0)
        && !lower.equals("test")
        && !lower.equals("node_modules")
        && !(lower.startsWith("package") && lower.endsWith(".json"));
  }
}
