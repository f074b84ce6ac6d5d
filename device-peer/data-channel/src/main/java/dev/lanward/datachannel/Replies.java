package dev.lanward.datachannel;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;

/**
 * The chunks that answer one of the peer's, or tell it what is wrong, and stand for nothing else.
 */
final class Replies {
  /** Of what the peer sent, so much is sent back at most. */
  private static final int BIGGEST_ECHO_BYTES = 512;

  private final Context context;
  private final Handshake handshake;
  private final Outbox outbox;

  Replies(Context context, Handshake handshake, Outbox outbox) {
    this.context = context;
    this.handshake = handshake;
    this.outbox = outbox;
  }

  void cookieAck() {
    outbox.add(
        handshake.peerTag(),
        SctpProtocol.CHUNK_HEADER_BYTES,
        w -> w.endChunk(w.beginChunk(SctpProtocol.COOKIE_ACK, 0)));
  }

  void shutdownComplete() {
    outbox.addAlone(
        handshake.peerTag(),
        SctpProtocol.CHUNK_HEADER_BYTES,
        w -> w.endChunk(w.beginChunk(SctpProtocol.SHUTDOWN_COMPLETE, 0)));
  }

  void heartbeatAck(HeartbeatChunk request) {
    if (request.sizeBytes() <= BIGGEST_ECHO_BYTES
        && request.sizeBytes() <= context.mostChunkBytes()) {
      outbox.add(
          handshake.peerTag(),
          request.sizeBytes(),
          w -> request.write(w, SctpProtocol.HEARTBEAT_ACK));
    }
  }

  void abort(ErrorCause cause) {
    outbox.addAlone(
        handshake.peerTag(),
        8 + ErrorCause.MOST_TEXT_BYTES,
        w -> cause.write(w, SctpProtocol.ABORT, 0));
  }

  /** RFC 9260 3.2.2: what an INIT ACK wants reported travels with COOKIE ECHO. */
  void unrecognizedParameters(InitChunk ack) {
    Bytes padded = Bytes.empty();
    for (Bytes parameter : ack.unrecognized()) {
      int padding = SctpProtocol.padded(parameter.length()) - parameter.length();
      padded = Bytes.concat(padded, parameter, Bytes.copyOf(new byte[padding]));
    }
    if (padded.length() > 0) {
      error(new ErrorCause(SctpProtocol.CAUSE_UNRECOGNIZED_PARAMETERS, padded), padded.length());
    }
  }

  /** RFC 9260 3.2: reports a chunk, which is quoted from {@code at} to {@code end}. */
  void unrecognizedChunk(ByteBuffer packet, int at, int end) {
    int most = Math.min(BIGGEST_ECHO_BYTES, context.mostChunkBytes()) - 8;
    Bytes quoted = ParameterReader.copy(packet, at, Math.min(end - at, most));
    error(new ErrorCause(SctpProtocol.CAUSE_UNRECOGNIZED_CHUNK, quoted), quoted.length());
  }

  private void error(ErrorCause cause, int causeBytes) {
    outbox.add(
        handshake.peerTag(),
        SctpProtocol.padded(8 + causeBytes),
        w -> cause.write(w, SctpProtocol.ERROR, 0));
  }
}
