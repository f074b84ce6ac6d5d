package dev.lanward.datachannel;

import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;

/** Which packets count, by their verification tag, and which chunk of them goes where. */
final class PacketDispatch {
  private final PacketReader reader;
  private final Handshake handshake;
  private final ChunkHandler handler;

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
      reader.open(packet);
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
      reader.open(packet);
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
      case SctpProtocol.SACK -> handler.sack(SackChunk.read(packet, at, end));
      case SctpProtocol.INIT -> handler.init(InitChunk.read(packet, at, end));
      case SctpProtocol.INIT_ACK -> handler.initAck(InitChunk.read(packet, at, end));
      case SctpProtocol.COOKIE_ECHO -> {
        return handler.cookieEcho(packet, at, end);
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
      case SctpProtocol.RE_CONFIG -> handler.reconfig(ReconfigChunk.read(packet, at, end));
      default -> {
        // RFC 9260 3.2: the highest bit says whether to go on after an unknown chunk.
        handler.unknown(reader.type(), packet, reader.chunkStart(), end);
        return (reader.type() & SctpProtocol.SKIP_BIT_OF_BYTE) != 0;
      }
    }
    return true;
  }
}
