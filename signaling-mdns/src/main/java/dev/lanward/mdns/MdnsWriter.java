package dev.lanward.mdns;

import dev.lanward.core.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Writes messages, split where one would outgrow a frame. */
final class MdnsWriter {
  private final MdnsLimits limits;

  MdnsWriter(MdnsLimits limits) {
    this.limits = limits;
  }

  /** The message as one datagram, whatever its size. */
  static Bytes write(MdnsMessage message) {
    Message wire = new Message(message.id());
    Header header = wire.getHeader();
    if (message.response()) {
      header.setFlag(Flags.QR);
      header.setFlag(Flags.AA);
    }
    if (message.truncated()) {
      header.setFlag(Flags.TC);
    }
    for (Question each : message.questions()) {
      int unicast = each.unicastResponse() ? MdnsProtocol.UNICAST_RESPONSE : 0;
      wire.addRecord(
          Record.newRecord(each.name(), each.type(), each.dclass() | unicast), Section.QUESTION);
    }
    message.answers().forEach(each -> wire.addRecord(each.toWireForm(), Section.ANSWER));
    message.authorities().forEach(each -> wire.addRecord(each.toWireForm(), Section.AUTHORITY));
    message.additionals().forEach(each -> wire.addRecord(each.toWireForm(), Section.ADDITIONAL));
    return Bytes.copyOf(wire.toWire());
  }

  /**
   * A response in as many datagrams as it takes. Additional records are a courtesy: those that do
   * not fit beside the last answers are left out.
   */
  List<Bytes> writeSplit(MdnsMessage response) {
    List<Bytes> datagrams = new ArrayList<>();
    List<Rr> answers = new ArrayList<>();
    int used = headBytes(response);
    for (Rr each : response.answers()) {
      int size = sizeBytes(each);
      if (!answers.isEmpty() && used + size > limits.sendBytes()) {
        datagrams.add(write(part(response, answers, List.of())));
        answers.clear();
        used = headBytes(response);
      }
      answers.add(each);
      used += size;
    }
    List<Rr> additionals = new ArrayList<>();
    for (Rr each : response.additionals()) {
      used += sizeBytes(each);
      if (used <= limits.sendBytes()) {
        additionals.add(each);
      }
    }
    datagrams.add(write(part(response, answers, additionals)));
    return datagrams;
  }

  private static MdnsMessage part(MdnsMessage whole, List<Rr> answers, List<Rr> additionals) {
    return new MdnsMessage(
        whole.id(), whole.response(), false, whole.questions(), answers, List.of(), additionals);
  }

  private static int headBytes(MdnsMessage message) {
    int size = MdnsProtocol.HEADER_BYTES;
    for (Question each : message.questions()) {
      size += each.name().length() + 4;
    }
    return size;
  }

  /** Without compression, so an upper bound. */
  private static int sizeBytes(Rr each) {
    return each.record().toWire(Section.ANSWER).length;
  }
}
