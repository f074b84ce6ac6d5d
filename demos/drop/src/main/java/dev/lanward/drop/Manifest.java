package dev.lanward.drop;

import dev.lanward.core.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a transfer holds, folders before what is in them.
 *
 * @param entries in the order in which they are sent
 */
public record Manifest(List<Entry> entries) {

  public Manifest {
    entries = List.copyOf(entries);
  }

  /** Checks entries one by one, within {@code limits}. */
  public static Builder builder(Limits limits) {
    return new Builder(limits);
  }

  /** How many bytes all files have; unknown where one comes out of a pipe. */
  public Optional<Long> bytes() {
    long bytes = 0;
    for (Entry entry : entries) {
      if (entry.size().isEmpty()) {
        return Optional.empty();
      }
      bytes += entry.size().get();
    }
    return Optional.of(bytes);
  }

  /** How many files there are among the entries. */
  public int files() {
    return (int) entries.stream().filter(Entry::isFile).count();
  }

  /**
   * Which transfer this is when {@code sender} offers it: the same entries of the same sender are
   * the same transfer, to be gone on with (section 6).
   */
  public Bytes transferOf(String sender) {
    StringBuilder text = new StringBuilder("lanward drop transfer\n").append(sender).append('\n');
    for (Entry entry : entries) {
      text.append(entry.kind() == Entry.Kind.FILE ? "file " : "folder ")
          .append(number(entry.size()))
          .append(' ')
          .append(number(entry.modifiedMillis()))
          .append(' ')
          .append(number(entry.mode()))
          .append(' ')
          .append(entry.path().text())
          .append('\n');
    }
    return TreeHash.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String number(Optional<? extends Number> number) {
    return number.map(String::valueOf).orElse("-");
  }

  /** Takes entries until there are as many as were offered. */
  public static final class Builder {
    private final Limits limits;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<EntryPath, Entry.Kind> kinds = new HashMap<>();
    private long pathBytes;
    private long bytes;

    private Builder(Limits limits) {
      this.limits = limits;
    }

    /**
     * @throws DropException when the entry is one too many, is there already, or lies in no folder
     *     of the offer
     */
    public void add(Entry entry) throws DropException {
      EntryPath path = entry.path();
      pathBytes += path.bytes();
      if (entries.size() == limits.entries() || pathBytes > limits.pathBytes()) {
        throw new DropException(
            "too-large",
            "More than " + limits.entries() + " files and folders, or too many long names.");
      }
      if (path.names().size() > limits.depth()) {
        throw new DropException("too-large", "Folders lie too deep in one another.");
      }
      requirePlace(path);
      requireSize(entry);
      if (kinds.put(path, entry.kind()) != null) {
        throw DropException.malformed("two entries are called " + EntryPath.shown(path.text()));
      }
      entries.add(entry);
    }

    int size() {
      return entries.size();
    }

    /** What was added. */
    public Manifest build() {
      return new Manifest(entries);
    }

    private void requirePlace(EntryPath path) throws DropException {
      Optional<EntryPath> parent = path.parent();
      if (parent.isPresent() && kinds.get(parent.get()) != Entry.Kind.FOLDER) {
        throw DropException.malformed(
            EntryPath.shown(path.text()) + " lies in no folder of the offer");
      }
    }

    private void requireSize(Entry entry) throws DropException {
      if (entry.size().isEmpty() && !entries.isEmpty()
          || entries.size() == 1 && entries.get(0).size().isEmpty()) {
        throw DropException.malformed("a pipe comes alone");
      }
      bytes += entry.size().orElse(0L); // at most 2^48 each, and checked each time: no overflow
      if (bytes > limits.mostBytes()) {
        throw new DropException(
            "too-large",
            "These files have more than the " + limits.mostBytes() + " bytes that are taken here.");
      }
    }
  }
}
