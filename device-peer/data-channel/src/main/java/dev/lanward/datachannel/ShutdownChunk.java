package dev.lanward.datachannel;

import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;

/**
 * SHUTDOWN: nothing more comes from its sender.
 *
 * @param cumulativeTsn every TSN up to here has arrived there
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.3.8">RFC 9260, section 3.3.8</a>
 */
record ShutdownChunk(int cumulativeTsn) {

  static ShutdownChunk read(ByteBuffer packet, int at, int end) throws MalformedMessageException {
    ParameterReader.require(end - at >= 4, at, "SHUTDOWN", 4, end - at);
    return new ShutdownChunk(packet.getInt(at));
  }

  void write(PacketWriter writer) {
    int chunk = writer.beginChunk(SctpProtocol.SHUTDOWN, 0);
    writer.put32(cumulativeTsn);
    writer.endChunk(chunk);
  }
}
