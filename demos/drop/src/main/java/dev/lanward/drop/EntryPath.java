package dev.lanward.drop;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where an entry lies below the folder that it is received into: names with {@code /} between them,
 * each of which is a plain name on every system (docs/drop.md section 3).
 *
 * @param text the names with a slash between them
 */
public record EntryPath(String text) {
  /** Where parts are kept (section 6). Nobody else's name, in any case. */
  public static final String PARTS = ".lanward-drop";

  /** What file systems take for one name, in bytes of UTF-8. */
  static final int MAX_NAME_BYTES = 255;

  private static final Set<String> DEVICES =
      Set.of("con", "prn", "aux", "nul", "conin$", "conout$");
  private static final Pattern NUMBERED_DEVICE =
      Pattern.compile("(com|lpt)[0-9\u00b9\u00b2\u00b3]");
  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");

  /** Joiners, without which many scripts and pictures cannot be written. */
  private static final Set<Integer> JOINERS = Set.of(0x200c, 0x200d);

  /**
   * @throws IllegalArgumentException when a name is not safe; see {@link #parse}
   */
  public EntryPath {
    problem(text)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(why);
            });
  }

  /**
   * Checks what a peer, or a file system, calls an entry.
   *
   * @throws DropException with code {@code unsafe-name}
   */
  public static EntryPath parse(String text) throws DropException {
    Optional<String> problem = problem(text);
    if (problem.isPresent()) {
      throw new DropException(
          "unsafe-name", "The name " + shown(text) + " cannot be taken: " + problem.get() + ".");
    }
    return new EntryPath(text);
  }

  /** The names, outermost first. */
  public List<String> names() {
    return List.of(text.split("/", -1));
  }

  /** The last of the names. */
  public String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  /** The folder that holds it; nothing for what lies at the top. */
  public Optional<EntryPath> parent() {
    int slash = text.lastIndexOf('/');
    return slash < 0 ? Optional.empty() : Optional.of(new EntryPath(text.substring(0, slash)));
  }

  /** How many bytes its names have in UTF-8. */
  int bytes() {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static Optional<String> problem(String text) {
    for (String name : text.split("/", -1)) {
      Optional<String> problem = nameProblem(name);
      if (problem.isPresent()) {
        return problem;
      }
    }
    String first = text.split("/", -1)[0];
    // Some file systems take a name with joiners for the same without them.
    if (first.replaceAll("[\u200c\u200d]", "").equalsIgnoreCase(PARTS)) {
      return Optional.of(PARTS + " is where parts of files are kept");
    }
    return Optional.empty();
  }

  private static Optional<String> nameProblem(String name) {
    if (name.isEmpty()) {
      return Optional.of("it is absolute, or one of its names is empty");
    }
    if (name.equals(".") || name.equals("..")) {
      return Optional.of("it leads out of its folder");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
      return Optional.of("a name has at most 255 bytes");
    }
    if (name.indexOf('\\') >= 0 || DRIVE.matcher(name).matches()) {
      return Optional.of("another system takes \\ or a drive's letter for a way to elsewhere");
    }
    if (name.endsWith(".") || name.endsWith(" ")) {
      return Optional.of("Windows drops a dot or a space at the end of a name");
    }
    if (isDevice(name)) {
      return Optional.of("it means a device on Windows");
    }
    return name.codePoints().allMatch(EntryPath::isVisible)
        ? Optional.empty()
        : Optional.of("it holds characters that cannot be seen, or that turn others round");
  }

  private static boolean isDevice(String name) {
    String stem = name.split("\\.", 2)[0].strip().toLowerCase(Locale.ROOT);
    return DEVICES.contains(stem) || NUMBERED_DEVICE.matcher(stem).matches();
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.FORMAT -> JOINERS.contains(c);
      default -> c != 0xfffd && (c & 0xfffe) != 0xfffe;
    };
  }

  /** What may be shown of a name that was refused: short, and nothing unseen in it. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder("\"");
    text.codePoints()
        .limit(80)
        .forEach(
            c -> {
              if (isVisible(c)) {
                shown.appendCodePoint(c);
              } else {
                shown.append("\\u{%x}".formatted(c));
              }
            });
    return shown.append(text.length() > 80 ? "...\"" : "\"").toString();
  }
}
