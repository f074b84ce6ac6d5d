package dev.lanward.datachannel;

/**
 * Every cap of an association: what a peer, or a careless caller, can cost at most.
 *
 * @param packetSizeBytes the largest packet sent, 256 to 16384. Default 1192: the IPv6 minimum MTU
 *     of 1280 less 40 for IPv6, 8 for UDP and 37 for a DTLS 1.2 AES-GCM record, in whole words
 * @param maxMessageBytes the largest message received, 1 to 16 MiB. Default 262144, which SDP
 *     should then say as {@code a=max-message-size}; a peer that sends more is aborted
 * @param maxSendMessageBytes the largest message sent; what the peer's SDP says. Default 262144,
 *     which Chromium and Firefox both take
 * @param receiveWindowBytes what may arrive before the application takes it. Default 1 MiB: 100
 *     MiB/s at a round trip of 10 ms. Messages count with an overhead of 64 bytes a fragment, so
 *     that small ones cannot cost more than they seem to. At most twice this is held ever, plus one
 *     message and its overhead
 * @param sendBufferBytes what may wait to be sent or acknowledged. Default 4 MiB: the receive
 *     window of a browser, several times
 * @param maxChannels channels open at a time, either side's. Default 1024, as many as Chromium has
 * @param maxTsnSpan how far ahead of the first gap a TSN may lie; also how many may be under way.
 *     Default 16384; the wire allows 65535
 * @param maxBurstPackets packets sent at a time without hearing from the peer or the clock. Default
 *     64: what a Linux receive buffer of the default 212,992 bytes holds of them is some 90
 * @param maxPendingEvents events other than messages that may wait to be polled. Default 4096; more
 *     and the peer that causes them is aborted
 * @param packetsPerSack packets with DATA that are acknowledged together, 1 to 64. Default 2, as
 *     RFC 9260 section 6.2 has it. A sender's window grows by acknowledgements: more slowly with
 *     more
 */
public record Limits(
    int packetSizeBytes,
    int maxMessageBytes,
    int maxSendMessageBytes,
    int receiveWindowBytes,
    int sendBufferBytes,
    int maxChannels,
    int maxTsnSpan,
    int maxBurstPackets,
    int maxPendingEvents,
    int packetsPerSack) {
  private static final int MEBIBYTE = 1 << 20;

  /** The limits that each component's documentation names. */
  public static final Limits DEFAULT =
      new Limits(1192, 262_144, 262_144, MEBIBYTE, 4 * MEBIBYTE, 1024, 16_384, 64, 4096, 2);

  public Limits {
    check("packetSizeBytes", packetSizeBytes, 256, 16_384);
    check("maxMessageBytes", maxMessageBytes, 1, 16 * MEBIBYTE);
    check("maxSendMessageBytes", maxSendMessageBytes, 1, 256 * MEBIBYTE);
    check("receiveWindowBytes", receiveWindowBytes, 4096, 256 * MEBIBYTE);
    check("sendBufferBytes", sendBufferBytes, 4096, 1024 * MEBIBYTE);
    check("maxChannels", maxChannels, 1, 65_535);
    check("maxTsnSpan", maxTsnSpan, 64, 65_535);
    check("maxBurstPackets", maxBurstPackets, 4, 65_535);
    check("maxPendingEvents", maxPendingEvents, 16, Integer.MAX_VALUE);
    check("packetsPerSack", packetsPerSack, 1, 64);
  }

  /** The same, with packets of at most {@code bytes}. */
  public Limits withPacketSizeBytes(int bytes) {
    return new Limits(
        bytes,
        maxMessageBytes,
        maxSendMessageBytes,
        receiveWindowBytes,
        sendBufferBytes,
        maxChannels,
        maxTsnSpan,
        maxBurstPackets,
        maxPendingEvents,
        packetsPerSack);
  }

  /** The same, receiving and sending messages of at most {@code bytes}. */
  public Limits withMessageBytes(int receive, int send) {
    return new Limits(
        packetSizeBytes,
        receive,
        send,
        receiveWindowBytes,
        sendBufferBytes,
        maxChannels,
        maxTsnSpan,
        maxBurstPackets,
        maxPendingEvents,
        packetsPerSack);
  }

  /** The same, with these buffers. */
  public Limits withBuffers(int receiveWindow, int sendBuffer) {
    return new Limits(
        packetSizeBytes,
        maxMessageBytes,
        maxSendMessageBytes,
        receiveWindow,
        sendBuffer,
        maxChannels,
        maxTsnSpan,
        maxBurstPackets,
        maxPendingEvents,
        packetsPerSack);
  }

  /** The same, with at most {@code count} channels. */
  public Limits withMaxChannels(int count) {
    return new Limits(
        packetSizeBytes,
        maxMessageBytes,
        maxSendMessageBytes,
        receiveWindowBytes,
        sendBufferBytes,
        count,
        maxTsnSpan,
        maxBurstPackets,
        maxPendingEvents,
        packetsPerSack);
  }

  /** The same, with at most {@code packets} sent at a time. */
  public Limits withMaxBurstPackets(int packets) {
    return new Limits(
        packetSizeBytes,
        maxMessageBytes,
        maxSendMessageBytes,
        receiveWindowBytes,
        sendBufferBytes,
        maxChannels,
        maxTsnSpan,
        packets,
        maxPendingEvents,
        packetsPerSack);
  }

  /** The same, with an acknowledgement for every {@code packets}. */
  public Limits withPacketsPerSack(int packets) {
    return new Limits(
        packetSizeBytes,
        maxMessageBytes,
        maxSendMessageBytes,
        receiveWindowBytes,
        sendBufferBytes,
        maxChannels,
        maxTsnSpan,
        maxBurstPackets,
        maxPendingEvents,
        packets);
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + " to " + most + ", was " + value);
    }
  }
}
