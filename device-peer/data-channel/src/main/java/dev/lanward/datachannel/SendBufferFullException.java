package dev.lanward.datachannel;

/**
 * A message was refused because too much waits to be sent already. Nothing of it was taken; wait
 * for {@link Event.BufferedAmountLow} and send it again.
 */
public final class SendBufferFullException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  SendBufferFullException(int messageBytes, long free, long limit) {
    super(
        "message of "
            + messageBytes
            + " bytes refused: "
            + free
            + " free of a send buffer of "
            + limit);
  }
}
