package dev.lanward.mdns.unicast;

import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.MalformedMessageException.Reason;
import java.io.IOException;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/** Reads what comes from a server. */
final class AnswerReader {

  private AnswerReader() {}

  /**
   * @throws MalformedMessageException when {@code wire} is no message of DNS
   */
  static Message read(byte[] wire) throws MalformedMessageException {
    if (wire.length < UnicastProtocol.HEADER_BYTES) {
      throw new MalformedMessageException(
          Reason.TRUNCATED, 0, "a DNS header has 12 bytes, got " + wire.length);
    }
    // The library's record types throw what they like at odd bytes, not only what they declare.
    try {
      Message message = new Message(wire);
      message.getRcode();
      for (int section = Section.ANSWER; section <= Section.ADDITIONAL; section++) {
        message.getSection(section).forEach(each -> each.rdataToWireCanonical());
      }
      return message;
    } catch (IOException | RuntimeException e) {
      throw new MalformedMessageException(Reason.BAD_VALUE, -1, "no DNS message: " + e);
    }
  }
}
