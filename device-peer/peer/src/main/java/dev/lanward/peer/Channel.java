package dev.lanward.peer;

import dev.lanward.core.Bytes;
import java.util.function.Consumer;

/**
 * A data channel: messages, text or bytes, each whole or not at all.
 *
 * <p>All methods may be called from any thread. Handlers run one at a time on the device's callback
 * thread: in order within a channel, and of several channels with something to hear each in turn.
 * What arrives before a handler is there is kept for it, within limits. A handler that sets another
 * does so for all that it has not been told of yet.
 *
 * <p><b>A slow reader stops a fast writer.</b> A message counts against the peer's receive window,
 * of one mebibyte a session, until its handler has returned. When the window is full the peer sends
 * no more, and its {@link #bufferedAmount()} grows; at 16 mebibytes a session {@code send} throws
 * {@link BufferFullException} and takes nothing. No queue in between has another bound than these
 * two. A writer that has much to send waits for {@link #onBufferedAmountLow}; a page that writes
 * awaits {@code ready} of its channel. A page's reader cannot be slow: browsers buffer what scripts
 * have not handled yet (WHATWG event loops have no back-pressure), so a page that wants less has to
 * say so in its own protocol. While the browser takes nothing, this side holds its 16 mebibytes.
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
