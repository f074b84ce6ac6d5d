package dev.lanward.mdns;

import dev.lanward.core.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
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
   * A response in as many datagrams as it takes. Additional records that do not fit beside the last
   * answers follow as answers of their own: whoever lacks them would ask for them otherwise, which
   * takes longer and costs more. A resolver of old gets those that fit.
   */
  List<Bytes> writeSplit(MdnsMessage response) {
    List<Bytes> datagrams = new ArrayList<>();
    List<Rr> answers = new ArrayList<>();
    PacketSize size = empty(response);
    for (Rr each : response.answers()) {
      if (!size.add(List.of(each)) && !answers.isEmpty()) {
        datagrams.add(write(part(response, answers, List.of())));
        answers.clear();
        size = empty(response);
        size.add(List.of(each));
      }
      answers.add(each);
    }
    List<Rr> additionals = response.additionals().stream().filter(fitsInto(size)).toList();
    datagrams.add(write(part(response, answers, additionals)));
    List<Rr> left = new ArrayList<>(response.additionals());
    left.removeAll(new HashSet<>(additionals));
    if (!left.isEmpty() && response.questions().isEmpty()) {
      datagrams.addAll(writeSplit(part(response, left, List.of())));
    }
    return datagrams;
  }

  /**
   * A query in as many datagrams as it takes. Known answers that do not fit beside the questions
   * follow in packets of their own, announced by the truncated bit (RFC 6762 section 7.2).
   */
  List<Bytes> writeQueries(List<Question> questions, List<Rr> known) {
    List<Bytes> datagrams = new ArrayList<>();
    List<Question> asked = new ArrayList<>();
    PacketSize size = new PacketSize(limits.sendBytes());
    for (Question each : questions) {
      if (!size.add(each) && !asked.isEmpty()) {
        datagrams.addAll(writeQuery(asked, known));
        asked.clear();
        size = new PacketSize(limits.sendBytes());
        size.add(each);
      }
      asked.add(each);
    }
    datagrams.addAll(writeQuery(asked, known));
    return datagrams;
  }

  private List<Bytes> writeQuery(List<Question> questions, List<Rr> allKnown) {
    List<Rr> known =
        allKnown.stream()
            .filter(rr -> questions.stream().anyMatch(each -> isAnswer(rr, each)))
            .toList();
    List<Bytes> datagrams = new ArrayList<>();
    List<Question> asked = List.copyOf(questions);
    List<Rr> said = new ArrayList<>();
    PacketSize size = new PacketSize(limits.sendBytes());
    asked.forEach(size::add);
    for (Rr each : known) {
      if (!size.add(List.of(each)) && (!said.isEmpty() || !asked.isEmpty())) {
        datagrams.add(write(knowing(asked, said, true)));
        asked = List.of();
        said.clear();
        size = new PacketSize(limits.sendBytes());
        size.add(List.of(each));
      }
      said.add(each);
    }
    datagrams.add(write(knowing(asked, said, false)));
    return datagrams;
  }

  private PacketSize empty(MdnsMessage response) {
    PacketSize size = new PacketSize(limits.sendBytes());
    response.questions().forEach(size::add);
    return size;
  }

  private static Predicate<Rr> fitsInto(PacketSize size) {
    return each -> size.add(List.of(each));
  }

  private static boolean isAnswer(Rr rr, Question question) {
    return question.name().equals(rr.record().getName()) && question.asksFor(rr.record().getType());
  }

  private static MdnsMessage knowing(List<Question> asked, List<Rr> said, boolean more) {
    return new MdnsMessage(0, false, more, asked, said, List.of(), List.of());
  }

  private static MdnsMessage part(MdnsMessage whole, List<Rr> answers, List<Rr> additionals) {
    return new MdnsMessage(
        whole.id(), whole.response(), false, whole.questions(), answers, List.of(), additionals);
  }
}
