package dev.lanward.drop;

import dev.lanward.core.Bytes;
import java.util.List;
import java.util.Optional;

/** What the two sides of a transfer say (docs/drop.md sections 2 and 4). */
public sealed interface DropMessage {

  /** Sender: what is to come. The entries are asked for. */
  record Offer(int version, int entries, Optional<Long> bytes) implements DropMessage {}

  /** Receiver: the next entries, please. */
  record More() implements DropMessage {}

  /** Sender: some entries, in answer to {@link More}. */
  record Entries(List<Entry> entries) implements DropMessage {
    public Entries {
      entries = List.copyOf(entries);
    }
  }

  /** Receiver: go on; so many bytes are here from before. */
  record Accept(long keptBytes) implements DropMessage {}

  /** Receiver: these are the first chunks of the file that are here; are they the same there? */
  record Resume(int entry, long chunks, Bytes root) implements DropMessage {}

  /** Sender: whether they are, in answer to {@link Resume}. */
  record Resumed(int entry, boolean matches) implements DropMessage {}

  /**
   * Receiver: asks for {@code count} chunks; the file's end takes the place of the one after it.
   */
  record Pull(int entry, long from, int count) implements DropMessage {}

  /** Sender: a chunk and its leaf hash. The only binary message. */
  record Chunk(int entry, long index, Bytes leaf, Bytes data) implements DropMessage {}

  /** Sender: the file has no more chunks, and this is the hash over all of them. */
  record End(int entry, long chunks, long size, Bytes root) implements DropMessage {}

  /** Receiver: everything is in its place. */
  record Done() implements DropMessage {}

  /** Sender: heard that; nothing about this transfer need be remembered. */
  record Bye() implements DropMessage {}

  /** Either: it ends here, for a reason of {@link DropException#code()}. */
  record Failed(String code, String message) implements DropMessage {}
}
