package dev.lanward.peer;

import dev.lanward.core.Bytes;
import java.util.function.Consumer;

/**
 * A data channel: messages, text or bytes, each whole or not at all.
 *
 * <p>All methods may be called from any thread. Handlers run one at a time on the device's callback
 * thread; what arrives before a handler is there is kept for it, within limits.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8831">RFC 8831</a>
 */
public interface Channel {
  /** The largest message either side sends, in bytes (protocol section 7). */
  int MAX_MESSAGE_BYTES = 262_144;

  /** What it was opened as. */
  String label();

  /** The subprotocol it was opened with; empty for none. */
  String protocol();

  /**
   * Sends a text message.
   *
   * @throws IllegalArgumentException when it has more than {@link #MAX_MESSAGE_BYTES} in UTF-8
   * @throws BufferFullException when too much waits to be sent
   * @throws IllegalStateException when the channel is closed
   */
  void send(String text);

  /**
   * Sends a binary message.
   *
   * @throws IllegalArgumentException when it has more than {@link #MAX_MESSAGE_BYTES}
   * @throws BufferFullException when too much waits to be sent
   * @throws IllegalStateException when the channel is closed
   */
  void send(Bytes message);

  /** Bytes given to {@code send} and not yet on their way. */
  long bufferedAmount();

  /** Hears every text message. Replaces an earlier handler. */
  void onText(Consumer<String> handler);

  /** Hears every binary message. Replaces an earlier handler. */
  void onBinary(Consumer<Bytes> handler);

  /** Runs whenever {@link #bufferedAmount()} falls to {@code threshold} bytes or below it. */
  void onBufferedAmountLow(long threshold, Runnable handler);

  /** Runs once, when the channel is closed, at once if it is already. */
  void onClose(Runnable handler);

  /** Whether messages may be sent: from its opening until either side closes it. */
  boolean isOpen();

  /** Closes both directions after what was sent before. A second call does nothing. */
  void close();
}
