package dev.lanward.drop;

import dev.lanward.core.Bytes;

/**
 * Where a receiver puts one transfer. Nothing has its final name before it is whole. On the thread
 * of its {@link ReceivingEnd}; every method may block.
 *
 * <p>What fails is a {@link DropException} with code {@code no-space}, {@code exists} or {@code
 * storage}.
 */
public interface Shelf {
  /** How many bytes are here from before, of files that are whole and of parts. */
  long keptBytes() throws DropException;

  /** Whether the entry was published before. */
  boolean isDone(int entry) throws DropException;

  /** Makes a folder, unless it is there. */
  void folder(int entry) throws DropException;

  /** Opens the part of a file; gives the hash of the chunks that it holds. */
  TreeHash open(int entry) throws DropException;

  /** Forgets what the part holds. */
  void restart(int entry) throws DropException;

  /** Adds the next chunk to the part. */
  void append(int entry, Bytes chunk) throws DropException;

  /** Gives a whole file its times, its permissions and, in one step, its name. */
  void publish(int entry) throws DropException;

  /** All entries are there: gives folders their times and permissions. */
  void finish() throws DropException;

  /** The sender has heard that all are there: forgets the transfer. */
  void forget() throws DropException;
}
