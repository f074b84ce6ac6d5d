package dev.lanward.peer;

import dev.lanward.datachannel.ChannelOptions;
import java.util.function.Consumer;

/**
 * A live connection with a paired peer. Both certificates were compared with the pairing inside
 * DTLS before it came to be.
 *
 * <p>It outlives a change of either side's address, and the loss of one of several links. This side
 * notices within two seconds that its own address went or that what it sends is not acknowledged,
 * and within 12 s that the other side says nothing any more; then the session goes on by whatever
 * way is found. Where none is, it ends as {@link SessionEnd#LOST} 30 s after the last answer, and
 * is not opened anew: {@link Device#connect} gives another one.
 *
 * <p>All methods may be called from any thread. Handlers run one at a time on the device's callback
 * thread. A channel is heard of before its messages, and the end of a session after that of its
 * channels.
 */
public interface Session {
  /** Whom it is with, as known now. */
  Peer peer();

  /**
   * Takes the channels that the peer opens with {@code label}. A channel for which there is no
   * handler waits for one; when it fills up first, it is closed.
   *
   * @param label not beginning with {@code lanward}, and not {@code echo}
   */
  void onChannel(String label, Consumer<Channel> handler);

  /** Takes the channels that the peer opens and that no other handler takes. */
  void onChannel(Consumer<Channel> handler);

  /**
   * Opens an ordered, reliable channel. Messages may be sent at once.
   *
   * @throws IllegalStateException when the session is over
   */
  Channel openChannel(String label);

  /**
   * Opens a channel. Messages may be sent at once.
   *
   * @throws IllegalArgumentException when the label begins with {@code lanward}, or it and the
   *     subprotocol have more than 1,024 bytes of UTF-8 together
   * @throws IllegalStateException when the session is over
   */
  Channel openChannel(ChannelOptions options);

  /** Runs once, when the session is over, at once if it is already. */
  void onClose(Consumer<SessionEnd> handler);

  /** Whether it goes on. */
  boolean isOpen();

  /** Ends the session after what was sent before, and tells the peer. The pairing stays. */
  void close();
}
