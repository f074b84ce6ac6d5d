package dev.lanward.mdns;

import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.MalformedMessageException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.WireParseException;

/** Reads messages, with every bound checked before the DNS library sees a byte. */
final class MdnsReader {
  private static final int FLAGS_INDEX = 2;
  private static final int COUNTS_INDEX = 4;

  /** Opcode and response code, which must be zero (RFC 6762 sections 18.3 and 18.11). */
  private static final int OPCODE_AND_RCODE = 0x780f;

  /** A type for private use (RFC 6895 section 3.1), which the library reads as bytes. */
  private static final int PASSED_OVER = 0xffee;

  private final MdnsLimits limits;

  MdnsReader(MdnsLimits limits) {
    this.limits = limits;
  }

  /**
   * Reads what remains in {@code datagram}.
   *
   * @return empty for a message that RFC 6762 says to ignore in silence
   */
  Optional<MdnsMessage> read(ByteBuffer datagram) throws MalformedMessageException {
    ByteBuffer data = datagram.slice();
    checkSize(data);
    if ((data.getShort(FLAGS_INDEX) & OPCODE_AND_RCODE) != 0) {
      return Optional.empty();
    }
    int announced = announced(data);
    Message message = parse(data);
    checkComplete(data, announced, message);
    // The library's record types throw what they like at odd bytes, not only what they declare.
    try {
      return Optional.of(convert(message));
    } catch (RuntimeException e) {
      throw new MalformedMessageException(Reason.BAD_VALUE, -1, "no DNS record: " + e);
    }
  }

  private static void checkComplete(ByteBuffer data, int announced, Message message)
      throws MalformedMessageException {
    int found = 0;
    for (int section = Section.QUESTION; section <= Section.ADDITIONAL; section++) {
      found += message.getSection(section).size();
    }
    // With the truncated bit set, the library forgives a message that ends early. We do not.
    if (found != announced) {
      throw new MalformedMessageException(
          Reason.TRUNCATED, -1, "message announces " + announced + " records, has " + found);
    }
    if (message.numBytes() != data.limit()) {
      throw new MalformedMessageException(
          Reason.TRAILING, (int) message.numBytes(), "bytes after the last record");
    }
  }

  private static void checkSize(ByteBuffer data) throws MalformedMessageException {
    if (data.limit() < MdnsProtocol.HEADER_BYTES) {
      throw new MalformedMessageException(
          Reason.TRUNCATED, 0, "a DNS header has 12 bytes, got " + data.limit());
    }
    if (data.limit() > MdnsProtocol.MAX_PACKET_BYTES) {
      throw new MalformedMessageException(
          Reason.TOO_LONG, 0, "a packet has at most 9000 bytes, got " + data.limit());
    }
  }

  private int announced(ByteBuffer data) throws MalformedMessageException {
    int count = 0;
    for (int section = 0; section < 4; section++) {
      count += data.getShort(COUNTS_INDEX + 2 * section) & 0xffff;
    }
    if (count > limits.maxRecords()) {
      throw new MalformedMessageException(
          Reason.TOO_LONG,
          COUNTS_INDEX,
          "at most " + limits.maxRecords() + " records, got " + count);
    }
    return count;
  }

  private static Message parse(ByteBuffer data) throws MalformedMessageException {
    byte[] message = new byte[data.limit()];
    data.get(0, message);
    try {
      return new Message(message);
    } catch (IOException | RuntimeException e) {
      return withoutDenials(message)
          .orElseThrow(
              () -> new MalformedMessageException(Reason.BAD_VALUE, -1, "no DNS message: " + e));
    }
  }

  /**
   * A host "MUST NOT ignore an entire message just because that message contains one or more NSEC
   * record(s)" that it cannot read (RFC 6762 section 6.1): they are passed over then.
   */
  private static Optional<Message> withoutDenials(byte[] message) {
    try {
      return maskDenials(message) ? Optional.of(new Message(message)) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Gives every NSEC record a type that nobody reads; returns whether there was one. */
  private static boolean maskDenials(byte[] message) throws WireParseException {
    ByteBuffer bytes = ByteBuffer.wrap(message);
    int questions = bytes.getShort(COUNTS_INDEX) & 0xffff;
    int records = 0;
    for (int section = Section.ANSWER; section <= Section.ADDITIONAL; section++) {
      records += bytes.getShort(COUNTS_INDEX + 2 * section) & 0xffff;
    }
    DNSInput input = new DNSInput(message);
    input.jump(MdnsProtocol.HEADER_BYTES);
    for (; questions > 0; questions--) {
      new Name(input);
      input.readU32(); // Type and class.
    }
    boolean isAny = false;
    for (; records > 0; records--) {
      new Name(input);
      int typeIndex = input.current();
      if (input.readU16() == Type.NSEC) {
        isAny = true;
        bytes.putShort(typeIndex, (short) PASSED_OVER);
      }
      input.readU16(); // Class.
      input.readU32(); // Time to live.
      input.readByteArray(input.readU16());
    }
    return isAny;
  }

  private static MdnsMessage convert(Message message) {
    List<Question> questions = new ArrayList<>();
    for (Record each : message.getSection(Section.QUESTION)) {
      int dclass = each.getDClass();
      questions.add(
          new Question(
              each.getName(),
              each.getType(),
              dclass & ~MdnsProtocol.UNICAST_RESPONSE,
              (dclass & MdnsProtocol.UNICAST_RESPONSE) != 0));
    }
    return new MdnsMessage(
        message.getHeader().getID(),
        message.getHeader().getFlag(Flags.QR),
        message.getHeader().getFlag(Flags.TC),
        questions,
        records(message, Section.ANSWER),
        records(message, Section.AUTHORITY),
        records(message, Section.ADDITIONAL));
  }

  private static List<Rr> records(Message message, int section) {
    List<Rr> records = new ArrayList<>();
    for (Record each : message.getSection(section)) {
      // OPT's class is a size and its TTL flags (RFC 6891): nothing of it is a record.
      if (each.getType() != Type.OPT && each.getType() != PASSED_OVER) {
        records.add(Rr.ofWireForm(each));
      }
    }
    return records;
  }
}
