package dev.lanward.drop;

import dev.lanward.core.Bytes;

/** Where a sender's files come from. On the thread of its {@link SendingEnd}. */
public interface Source {
  /**
   * Chunk {@code index} of entry {@code entry} of the manifest: {@link DropProtocol#CHUNK_BYTES},
   * or less where the file ends; no bytes behind its end. May block.
   *
   * @throws DropException when it cannot be read ({@code unreadable}), or is not what was offered
   *     any more ({@code changed})
   */
  Bytes read(int entry, long index) throws DropException;

  /**
   * Checks that the file is still what was offered.
   *
   * @throws DropException with code {@code changed}
   */
  void requireUnchanged(int entry) throws DropException;
}
