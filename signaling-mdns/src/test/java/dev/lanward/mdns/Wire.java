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
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
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

  static List<String> answers(Transmit transmit) {
    return records(parse(transmit.payload()), Section.ANSWER);
  }

  static List<String> additionals(Transmit transmit) {
    return records(parse(transmit.payload()), Section.ADDITIONAL);
  }
}
