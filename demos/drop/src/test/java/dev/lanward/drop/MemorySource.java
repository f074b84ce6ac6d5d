package dev.lanward.drop;

import dev.lanward.core.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Files in memory. */
final class MemorySource implements Source {
  final List<Bytes> contents = new ArrayList<>();
  final List<Entry> entries = new ArrayList<>();
  boolean isChanged;

  /**
   * Folders, empty files, small files and such as have some chunks, as {@code random} draws them.
   */
  static MemorySource drawn(Random random) {
    MemorySource source = new MemorySource();
    int count = 1 + random.nextInt(6);
    String folder = "";
    for (int i = 0; i < count; i++) {
      if (random.nextInt(4) == 0) {
        folder = folder + "d" + i;
        source.folder(folder);
        folder += "/";
      }
      int chunks = random.nextInt(3) == 0 ? random.nextInt(12) : random.nextInt(2);
      int odd = random.nextBoolean() ? 0 : random.nextInt(DropProtocol.CHUNK_BYTES);
      byte[] bytes = new byte[chunks * DropProtocol.CHUNK_BYTES + odd];
      random.nextBytes(bytes);
      source.file(folder + "f" + i, bytes);
    }
    return source;
  }

  MemorySource file(String path, byte[] bytes) {
    add(path, Entry.Kind.FILE, Optional.of((long) bytes.length), bytes);
    return this;
  }

  MemorySource folder(String path) {
    add(path, Entry.Kind.FOLDER, Optional.of(0L), new byte[0]);
    return this;
  }

  /** A pipe with these bytes. */
  MemorySource pipe(byte[] bytes) {
    add("stdin", Entry.Kind.FILE, Optional.empty(), bytes);
    return this;
  }

  /** The same, each chunk of which can be read once and in order only. */
  Source once() {
    return new Source() {
      private long next;

      @Override
      public Bytes read(int entry, long index) throws DropException {
        if (index != next++) {
          throw new DropException("changed", "read a second time, or behind the end");
        }
        return MemorySource.this.read(entry, index);
      }

      @Override
      public void requireUnchanged(int entry) {}
    };
  }

  Manifest manifest() {
    return new Manifest(entries);
  }

  @Override
  public Bytes read(int entry, long index) {
    Bytes file = contents.get(entry);
    int at = (int) Math.min(file.length(), index * DropProtocol.CHUNK_BYTES);
    return file.slice(at, Math.min(DropProtocol.CHUNK_BYTES, file.length() - at));
  }

  @Override
  public void requireUnchanged(int entry) throws DropException {
    if (isChanged) {
      throw new DropException("changed", "was changed");
    }
  }

  private void add(String path, Entry.Kind kind, Optional<Long> size, byte[] bytes) {
    entries.add(new Entry(new EntryPath(path), kind, size, Optional.empty(), Optional.empty()));
    contents.add(Bytes.copyOf(bytes));
  }
}
