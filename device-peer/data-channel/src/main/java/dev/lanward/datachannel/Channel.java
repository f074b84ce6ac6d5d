package dev.lanward.datachannel;

/** One data channel: a stream in each direction. */
final class Channel {
  /** Whether it can be used. */
  enum State {
    /** DATA_CHANNEL_OPEN is on its way, or the association is: becomes OPEN or CLOSING. */
    OPENING,
    /** Becomes CLOSING. */
    OPEN,
    /** Flushes, then resets its stream; is removed when the peer has reset its own. */
    CLOSING
  }

  final SendStream stream;
  final boolean ordered;
  final boolean negotiated;
  final int maxRetransmits;

  /** In nanoseconds; negative when messages do not expire. */
  final long lifetime;

  State state = State.OPENING;

  /** Whether the peer is known to know of it: before, all is sent in order (RFC 8832 6). */
  boolean confirmed;

  boolean resetWanted;
  boolean outgoingReset;
  boolean incomingReset;

  /** Whether {@link Association#consumed} says when a message is done with, not the polling. */
  boolean manual;

  /** What messages polled and not yet consumed cost, overhead included. */
  long unconsumed;

  Channel(int id, ChannelOptions options) {
    stream = new SendStream(id, options.priority().cost());
    ordered = options.ordered();
    negotiated = options.negotiatedId().isPresent();
    maxRetransmits = options.maxRetransmits().orElse(OutgoingMessage.WITHOUT_END);
    lifetime = options.maxPacketLifeTime().map(age -> age.toNanos()).orElse(-1L);
    confirmed = negotiated;
  }

  int id() {
    return stream.id;
  }
}
