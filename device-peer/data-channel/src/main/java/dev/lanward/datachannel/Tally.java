package dev.lanward.datachannel;

/** The running numbers behind {@link Counters}; the fields mean what its components say. */
final class Tally {
  long packetsSent;
  long packetsReceived;
  long packetsDropped;
  long chunksSent;
  long chunksRetransmitted;
  long chunksReceived;
  long chunksDuplicate;
  long chunksRefused;
  long messagesSent;
  long messagesReceived;
  long messagesAbandoned;
  long bytesSent;
  long bytesReceived;
  long retransmissionTimeouts;
  long fastRetransmits;
  long violations;

  Counters counters() {
    return new Counters(
        packetsSent,
        packetsReceived,
        packetsDropped,
        chunksSent,
        chunksRetransmitted,
        chunksReceived,
        chunksDuplicate,
        chunksRefused,
        messagesSent,
        messagesReceived,
        messagesAbandoned,
        bytesSent,
        bytesReceived,
        retransmissionTimeouts,
        fastRetransmits,
        violations);
  }
}
