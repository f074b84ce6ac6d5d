package dev.lanward.datachannel;

/**
 * What an association has done so far.
 *
 * @param packetsSent packets handed out
 * @param packetsReceived packets handed in, good or bad
 * @param packetsDropped of these, dropped: malformed, wrong tag or checksum
 * @param chunksSent DATA sent, retransmissions included
 * @param chunksRetransmitted DATA sent again
 * @param chunksReceived DATA received and new
 * @param chunksDuplicate DATA received again
 * @param chunksRefused DATA dropped for want of room
 * @param messagesSent messages given to {@link Association#send}
 * @param messagesReceived whole messages received
 * @param messagesAbandoned messages given up before all of them arrived (RFC 3758)
 * @param bytesSent payload of messages given to {@link Association#send}
 * @param bytesReceived payload of whole messages received
 * @param retransmissionTimeouts expiries of T3-rtx
 * @param fastRetransmits times that gap reports made DATA be sent again
 * @param violations rules that the peer broke
 */
public record Counters(
    long packetsSent,
    long packetsReceived,
    long packetsDropped,
    long chunksSent,
    long chunksRetransmitted,
    long chunksReceived,
    long chunksDuplicate,
    long chunksRefused,
    long messagesSent,
    long messagesReceived,
    long messagesAbandoned,
    long bytesSent,
    long bytesReceived,
    long retransmissionTimeouts,
    long fastRetransmits,
    long violations) {}
