package dev.lanward.peer;

/**
 * A message was refused because too much of this session waits to be sent. Nothing of it was taken:
 * send it again after {@link Channel#onBufferedAmountLow}.
 */
public final class BufferFullException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  BufferFullException(int messageBytes, long limitBytes) {
    super(
        "message of %d bytes refused: %d bytes of this session wait to be sent already"
            .formatted(messageBytes, limitBytes));
  }
}
