package dev.lanward.datachannel;

import static dev.lanward.datachannel.SctpProtocol.PARAMETER_HEARTBEAT_INFO;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.MalformedMessageException.Reason;
import java.nio.ByteBuffer;

/**
 * HEARTBEAT and HEARTBEAT ACK: an opaque word to be sent back as it came.
 *
 * @param info the value of the Heartbeat Info parameter
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.3.5">RFC 9260, section 3.3.5</a>
 */
record HeartbeatChunk(Bytes info) {

  static HeartbeatChunk read(ByteBuffer packet, int at, int end) throws MalformedMessageException {
    ParameterReader parameters = new ParameterReader(packet, at, end);
    if (!parameters.next() || parameters.type() != PARAMETER_HEARTBEAT_INFO) {
      throw new MalformedMessageException(Reason.MISSING, at, "HEARTBEAT without Heartbeat Info");
    }
    return new HeartbeatChunk(parameters.value());
  }

  /** Writes it as {@code type}: HEARTBEAT or HEARTBEAT ACK. */
  void write(PacketWriter writer, int type) {
    int chunk = writer.beginChunk(type, 0);
    int parameter = writer.beginParameter(PARAMETER_HEARTBEAT_INFO);
    writer.put(info);
    writer.endParameter(parameter);
    writer.endChunk(chunk);
  }

  /** How long the chunk is, padding included. */
  int sizeBytes() {
    return SctpProtocol.padded(8 + info.length());
  }
}
