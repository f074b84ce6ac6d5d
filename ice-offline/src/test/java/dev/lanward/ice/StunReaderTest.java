package dev.lanward.ice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class StunReaderTest {
  private static final Bytes TRANSACTION = Bytes.ofHex("000102030405060708090a0b");
  private static final StunKey KEY = StunKey.ofPassword("p".repeat(22));

  private final StunReader reader = new StunReader();

  @Test
  void messageIntegritySha256IsRecognisedAndIgnored() {
    ByteBuffer message =
        StunWriter.request(TRANSACTION).attribute(0x001C, new byte[32]).fingerprint().toBuffer();
    assertEquals(StunProblem.NONE, reader.read(message));
    assertFalse(reader.verifies(KEY));
    assertEquals(0, reader.unknownAttributes().length);
    assertFalse(reader.hasUnprotectedAttributes());
  }

  @Test
  void attributesAfterMessageIntegrityAreIgnoredButTold() {
    byte[] signed =
        Bytes.copyOf(StunWriter.request(TRANSACTION).messageIntegrity(KEY).toBuffer()).toArray();
    ByteBuffer longer = ByteBuffer.allocate(signed.length + 8);
    longer.put(signed).putShort((short) 0x0024).putShort((short) 4).putInt(77).flip();
    longer.putShort(2, (short) (longer.limit() - 20));
    assertEquals(StunProblem.NONE, reader.read(longer));
    assertTrue(reader.verifies(KEY));
    assertEquals(Optional.empty(), reader.priority());
    assertTrue(reader.hasUnprotectedAttributes());
  }

  @Test
  void theFirstOfTwoEqualAttributesCounts() {
    ByteBuffer message = StunWriter.request(TRANSACTION).priority(1).priority(2).toBuffer();
    assertEquals(StunProblem.NONE, reader.read(message));
    assertEquals(Optional.of(1), reader.priority());
  }

  @Test
  void unknownComprehensionRequiredAttributesAreListedAndBounded() {
    StunWriter writer = StunWriter.request(TRANSACTION);
    for (int type = 0x0100; type < 0x0164; type++) {
      writer.attribute(type, new byte[0]);
    }
    assertEquals(StunProblem.NONE, reader.read(writer.toBuffer()));
    assertArrayEquals(
        new int[] {0x100, 0x101, 0x102, 0x103, 0x104, 0x105, 0x106, 0x107},
        reader.unknownAttributes());
  }

  @Test
  void aMessageLeavesNothingBehindForTheNext() {
    reader.read(
        StunWriter.request(TRANSACTION)
            .username("a:b")
            .priority(1)
            .useCandidate()
            .controlling(1)
            .attribute(0x7777, new byte[1])
            .messageIntegrity(KEY)
            .fingerprint()
            .toBuffer());
    assertEquals(StunProblem.NONE, reader.read(StunWriter.success(TRANSACTION).toBuffer()));
    assertEquals("", reader.username());
    assertFalse(reader.hasUseCandidate());
    assertFalse(reader.hasControlling());
    assertFalse(reader.hasMessageIntegrity());
    assertFalse(reader.hasFingerprint());
    assertEquals(Optional.empty(), reader.priority());
    assertEquals(Optional.empty(), reader.tieBreaker());
    assertEquals(0, reader.unknownAttributes().length);
  }

  @Test
  void readsDirectBuffersAndLeavesThePosition() {
    ByteBuffer direct = ByteBuffer.allocateDirect(200);
    direct.position(7);
    direct.put(StunWriter.request(TRANSACTION).priority(5).toBuffer());
    direct.flip().position(7);
    assertEquals(StunProblem.NONE, reader.read(direct));
    assertEquals(7, direct.position());
    assertEquals(Optional.of(5), reader.priority());
  }

  @Test
  void errorResponsesTellCodeAndReason() {
    ByteBuffer message =
        StunWriter.error(TRANSACTION).errorCode(420, "Unknown").unknownAttributes(9, 8).toBuffer();
    assertEquals(StunProblem.NONE, reader.read(message));
    assertTrue(reader.isBindingError());
    assertEquals(Optional.of(420), reader.errorCode());
  }

  @Test
  void theWriterRefusesAttributesAfterTheSignature() {
    StunWriter signed = StunWriter.request(TRANSACTION).messageIntegrity(KEY);
    assertThrows(IllegalStateException.class, () -> signed.priority(1));
    assertThrows(IllegalStateException.class, () -> signed.messageIntegrity(KEY));
    signed.fingerprint();
    assertThrows(IllegalStateException.class, signed::fingerprint);
  }

  @Test
  void theWriterRefusesWhatNoReaderWouldTake() {
    StunWriter writer = StunWriter.request(TRANSACTION);
    assertThrows(IllegalArgumentException.class, () -> writer.username(""));
    assertThrows(IllegalArgumentException.class, () -> writer.username("a".repeat(509)));
    assertThrows(IllegalArgumentException.class, () -> writer.errorCode(299, ""));
    assertThrows(IllegalArgumentException.class, () -> writer.attribute(0x8022, new byte[1500]));
    assertThrows(
        IllegalArgumentException.class, () -> StunWriter.request(Bytes.copyOf(new byte[11])));
    assertThrows(IllegalArgumentException.class, () -> StunKey.ofPassword(""));
  }

  @Test
  void keysDoNotPrint() {
    assertEquals("StunKey[REDACTED]", KEY.toString());
  }

  @Property(tries = 300)
  void mappedAddressesSurviveTheRoundTrip(
      @ForAll @Size(12) byte[] transaction,
      @ForAll @Size(16) byte[] ip,
      @ForAll boolean v6,
      @ForAll @IntRange(max = 65535) int port)
      throws Exception {
    byte[] address = v6 ? ip : java.util.Arrays.copyOf(ip, 4);
    InetSocketAddress socket =
        new InetSocketAddress(java.net.InetAddress.getByAddress(address), port);
    if (v6 && socket.getAddress().getAddress().length == 4) {
      return; // Java turns IPv4-mapped addresses into IPv4 ones.
    }
    StunReader fresh = new StunReader();
    assertEquals(
        StunProblem.NONE,
        fresh.read(
            StunWriter.success(Bytes.copyOf(transaction)).xorMappedAddress(socket).toBuffer()));
    assertEquals(Optional.of(socket), fresh.xorMappedAddress());
    assertEquals(Bytes.copyOf(transaction), fresh.transactionId());
  }

  @Test
  void randomBytesBehindAValidHeaderNeverThrow() {
    Random random = new Random(20261122);
    for (int i = 0; i < 100_000; i++) {
      byte[] message = new byte[20 + 4 * random.nextInt(30)];
      random.nextBytes(message);
      ByteBuffer buffer = ByteBuffer.wrap(message);
      buffer
          .putShort(0, (short) 1)
          .putShort(2, (short) (message.length - 20))
          .putInt(4, 0x2112A442);
      for (int at = 20; at + 4 <= message.length && random.nextBoolean(); at += 8) {
        buffer.putShort(at, (short) new int[] {6, 8, 9, 0x20, 0x24, 0x8028}[random.nextInt(6)]);
        buffer.putShort(at + 2, (short) random.nextInt(24));
      }
      if (reader.read(buffer) == StunProblem.NONE) {
        reader.username();
        reader.software();
        reader.errorCode();
        reader.xorMappedAddress();
        reader.tieBreaker();
        assertFalse(reader.verifies(KEY));
      }
    }
  }
}
