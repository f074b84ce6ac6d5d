package dev.lanward.datachannel;

import dev.lanward.core.Bytes;

/** What an {@link Association} has to tell. */
public sealed interface Event {

  /** Both sides may send. */
  record Connected() implements Event {}

  /**
   * The peer opened a channel; it may be used at once.
   *
   * @param channel what it is
   */
  record ChannelOpened(ChannelInfo channel) implements Event {}

  /**
   * A channel that this side opened is open: the peer acknowledged it, or it is negotiated and the
   * association is up.
   *
   * @param streamId which
   */
  record ChannelOpen(int streamId) implements Event {}

  /**
   * A whole message arrived.
   *
   * @param streamId on which channel
   * @param kind text or binary
   * @param payload what
   */
  record MessageReceived(int streamId, MessageKind kind, Bytes payload) implements Event {}

  /**
   * What is buffered for sending fell to the threshold or below it.
   *
   * @param streamId on which channel
   */
  record BufferedAmountLow(int streamId) implements Event {}

  /**
   * A channel is closed in both directions, whoever began; its id is free again.
   *
   * @param streamId which
   */
  record ChannelClosed(int streamId) implements Event {}

  /**
   * The association is over; the last event of all. Channels still open are closed with it.
   *
   * @param reason why
   * @param detail for a log
   */
  record Closed(CloseReason reason, String detail) implements Event {}

  /**
   * The peer broke a rule, and what it sent was dropped.
   *
   * @param rule which rule, and what came, for a log
   */
  record PeerViolation(String rule) implements Event {}

  /** Hands this event to the method for its kind. */
  default void dispatch(Handler handler) {
    if (this instanceof MessageReceived event) {
      handler.messageReceived(event);
    } else if (this instanceof BufferedAmountLow event) {
      handler.bufferedAmountLow(event);
    } else if (this instanceof Connected event) {
      handler.connected(event);
    } else if (this instanceof ChannelOpened event) {
      handler.channelOpened(event);
    } else if (this instanceof ChannelOpen event) {
      handler.channelOpen(event);
    } else if (this instanceof ChannelClosed event) {
      handler.channelClosed(event);
    } else if (this instanceof Closed event) {
      handler.closed(event);
    } else if (this instanceof PeerViolation event) {
      handler.peerViolation(event);
    } else {
      throw new AssertionError(this);
    }
  }

  /** One method for each kind, so that none can be forgotten. */
  interface Handler {
    /** See {@link Connected}. */
    void connected(Connected event);

    /** See {@link ChannelOpened}. */
    void channelOpened(ChannelOpened event);

    /** See {@link ChannelOpen}. */
    void channelOpen(ChannelOpen event);

    /** See {@link MessageReceived}. */
    void messageReceived(MessageReceived event);

    /** See {@link BufferedAmountLow}. */
    void bufferedAmountLow(BufferedAmountLow event);

    /** See {@link ChannelClosed}. */
    void channelClosed(ChannelClosed event);

    /** See {@link Closed}. */
    void closed(Closed event);

    /** See {@link PeerViolation}. */
    void peerViolation(PeerViolation event);
  }
}
