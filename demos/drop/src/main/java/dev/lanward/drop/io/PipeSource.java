package dev.lanward.drop.io;

import dev.lanward.core.Bytes;
import dev.lanward.drop.DropException;
import dev.lanward.drop.DropProtocol;
import dev.lanward.drop.Entry;
import dev.lanward.drop.EntryPath;
import dev.lanward.drop.Manifest;
import dev.lanward.drop.Source;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** What comes out of a pipe, once: a chunk that was read is not had again. */
public final class PipeSource implements Source {
  private final InputStream in;
  private long next;

  /** Reads {@code in} to its end. */
  public PipeSource(InputStream in) {
    this.in = in;
  }

  /** The offer of a pipe whose contents shall be called {@code name}. */
  public static Manifest manifest(EntryPath name) {
    return new Manifest(
        List.of(
            new Entry(
                name, Entry.Kind.FILE, Optional.empty(), Optional.empty(), Optional.empty())));
  }

  /** Whether something was read, so that no other attempt can send all of it. */
  public boolean isBegun() {
    return next > 0;
  }

  @Override
  public Bytes read(int entry, long index) throws DropException {
    if (index != next) {
      throw new DropException("changed", "What came out of a pipe cannot be read a second time.");
    }
    try {
      Bytes chunk = Bytes.copyOf(in.readNBytes(DropProtocol.CHUNK_BYTES));
      next++;
      return chunk;
    } catch (IOException e) {
      throw new DropException("unreadable", "The pipe cannot be read at the sender.", e);
    }
  }

  @Override
  public void requireUnchanged(int entry) {
    // There is nothing that could be compared.
  }
}
