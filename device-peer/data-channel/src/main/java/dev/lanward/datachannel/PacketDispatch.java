package dev.lanward.datachannel;

import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;

/** Which packets count, by their verification tag, and which chunk of them goes where. */
final class PacketDispatch {
  /** RE-CONFIG chunks of a packet that are read: a request and an answer, and as much again. */
  private static final int MOST_RECONFIGS = 4;

  private final PacketReader reader;
  private final Handshake handshake;
  private final ChunkHandler handler;

  // Of the packet being read: both cost more than they weigh, and a packet has room for hundreds.
  private int sacks;
  private int reconfigs;

  PacketDispatch(PacketChecksum checksum, Handshake handshake, ChunkHandler handler) {
    reader = new PacketReader(checksum);
    this.handshake = handshake;
    this.handler = handler;
  }

  /**
   * Hands the packet's chunks on, one after the other.
   *
   * @throws MalformedMessageException when one cannot be read; those before it were taken
   * @throws ProtocolViolation when the association has to be aborted
   */
  void handle(ByteBuffer packet) throws MalformedMessageException, ProtocolViolation {
    try {
      reader.open(packet, handshake.takesZeroChecksum());
      sacks = 0;
      reconfigs = 0;
      boolean first = true;
      while (!handler.isOver() && reader.next()) {
        if ((first || reader.type() == SctpProtocol.INIT) && !mayEnter()) {
          return;
        }
        first = false;
        if (!handleChunk()) {
          return;
        }
      }
    } finally {
      reader.close();
    }
  }

  /** Whether the packet is for this association and begins with a chunk of {@code type}. */
  boolean beginsWith(ByteBuffer packet, int type) throws MalformedMessageException {
    try {
      reader.open(packet, handshake.takesZeroChecksum());
      return reader.next() && reader.type() == type && reader.tag() == handshake.tag();
    } finally {
      reader.close();
    }
  }

  private boolean mayEnter() {
    if (reader.type() == SctpProtocol.INIT) {
      if (!reader.isAlone() || reader.tag() != 0) {
        handler.dropped("INIT must be alone, with tag 0 (RFC 9260 8.5.1)");
        return false;
      }
    } else if (!hasGoodTag()) {
      handler.dropped("verification tag is not ours (RFC 9260 8.5)");
      return false;
    }
    return true;
  }

  private boolean hasGoodTag() {
    int type = reader.type();
    if (type == SctpProtocol.COOKIE_ECHO) {
      return handshake.isTagOfCookieEcho(reader.tag());
    }
    boolean reflects = type == SctpProtocol.ABORT || type == SctpProtocol.SHUTDOWN_COMPLETE;
    if (reflects && (reader.flags() & SctpProtocol.FLAG_REFLECTED_TAG) != 0) {
      return handshake.peerTag() != 0 && reader.tag() == handshake.peerTag();
    }
    return reader.tag() == handshake.tag();
  }

  /** Returns whether the rest of the packet is to be read. */
  private boolean handleChunk() throws MalformedMessageException, ProtocolViolation {
    ByteBuffer packet = reader.packet();
    int at = reader.valueStart();
    int end = reader.valueEnd();
    switch (reader.type()) {
      case SctpProtocol.DATA ->
          handler.data(DataChunk.read(packet, reader.flags(), at, end), packet);
      case SctpProtocol.I_DATA ->
          handler.interleavedData(InterleavedData.read(packet, reader.flags(), at, end), packet);
      case SctpProtocol.SACK -> {
        if (sacks++ == 0) {
          handler.sack(SackChunk.read(packet, at, end));
        }
      }
      case SctpProtocol.INIT -> handler.init(InitChunk.read(packet, at, end));
      case SctpProtocol.INIT_ACK -> handler.initAck(InitChunk.read(packet, at, end));
      case SctpProtocol.COOKIE_ECHO -> {
        return handler.cookieEcho(reader.tag(), packet, at, end);
      }
      case SctpProtocol.COOKIE_ACK -> handler.cookieAck();
      case SctpProtocol.HEARTBEAT -> handler.heartbeat(HeartbeatChunk.read(packet, at, end));
      case SctpProtocol.HEARTBEAT_ACK -> handler.heartbeatAck(HeartbeatChunk.read(packet, at, end));
      case SctpProtocol.ABORT -> {
        handler.aborted(ErrorCause.readFirst(packet, at, end));
        return false;
      }
      case SctpProtocol.ERROR -> handler.reported(ErrorCause.readFirst(packet, at, end));
      case SctpProtocol.SHUTDOWN -> handler.shutdown(ShutdownChunk.read(packet, at, end));
      case SctpProtocol.SHUTDOWN_ACK -> handler.shutdownAck();
      case SctpProtocol.SHUTDOWN_COMPLETE -> {
        handler.shutdownComplete();
        return false; // It is alone (RFC 9260 6.10), and its tag may not be ours.
      }
      case SctpProtocol.FORWARD_TSN -> handler.forwardTsn(ForwardTsnChunk.read(packet, at, end));
      case SctpProtocol.I_FORWARD_TSN ->
          handler.interleavedForwardTsn(InterleavedForwardTsn.read(packet, at, end));
      case SctpProtocol.RE_CONFIG -> {
        if (reconfigs++ < MOST_RECONFIGS) {
          handler.reconfig(ReconfigChunk.read(packet, at, end));
        }
      }
      case SctpProtocol.PAD -> {} // RFC 4820 section 3: discarded.
      default -> {
        // RFC 9260 3.2: the highest bit says whether to go on after an unknown chunk.
        handler.unknown(reader.type(), packet, reader.chunkStart(), end);
        return (reader.type() & SctpProtocol.SKIP_BIT_OF_BYTE) != 0;
      }
    }
    return true;
  }
}
