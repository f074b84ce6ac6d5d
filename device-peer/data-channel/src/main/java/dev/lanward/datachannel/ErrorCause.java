package dev.lanward.datachannel;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An error cause, as ABORT and ERROR carry them.
 *
 * @param code which
 * @param detail its value; text for some
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9260#section-3.3.10">RFC 9260, section 3.3.10</a>
 */
record ErrorCause(int code, Bytes detail) {
  /** More than this of a reason is neither sent nor shown. */
  static final int MOST_TEXT_BYTES = 128;

  static ErrorCause ofText(int code, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return new ErrorCause(code, Bytes.copyOf(utf8, 0, Math.min(utf8.length, MOST_TEXT_BYTES)));
  }

  /** No User Data, which names the TSN (RFC 9260 3.3.10.9). */
  static ErrorCause noUserData(int tsn) {
    byte[] value = ByteBuffer.allocate(Integer.BYTES).putInt(tsn).array();
    return new ErrorCause(SctpProtocol.CAUSE_NO_USER_DATA, Bytes.copyOf(value));
  }

  /** The first cause of a chunk, or code 0 when there is none. */
  static ErrorCause readFirst(ByteBuffer packet, int at, int end) throws MalformedMessageException {
    ParameterReader causes = new ParameterReader(packet, at, end);
    return causes.next()
        ? new ErrorCause(causes.type(), causes.value())
        : new ErrorCause(0, Bytes.empty());
  }

  /** Writes a chunk of {@code type}, ABORT or ERROR, with this as its only cause. */
  void write(PacketWriter writer, int type, int flags) {
    int chunk = writer.beginChunk(type, flags);
    int cause = writer.beginParameter(code);
    writer.put(detail);
    writer.endParameter(cause);
    writer.endChunk(chunk);
  }

  /** The code, and the text where there is one, with nothing unprintable in it. */
  String describe() {
    int length = Math.min(detail.length(), MOST_TEXT_BYTES);
    StringBuilder text = new StringBuilder("cause ").append(code);
    if (code == SctpProtocol.CAUSE_USER_ABORT || code == SctpProtocol.CAUSE_PROTOCOL_VIOLATION) {
      text.append(": ");
      for (int i = 0; i < length; i++) {
        int c = detail.at(i);
        text.append(c >= 0x20 && c < 0x7f ? (char) c : '.');
      }
    }
    return text.toString();
  }
}
