package dev.lanward.mdns.unicast;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.Type;

/**
 * The primary server of one zone, as RFC 2136 section 3 describes it, in memory. The real one is
 * BIND, in the lab; this one can be told to misbehave.
 */
final class ZoneServer {
  final Set<Record> records = new LinkedHashSet<>();
  final List<Message> updates = new ArrayList<>();
  final List<Message> queries = new ArrayList<>();

  /** Answers everything with this, unless it is NOERROR. */
  int answersAlways = Rcode.NOERROR;

  boolean isAuthoritative = true;
  boolean signs = true;
  boolean addsAddresses = true;
  Optional<Integer> leaseSeconds = Optional.empty();
  int maxUdpAnswer = 1232;

  private final Name zone;
  private final Name keyName;
  private final TSIG key;
  private final InstantSource clock;

  ZoneServer(String zone, TsigKey key, InstantSource clock) {
    this.zone = Name.fromConstantString(zone);
    this.keyName = Name.fromConstantString(key.name() + ".");
    this.key = key.signer(clock);
    this.clock = clock;
  }

  /** The names at which there are records, as text. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    records.forEach(each -> names.add(each.getName().toString()));
    return names;
  }

  List<Record> at(String name, int type) {
    Name owner = Name.fromConstantString(name);
    return records.stream()
        .filter(
            each -> each.getName().equals(owner) && (type == Type.ANY || each.getType() == type))
        .toList();
  }

  byte[] answer(byte[] wire, boolean isUdp) {
    try {
      Message asked = new Message(wire);
      Message answer =
          asked.getHeader().getOpcode() == Opcode.UPDATE ? update(asked, wire) : query(asked);
      byte[] whole = answer.toWire();
      if (isUdp && whole.length > maxUdpAnswer) {
        Message cut = reply(asked);
        cut.getHeader().setFlag(Flags.TC);
        return cut.toWire();
      }
      return whole;
    } catch (java.io.IOException e) {
      throw new AssertionError("we send DNS", e);
    }
  }

  private Message query(Message asked) {
    queries.add(asked);
    Message answer = reply(asked);
    Record question = asked.getQuestion();
    if (answersAlways != Rcode.NOERROR) {
      answer.getHeader().setRcode(answersAlways);
      return answer;
    }
    if (isAuthoritative) {
      answer.getHeader().setFlag(Flags.AA);
    }
    List<Record> found = at(question.getName().toString(), question.getType());
    found.forEach(each -> answer.addRecord(each, Section.ANSWER));
    if (question.getType() == Type.SOA && question.getName().equals(zone)) {
      answer.addRecord(soa(), Section.ANSWER);
    } else if (found.isEmpty()) {
      boolean exists = !at(question.getName().toString(), Type.ANY).isEmpty();
      answer.getHeader().setRcode(exists ? Rcode.NOERROR : Rcode.NXDOMAIN);
      answer.addRecord(soa(), Section.AUTHORITY);
    }
    for (Record each : found) {
      if (each instanceof SRVRecord srv && addsAddresses) {
        at(srv.getTarget().toString(), Type.A).forEach(a -> answer.addRecord(a, 3));
        at(srv.getTarget().toString(), Type.AAAA).forEach(a -> answer.addRecord(a, 3));
      }
    }
    return answer;
  }

  private Message update(Message asked, byte[] wire) {
    updates.add(asked);
    Message answer = reply(asked);
    TSIGRecord theirs = asked.getTSIG();
    int verdict = theirs == null ? Rcode.REFUSED : key.verify(asked, wire, null);
    if (theirs != null && !theirs.getName().equals(keyName)) {
      verdict = Rcode.BADKEY;
    }
    if (theirs == null || verdict != Rcode.NOERROR) {
      return refuse(answer, theirs, verdict);
    }
    answer.getHeader().setRcode(answersAlways != Rcode.NOERROR ? answersAlways : apply(asked));
    leaseSeconds.ifPresent(seconds -> addLease(answer, seconds));
    if (signs) {
      key.apply(answer, theirs);
    }
    return answer;
  }

  private Message refuse(Message answer, TSIGRecord theirs, int verdict) {
    answer.getHeader().setRcode(theirs == null ? Rcode.REFUSED : Rcode.NOTAUTH);
    if (theirs != null) {
      Instant now = clock.instant();
      byte[] time = new byte[6];
      for (int i = 0; i < 6; i++) {
        time[i] = (byte) (now.getEpochSecond() >> (8 * (5 - i)));
      }
      answer.addRecord(
          new TSIGRecord(
              theirs.getName(),
              DClass.ANY,
              0,
              theirs.getAlgorithm(),
              theirs.getTimeSigned(),
              theirs.getFudge(),
              new byte[0],
              answer.getHeader().getID(),
              verdict,
              verdict == Rcode.BADTIME ? time : new byte[0]),
          Section.ADDITIONAL);
    }
    return answer;
  }

  private static void addLease(Message answer, int seconds) {
    byte[] data = java.nio.ByteBuffer.allocate(4).putInt(seconds).array();
    EDNSOption option = new GenericEDNSOption(2, data);
    answer.addRecord(new OPTRecord(1232, 0, 0, 0, option), Section.ADDITIONAL);
  }

  private int apply(Message update) {
    for (Record each : update.getSection(Section.PREREQ)) {
      if (each.getTTL() != 0) {
        return Rcode.FORMERR; // RFC 2136 section 3.2.5
      }
      boolean exists = !at(each.getName().toString(), Type.ANY).isEmpty();
      if (each.getDClass() == DClass.NONE && each.getType() == Type.ANY && exists) {
        return Rcode.YXDOMAIN;
      }
      if (each.getDClass() == DClass.IN && records.stream().noneMatch(r -> isSame(r, each))) {
        return Rcode.NXRRSET;
      }
    }
    for (Record each : update.getSection(Section.UPDATE)) {
      if (!each.getName().subdomain(zone)) {
        return Rcode.NOTZONE;
      }
      switch (each.getDClass()) {
        case DClass.IN -> {
          records.removeIf(r -> isSame(r, each));
          records.add(each);
        }
        case DClass.ANY ->
            records.removeIf(
                r ->
                    r.getName().equals(each.getName())
                        && (each.getType() == Type.ANY || r.getType() == each.getType()));
        case DClass.NONE -> records.removeIf(r -> isSame(r, each));
        default -> throw new AssertionError("class " + each.getDClass());
      }
    }
    return Rcode.NOERROR;
  }

  private static boolean isSame(Record a, Record b) {
    return a.getName().equals(b.getName())
        && a.getType() == b.getType()
        && java.util.Arrays.equals(a.rdataToWireCanonical(), b.rdataToWireCanonical());
  }

  private static Message reply(Message asked) {
    Message answer = new Message(asked.getHeader().getID());
    Header header = answer.getHeader();
    header.setFlag(Flags.QR);
    header.setOpcode(asked.getHeader().getOpcode());
    answer.addRecord(asked.getQuestion(), Section.QUESTION);
    return answer;
  }

  private SOARecord soa() {
    return new SOARecord(zone, DClass.IN, 60, zone, zone, 1, 60, 60, 60, 60);
  }
}
