package dev.lanward.drop.io;

import dev.lanward.core.Bytes;
import dev.lanward.drop.DropException;
import dev.lanward.drop.Shelf;
import dev.lanward.drop.TreeHash;
import java.io.IOException;
import java.io.OutputStream;

/**
 * One file, written to a pipe as it comes. Every chunk was checked by its hash; that the file is
 * whole is known at its end only. Goes on after a cut for as long as this lives.
 */
public final class StreamShelf implements Shelf {
  private final OutputStream out;
  private TreeHash written = new TreeHash();
  private long bytes;
  private boolean isWhole;

  /** Writes to {@code out}. */
  public StreamShelf(OutputStream out) {
    this.out = out;
  }

  @Override
  public long keptBytes() {
    return bytes;
  }

  @Override
  public boolean isDone(int entry) {
    return isWhole;
  }

  @Override
  public void folder(int entry) throws DropException {
    throw new DropException("declined", "Only one file, and no folder, goes into a pipe.");
  }

  @Override
  public TreeHash open(int entry) {
    return written.copy();
  }

  @Override
  public void restart(int entry) throws DropException {
    throw new DropException("changed", "What went into a pipe cannot be taken back.");
  }

  @Override
  public void append(int entry, Bytes chunk) throws DropException {
    try {
      out.write(chunk.toArray());
      out.flush();
    } catch (IOException e) {
      throw new DropException("storage", "Nobody reads what is received any more.", e);
    }
    written.add(TreeHash.leaf(chunk));
    bytes += chunk.length();
  }

  @Override
  public void publish(int entry) {
    isWhole = true;
  }

  @Override
  public void finish() {
    // It has no times and no name.
  }

  @Override
  public void forget() {
    // Nothing is remembered.
  }
}
