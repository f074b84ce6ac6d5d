package dev.lanward.drop;

import dev.lanward.core.Bytes;
import java.util.Optional;

/** What the two sides of a transfer have in common. On one thread. */
public sealed interface DropEnd permits SendingEnd, ReceivingEnd {
  /** A text message has come. */
  void handleText(String text);

  /** A binary message has come. */
  void handleBinary(Bytes message);

  /**
   * A binary message has come in two pieces.
   *
   * @param header its first {@link DropProtocol#CHUNK_HEADER_BYTES} bytes
   * @param data the rest, not empty
   */
  void handleChunk(Bytes header, Bytes data);

  /** The next message to send; call it when there is room, until it gives nothing. */
  Optional<DropMessage> pollTransmit();

  /** This side gives up, and tells the other why. */
  void fail(DropException why);

  /** Whether nothing more is to be done but to send what {@link #pollTransmit} gives. */
  boolean isOver();

  /** Whether everything is in its place at the receiver. */
  boolean isDone();

  /** Why it failed, if it did. */
  Optional<DropException> failure();
}
