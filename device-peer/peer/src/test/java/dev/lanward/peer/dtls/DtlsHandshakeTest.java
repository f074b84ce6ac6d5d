package dev.lanward.peer.dtls;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DtlsHandshakeTest {
  private static final int BAD_CERTIFICATE = 42;
  private static final int DECRYPT_ERROR = 51;

  private final DtlsPair pair = new DtlsPair();

  @AfterEach
  void close() {
    pair.close();
  }

  @Test
  void bothSidesConnectAndTalk() {
    pair.start().connect();
    pair.client.send("knock knock");
    pair.server.send("who is there");
    pair.until(() -> !pair.client.received.isEmpty() && !pair.server.received.isEmpty());
    assertEquals(List.of("knock knock"), pair.server.received);
    assertEquals(List.of("who is there"), pair.client.received);
    assertEquals(0, pair.handshakes.refused());
  }

  @Test
  void aFlightLeavesInAsFewDatagramsAsItFits() {
    pair.start().connect();
    assertTrue(pair.datagramsToServer <= 3, "client sent " + pair.datagramsToServer);
    assertTrue(pair.datagramsToClient <= 3, "server sent " + pair.datagramsToClient);
  }

  @Test
  void aWrongClientCertificateFailsInsideTheHandshakeOnBothSides() {
    DtlsCredential stranger = TestCredentials.fresh();
    pair.startServer(DtlsPair.SERVER, DtlsPair.CLIENT.fingerprint());
    pair.startClient(stranger, DtlsPair.SERVER.fingerprint());
    pair.until(() -> pair.client.isDecided() && pair.server.isDecided());
    assertEquals(
        new DtlsFailure.WrongCertificate(stranger.fingerprint(), DtlsPair.CLIENT.fingerprint()),
        pair.server.failure);
    assertEquals(new DtlsFailure.PeerAlert(BAD_CERTIFICATE), pair.client.failure);
    assertFalse(pair.server.connected || pair.client.connected);
  }

  @Test
  void aWrongServerCertificateFailsInsideTheHandshakeOnBothSides() {
    DtlsCredential impostor = TestCredentials.fresh();
    pair.startServer(impostor, DtlsPair.CLIENT.fingerprint());
    pair.startClient(DtlsPair.CLIENT, DtlsPair.SERVER.fingerprint());
    pair.until(() -> pair.client.isDecided() && pair.server.isDecided());
    assertEquals(
        new DtlsFailure.WrongCertificate(impostor.fingerprint(), DtlsPair.SERVER.fingerprint()),
        pair.client.failure);
    assertEquals(new DtlsFailure.PeerAlert(BAD_CERTIFICATE), pair.server.failure);
  }

  @Test
  void thePinnedCertificateWithoutItsKeyIsRefused() {
    // Certificates travel in the clear in DTLS 1.2, so anybody may show one; only CertificateVerify
    // (RFC 5246 section 7.4.8) proves that the key is there.
    DtlsCredential thief =
        new DtlsCredential(
            TestCredentials.fresh().privateKeyPkcs8(), DtlsPair.CLIENT.certificate());
    pair.startServer(DtlsPair.SERVER, DtlsPair.CLIENT.fingerprint());
    pair.startClient(thief, DtlsPair.SERVER.fingerprint());
    pair.until(() -> pair.client.isDecided() && pair.server.isDecided());
    DtlsFailure.ProtocolViolation violation =
        assertInstanceOf(DtlsFailure.ProtocolViolation.class, pair.server.failure);
    assertEquals(DECRYPT_ERROR, violation.description());
    assertFalse(pair.client.connected);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void lossReorderingAndDuplicationOnlyDelayTheHandshake(long seed) {
    Random random = new Random(seed);
    pair.toServer = sent -> mangle(random, sent);
    pair.toClient = sent -> mangle(random, sent);
    pair.start().connect();
    pair.toServer = sent -> sent;
    pair.toClient = sent -> sent;
    pair.client.send("through");
    pair.until(() -> pair.server.received.contains("through"));
  }

  private List<byte[]> mangle(Random random, List<byte[]> sent) {
    List<byte[]> out = new ArrayList<>();
    for (byte[] datagram : sent) {
      int fate = random.nextInt(10);
      if (fate < 3) {
        continue;
      }
      out.add(datagram);
      if (fate < 5) {
        out.add(datagram);
      }
    }
    if (out.size() == 2) {
      java.util.Collections.swap(out, 0, 1);
    }
    return out;
  }

  @Test
  void theServersLostFinishedIsRepeatedWhenTheClientRepeatsItsOwn() {
    // RFC 6347 section 4.2.4: whoever sends the last flight answers a repeated flight with it. The
    // server is open by then and has no thread.
    int[] lost = {0};
    pair.toClient =
        sent -> {
          boolean last = isLastFlight(sent.get(0));
          return last && lost[0]++ < 2 ? List.of() : sent;
        };
    pair.start();
    pair.until(() -> pair.server.connected);
    assertFalse(pair.client.connected);
    pair.connect();
    assertTrue(lost[0] >= 3, "the last flight was sent " + lost[0] + " times");
  }

  private static boolean isLastFlight(byte[] datagram) {
    return datagram[0] == Records.TYPE_CHANGE_CIPHER_SPEC;
  }

  @Test
  void aClientHelloOfTwoDatagramsIsPutTogether() {
    pair.toServer = DtlsHandshakeTest::fragmentHello;
    pair.start().connect();
  }

  /** Splits a ClientHello in the middle, as browsers' with post-quantum key shares arrive. */
  private static List<byte[]> fragmentHello(List<byte[]> sent) {
    byte[] whole = sent.get(0);
    int headers = Records.HEADER_BYTES + 12;
    if (whole[0] != Records.TYPE_HANDSHAKE || whole[Records.HEADER_BYTES] != 1) {
      Records.split(ByteBuffer.wrap(whole), DtlsHandshakeTest::makeRoomInTheSequence);
      return sent;
    }
    int body = whole.length - headers;
    int half = body / 2;
    return List.of(fragment(whole, 0, half, 0), fragment(whole, half, body - half, 1));
  }

  private static void makeRoomInTheSequence(ByteBuffer record) {
    if (Records.epoch(record) == 0) {
      record.putShort(9, (short) (record.getShort(9) + 1));
    }
  }

  private static byte[] fragment(byte[] whole, int offset, int length, int sequenceOffset) {
    int headers = Records.HEADER_BYTES + 12;
    ByteBuffer made = ByteBuffer.allocate(headers + length);
    made.put(whole, 0, headers).put(whole, headers + offset, length);
    made.putShort(9, (short) (made.getShort(9) + sequenceOffset));
    made.putShort(11, (short) (12 + length));
    made.putShort(Records.HEADER_BYTES + 7, (short) offset);
    made.putShort(Records.HEADER_BYTES + 10, (short) length);
    return made.array();
  }

  @Test
  void garbageAndOversizedDatagramsBeforeAndBetweenChangeNothing() {
    Random random = new Random(7);
    pair.toServer =
        sent -> {
          List<byte[]> out = new ArrayList<>();
          for (int size : new int[] {0, 1, 12, 13, 200, 1500, 65_507}) {
            byte[] noise = new byte[size];
            random.nextBytes(noise);
            out.add(noise);
            byte[] framed = noise.clone();
            if (size > 13) {
              framed[0] = 22;
              framed[1] = (byte) 0xfe;
              framed[2] = (byte) 0xfd;
              framed[3] = 0;
              framed[4] = 0;
              ByteBuffer.wrap(framed).putShort(11, (short) Math.min(size - 13, 16_384));
            }
            out.add(framed);
          }
          out.addAll(sent);
          return out;
        };
    pair.toClient = pair.toServer;
    pair.start().connect();
    pair.client.send("still here");
    pair.until(() -> pair.server.received.contains("still here"));
    assertEquals(List.of("still here"), pair.server.received);
  }

  @Test
  void aFragmentThatAnnouncesSixteenMebibytesIsDroppedBeforeAnythingIsAllocated() {
    ByteBuffer record = ByteBuffer.allocate(Records.HEADER_BYTES + 12);
    record.put((byte) 22).putShort((short) 0xfefd).put(new byte[8]).putShort((short) 12);
    record.put((byte) 1).put(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff});
    record.put(new byte[8]);
    assertFalse(Records.isBearable(record.flip()));
    record.put(Records.HEADER_BYTES + 1, (byte) 0);
    record.put(Records.HEADER_BYTES + 2, (byte) 0x3f);
    assertTrue(Records.isBearable(record));
  }

  @Test
  void closingWhileTheHandshakeRunsIsSilentAndFreesItsPlace() {
    pair.startServer(DtlsPair.SERVER, DtlsPair.CLIENT.fingerprint());
    pair.server.endpoint.close();
    awaitNoHalfOpen();
    pair.drain();
    assertNull(pair.server.failure);
    assertEquals(DtlsEndpoint.State.CLOSED, pair.server.endpoint.state());
  }

  private void awaitNoHalfOpen() {
    long deadline = System.nanoTime() + 5_000_000_000L;
    while (pair.handshakes.halfOpen() > 0) {
      assertTrue(System.nanoTime() < deadline, "the handshake's place was not given back");
      Thread.onSpinWait();
    }
  }

  @Test
  void sendingBeforeTheHandshakeEndedIsTheCallersMistake() {
    pair.startServer(DtlsPair.SERVER, DtlsPair.CLIENT.fingerprint());
    ByteBuffer some = ByteBuffer.wrap(new byte[1]);
    assertThrows(IllegalStateException.class, () -> pair.server.endpoint.send(some));
  }

  @Test
  void aCredentialPrintsNoKey() {
    assertTrue(DtlsPair.SERVER.toString().contains("REDACTED"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new DtlsCredential(DtlsPair.SERVER.privateKeyPkcs8(), Bytes.empty()));
  }

  @Test
  void warmUpShakesHandsWithItself() {
    pair.handshakes.warmUp(DtlsPair.SERVER, 3);
    DtlsCredential broken =
        new DtlsCredential(
            DtlsPair.CLIENT.privateKeyPkcs8(), TestCredentials.fresh().certificate());
    assertThrows(IllegalStateException.class, () -> pair.handshakes.warmUp(broken, 1));
  }

  @Test
  void warmUpIsNotHeldToTheTimeThatPeersHave() {
    DtlsLimits hasty = DtlsLimits.DEFAULT.withHandshakeTime(Duration.ofNanos(1));
    try (DtlsHandshakes handshakes = new DtlsHandshakes(hasty, Runnable::run, new SecureRandom())) {
      assertDoesNotThrow(() -> handshakes.warmUp(DtlsPair.SERVER, 1));
    }
  }
}
