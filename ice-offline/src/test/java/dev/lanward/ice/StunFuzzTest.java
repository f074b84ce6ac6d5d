package dev.lanward.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Bytes of strangers against everything that reads them. As a test it runs the seeds that stand
 * beside it in the resources. To look for new ones:
 *
 * <pre>JAZZER_FUZZ=1 mvn -pl ice-offline -am test -Djazzer.hooks=true
 *     -Dtest='StunFuzzTest#theDoorThrowsNothing' -Dsurefire.failIfNoSpecifiedTests=false</pre>
 *
 * <p>What it finds is written beside the seeds, and stays there when it is mended.
 */
class StunFuzzTest {
  private static final StunKey KEY = StunKey.ofPassword("p".repeat(24));

  @FuzzTest(maxDuration = "60s")
  void theReaderThrowsNothing(byte[] datagram) {
    StunReader reader = new StunReader();
    ByteBuffer buffer = ByteBuffer.wrap(datagram);
    StunProblem problem = reader.read(buffer);
    assertEquals(0, buffer.position());
    if (problem != StunProblem.NONE) {
      return;
    }
    assertTrue(datagram.length >= 20 && datagram.length <= 1500 && datagram.length % 4 == 0);
    assertTrue(reader.username().length() <= 508);
    assertTrue(reader.software().length() <= 1500);
    assertEquals(12, reader.transactionId().length());
    assertTrue(reader.errorCode().orElse(300) >= 300 && reader.errorCode().orElse(300) < 700);
    reader.priority();
    reader.tieBreaker();
    assertFalse(
        reader.xorMappedAddress().isPresent() && reader.xorMappedAddress().get().isUnresolved());
    assertTrue(reader.unknownAttributes().length <= 8);
    assertFalse(reader.verifies(KEY), "a MAC was guessed");
  }

  /** A door that has a session: the bytes come as they are, and as what its page has signed. */
  @FuzzTest(maxDuration = "60s")
  void theDoorThrowsNothing(byte[] datagram) {
    TestKeys keys = TestKeys.withPairings(2);
    DoorFixture door = new DoorFixture(keys);
    TestPage page = keys.page("p1", TestPage.nonce(1));
    SessionId session = door.open(DoorFixture.path(1), page);
    door.silent(DoorFixture.path(2), ByteBuffer.wrap(datagram));
    door.give(DoorFixture.path(1), ByteBuffer.wrap(datagram));
    signed(datagram, page.key())
        .ifPresent(
            signed -> {
              door.give(DoorFixture.path(3), signed.toBuffer());
              door.give(DoorFixture.path(1), signed.toBuffer());
            });
    door.give(DoorFixture.path(1), DoorFixture.APPLICATION_DATA);
    door.door.end(session);
    door.drain();
    assertTrue(door.door.sessions() <= 1, "another page-ufrag of this page, at most");
  }

  /** The same for a knocker that has asked. */
  @FuzzTest(maxDuration = "60s")
  void theKnockerThrowsNothing(byte[] datagram) {
    KnockerFixture knocker = new KnockerFixture();
    knocker.add(Pair.way(1, 1));
    assertEquals(
        KnockerDisposition.DROPPED, knocker.give(Pair.way(1, 1), ByteBuffer.wrap(datagram)));
    if (datagram.length >= 20) {
      byte[] answer = datagram.clone();
      knocker.transaction(0).toBuffer().get(answer, 8, 12);
      signed(answer, KnockerFixture.PAGE.key())
          .ifPresent(
              signed -> {
                knocker.give(Pair.way(1, 2), signed.toBuffer());
                knocker.give(Pair.way(1, 1), signed.toBuffer());
              });
    }
    knocker.knocker.nextTimeout().ifPresent(knocker.knocker::handleTimeout);
    assertTrue(knocker.knocker.heldEntries() <= 4);
  }

  /** The header and the attributes in {@code datagram}, so far as they fit, signed. */
  private static Optional<Bytes> signed(byte[] datagram, StunKey key) {
    if (datagram.length < 20 || datagram.length > 1400) {
      return Optional.empty();
    }
    byte[] message = Arrays.copyOf(datagram, StunProtocol.padded(datagram.length) + 32);
    int integrityAt = message.length - 32;
    StunProtocol.putUint16(message, 2, message.length - 20);
    StunProtocol.putInt32(message, 4, StunProtocol.MAGIC_COOKIE);
    StunProtocol.putUint16(message, integrityAt, StunProtocol.MESSAGE_INTEGRITY);
    StunProtocol.putUint16(message, integrityAt + 2, 20);
    StunIntegrity integrity = new StunIntegrity();
    integrity.sign(key, message, integrityAt);
    StunProtocol.putUint16(message, integrityAt + 24, StunProtocol.FINGERPRINT);
    StunProtocol.putUint16(message, integrityAt + 26, 4);
    int crc = integrity.fingerprint(message, integrityAt + 24);
    StunProtocol.putInt32(message, integrityAt + 28, crc);
    return Optional.of(Bytes.copyOf(message));
  }
}
