package dev.lanward.drop;

import dev.lanward.core.Bytes;
import java.util.List;
import java.util.Optional;

/** What the two sides of a transfer say (docs/drop.md sections 2 and 4). */
public sealed interface DropMessage {

  /**
   * Sender: what is to come. The entries are asked for.
   *
   * @param canTls whether the sender would go over to TLS beside the session
   */
  record Offer(int version, int entries, Optional<Long> bytes, boolean canTls)
      implements DropMessage {}

  /** Receiver: the next entries, please. */
  record More() implements DropMessage {}

  /** Sender: some entries, in answer to {@link More}. */
  record Entries(List<Entry> entries) implements DropMessage {
    public Entries {
      entries = List.copyOf(entries);
    }
  }

  /**
   * Receiver: go on; so many bytes are here from before.
   *
   * @param tls where the sender shall come by TLS, before it is asked for anything
   */
  record Accept(long keptBytes, Optional<TlsInvitation> tls) implements DropMessage {}

  /** Sender: it could not come by TLS. It goes on over the channel. */
  record Stay() implements DropMessage {}

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
