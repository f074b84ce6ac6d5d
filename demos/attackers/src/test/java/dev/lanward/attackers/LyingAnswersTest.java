package dev.lanward.attackers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

final class LyingAnswersTest {
  private static final String HOST = "0b7d3c1e-1111-4222-8333-444455556666";
  private static final Name NAME = Name.fromConstantString(HOST + ".local.");
  private static final byte[] LIAR = {10, 77, 0, 9};
  private static final byte[] OWNER = {10, 77, 0, 2};

  private final LyingAnswers liar = liarAbout(UUID.fromString(HOST));

  @Test
  void liesWithTheCacheFlushBit() throws Exception {
    assertEquals(List.of(NAME), liar.wanted(query(NAME)));
    Message read = new Message(liar.lie(NAME).toWire());
    assertTrue(read.getHeader().getFlag(Flags.QR));
    Record answer = read.getSection(Section.ANSWER).get(0);
    assertEquals(0x8001, answer.getDClass());
    assertEquals(120, answer.getTTL());
    assertEquals(List.of((byte) 10, (byte) 9), List.of(LIAR[0], answer.rdataToWireCanonical()[3]));
  }

  @Test
  void takesBackWhatTheOwnerSaysOnceItHasLied() throws Exception {
    Message truth = new Message(0);
    truth.getHeader().setFlag(Flags.QR);
    truth.addRecord(
        new ARecord(NAME, DClass.IN, 120, InetAddress.getByAddress(OWNER)), Section.ANSWER);
    assertTrue(liar.rebuttal(truth).isEmpty(), "nobody asked yet");
    assertTrue(liar.isNew(NAME));
    assertFalse(liar.isNew(NAME));
    Message rebuttal = new Message(liar.rebuttal(truth).orElseThrow().toWire());
    List<Record> said = rebuttal.getSection(Section.ANSWER);
    assertEquals(2, said.size());
    assertEquals(0, said.get(0).getTTL());
    assertEquals(2, said.get(0).rdataToWireCanonical()[3]);
    assertEquals(120, said.get(1).getTTL());
    assertEquals(9, said.get(1).rdataToWireCanonical()[3]);
  }

  @Test
  void leavesOtherNamesAlone() throws Exception {
    Name printer = Name.fromConstantString("printer.local.");
    assertEquals(List.of(), liar.wanted(query(printer)));
    Name other = Name.fromConstantString(UUID.randomUUID() + ".local.");
    assertEquals(List.of(), liar.wanted(query(other)));
  }

  private static LyingAnswers liarAbout(UUID host) {
    try {
      return new LyingAnswers(List.of(InetAddress.getByAddress(LIAR)), host::equals);
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static Message query(Name name) {
    return Message.newQuery(Record.newRecord(name, Type.A, DClass.IN));
  }
}
