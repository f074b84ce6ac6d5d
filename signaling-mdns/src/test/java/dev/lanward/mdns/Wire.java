package dev.lanward.mdns;

import dev.lanward.core.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Packets made and read by the DNS library alone, without a line of ours in between. */
final class Wire {
  static final int FLUSH = 0x8000;
  static final int UNICAST = 0x8000;

  private Wire() {}

  static Name name(UUID host) {
    return name(host + ".local.");
  }

  static Name name(String text) {
    return Name.fromConstantString(text);
  }

  static InetAddress ip(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  static InetSocketAddress at(String literal, int port) {
    return new InetSocketAddress(ip(literal), port);
  }

  static Record a(UUID host, String address, long ttl, int classBits) {
    return new ARecord(name(host), DClass.IN | classBits, ttl, ip(address));
  }

  static Record aaaa(UUID host, String address, long ttl, int classBits) {
    return new AAAARecord(name(host), DClass.IN | classBits, ttl, ip(address));
  }

  static Record question(UUID host, int type) {
    return Record.newRecord(name(host), type, DClass.IN);
  }

  static Record unicastQuestion(UUID host, int type) {
    return Record.newRecord(name(host), type, DClass.IN | UNICAST);
  }

  static Record question(String name, int type) {
    return Record.newRecord(name(name), type, DClass.IN);
  }

  static Record unicastQuestion(String name, int type) {
    return Record.newRecord(name(name), type, DClass.IN | UNICAST);
  }

  static Record ptr(String owner, String target, long ttl) {
    return new PTRRecord(name(owner), DClass.IN, ttl, name(target));
  }

  static Record srv(String owner, String host, int port, long ttl) {
    return new SRVRecord(name(owner), DClass.IN | FLUSH, ttl, 0, 0, port, name(host));
  }

  static Record txt(String owner, long ttl, String... strings) {
    return new TXTRecord(name(owner), DClass.IN | FLUSH, ttl, List.of(strings));
  }

  static Message query(Record... questions) {
    Message message = new Message(0);
    for (Record each : questions) {
      message.addRecord(each, Section.QUESTION);
    }
    return message;
  }

  static Message response(Record... answers) {
    Message message = new Message(0);
    message.getHeader().setFlag(Flags.QR);
    message.getHeader().setFlag(Flags.AA);
    for (Record each : answers) {
      message.addRecord(each, Section.ANSWER);
    }
    return message;
  }

  static Message parse(Bytes payload) {
    try {
      return new Message(payload.toArray());
    } catch (java.io.IOException e) {
      throw new AssertionError("what we send is a DNS message", e);
    }
  }

  /** The records of a section as "type data ttl[ flush]". */
  static List<String> records(Message message, int section) {
    List<String> all = new ArrayList<>();
    for (Record each : message.getSection(section)) {
      boolean flush = (each.getDClass() & FLUSH) != 0;
      String line = Type.string(each.getType()) + " " + each.rdataToString() + " " + each.getTTL();
      all.add(flush ? line + " flush" : line);
    }
    return all;
  }

  /** The same with the owner's name before it. */
  static List<String> named(Message message, int section) {
    List<String> lines = records(message, section);
    List<Record> all = message.getSection(section);
    List<String> named = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      named.add(all.get(i).getName() + " " + lines.get(i));
    }
    return named;
  }

  static List<String> namedAnswers(Transmit transmit) {
    return named(parse(transmit.payload()), Section.ANSWER);
  }

  static List<String> namedAdditionals(Transmit transmit) {
    return named(parse(transmit.payload()), Section.ADDITIONAL);
  }

  static List<String> answers(Transmit transmit) {
    return records(parse(transmit.payload()), Section.ANSWER);
  }

  static List<String> additionals(Transmit transmit) {
    return records(parse(transmit.payload()), Section.ADDITIONAL);
  }
}
