package dev.lanward.ice;

import static dev.lanward.ice.Pair.way;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which answers count, and which refusals: RFC 8489 sections 6.3 and 9.1.4, RFC 8445 7.2.5. */
class KnockerResponseTest {
  private static final Path WAY = way(1, 1);
  private static final StunKey WRONG = StunKey.ofPassword("x".repeat(24));

  private final KnockerFixture knocker = new KnockerFixture();

  @BeforeEach
  void ask() {
    knocker.add(WAY);
  }

  private void stillAsking() {
    assertEquals(Optional.empty(), knocker.knocker.path());
    int sent = knocker.sent.size();
    knocker.later(Duration.ofMillis(100));
    assertEquals(sent + 1, knocker.sent.size(), "the retransmission goes on");
    knocker.answerLast();
    assertEquals(List.of(new KnockerEvent.Connected(WAY)), knocker.events);
  }

  @Test
  void rfc8489Section914AWrongMessageIntegrityIsAsIfNeverReceived() {
    ByteBuffer forged =
        StunWriter.success(knocker.transaction(0)).messageIntegrity(WRONG).fingerprint().toBuffer();
    knocker.silent(KnockerCounter.NOT_VERIFIED, WAY, forged);
    stillAsking();
  }

  @Test
  void rfc8489Section914AMissingMessageIntegrityIsAsIfNeverReceived() {
    ByteBuffer bare = StunWriter.success(knocker.transaction(0)).fingerprint().toBuffer();
    knocker.silent(KnockerCounter.NOT_VERIFIED, WAY, bare);
    stillAsking();
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 400, 401, 420, 487, 500, 699})
  void unauthenticatedErrorsAreAsIfNeverReceived(int code) {
    ByteBuffer bare =
        StunWriter.error(knocker.transaction(0)).errorCode(code, "").fingerprint().toBuffer();
    knocker.silent(KnockerCounter.NOT_VERIFIED, WAY, bare);
    stillAsking();
  }

  @Test
  void everyFlippedBitOfAnAnswerIsDropped() {
    byte[] answer = Bytes.copyOf(knocker.success(0)).toArray();
    for (int bit = 0; bit < 8 * answer.length; bit++) {
      byte[] flipped = answer.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertEquals(KnockerDisposition.DROPPED, knocker.give(WAY, ByteBuffer.wrap(flipped)));
    }
    assertEquals(List.of(), knocker.events);
    stillAsking();
  }

  @Test
  void everyFlippedBitOfAnAnswerWithAMendedFingerprintIsDropped() {
    byte[] answer = Bytes.copyOf(knocker.success(0)).toArray();
    StunIntegrity integrity = new StunIntegrity();
    for (int bit = 0; bit < 8 * (answer.length - 8); bit++) {
      byte[] flipped = answer.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      int crc = integrity.fingerprint(flipped, answer.length - 8);
      StunProtocol.putInt32(flipped, answer.length - 4, crc);
      assertEquals(KnockerDisposition.DROPPED, knocker.give(WAY, ByteBuffer.wrap(flipped)));
    }
    assertTrue(knocker.knocker.count(KnockerCounter.NOT_VERIFIED) > 100, "no MAC was reached");
    stillAsking();
  }

  @Test
  void everyTruncationOfAnAnswerIsDropped() {
    byte[] answer = Bytes.copyOf(knocker.success(0)).toArray();
    for (int length = 0; length < answer.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(answer, 0, length);
      assertEquals(KnockerDisposition.DROPPED, knocker.give(WAY, cut));
    }
    stillAsking();
  }

  @Test
  void rfc8445Section72521AnAnswerFromElsewhereIsDropped() {
    knocker.add(way(1, 2));
    knocker.silent(KnockerCounter.OTHER_PATH, way(1, 2), knocker.success(0));
    knocker.silent(KnockerCounter.OTHER_PATH, way(2, 1), knocker.success(0));
    Path otherPort = new Path(1, Addresses.of("10.0.0.1", 47_471));
    knocker.silent(KnockerCounter.OTHER_PATH, otherPort, knocker.success(0));
    knocker.answer(0);
    assertEquals(Optional.of(WAY), knocker.knocker.path());
  }

  @Test
  void anAnswerCountsOnce() {
    knocker.answer(0);
    knocker.silent(KnockerCounter.UNKNOWN_TRANSACTION, WAY, knocker.success(0));
    assertEquals(1, knocker.knocker.count(KnockerCounter.ANSWERED));
  }

  @Test
  void anAnswerToNothingIsDropped() {
    ByteBuffer unasked = knocker.finish(StunWriter.success(TestPage.nonce(99)));
    knocker.silent(KnockerCounter.UNKNOWN_TRANSACTION, WAY, unasked);
    stillAsking();
  }

  @Test
  void requestsAndIndicationsMeetSilence() {
    for (int type : new int[] {0x0001, 0x0011, 0x0003, 0x0103, 0x0113}) {
      ByteBuffer message =
          knocker.finish(StunWriter.of(new StunIntegrity(), type, knocker.transaction(0)));
      knocker.silent(KnockerCounter.NOT_A_RESPONSE, WAY, message);
    }
    stillAsking();
  }

  @Test
  void whatFollowsMessageIntegrityIsVouchedForByNobody() {
    ByteBuffer signed =
        StunWriter.success(knocker.transaction(0))
            .messageIntegrity(KnockerFixture.PAGE.key())
            .toBuffer();
    byte[] longer = Arrays.copyOf(Bytes.copyOf(signed).toArray(), signed.remaining() + 8);
    StunProtocol.putUint16(longer, 2, longer.length - 20);
    StunProtocol.putUint16(longer, longer.length - 8, 0x0024);
    StunProtocol.putUint16(longer, longer.length - 6, 4);
    knocker.silent(KnockerCounter.NOT_VERIFIED, WAY, ByteBuffer.wrap(longer));
    stillAsking();
  }

  @Test
  void rfc8489Section633ASuccessWithUnknownRequiredAttributesIsNone() {
    StunWriter odd = StunWriter.success(knocker.transaction(0)).attribute(0x7001, new byte[4]);
    assertEquals(KnockerDisposition.STUN_HANDLED, knocker.give(WAY, knocker.finish(odd)));
    refusedForGood(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 400, 401, 403, 420, 438, 600})
  void authenticatedErrorsEndTheirPair(int code) {
    knocker.refuse(0, code);
    refusedForGood(1);
  }

  @Test
  void anErrorWithoutACodeEndsItsPair() {
    ByteBuffer odd = knocker.finish(StunWriter.error(knocker.transaction(0)));
    assertEquals(KnockerDisposition.STUN_HANDLED, knocker.give(WAY, odd));
    refusedForGood(1);
  }

  @Test
  void rfc8445Section7251ARoleConflictChangesTheTieBreakerAndNotTheRole() {
    for (int repeat = 0; repeat < 4; repeat++) {
      long before = knocker.read(repeat).tieBreaker().orElseThrow();
      knocker.refuse(repeat, 487);
      knocker.later(Duration.ofMillis(100L << repeat));
      assertEquals(repeat + 2, knocker.sent.size());
      assertNotEquals(before, knocker.read(repeat + 1).tieBreaker().orElseThrow());
      assertTrue(knocker.read(repeat + 1).hasControlling());
    }
    knocker.refuse(4, 487);
    refusedForGood(5);
  }

  @Test
  void rfc8489Section634AServerErrorIsRepeatedFourTimesAndEverMoreSlowly() {
    for (int repeat = 0; repeat < 4; repeat++) {
      knocker.refuse(repeat, 500);
      knocker.later(Duration.ofMillis((100L << repeat) - 1));
      assertEquals(repeat + 1, knocker.sent.size());
      knocker.later(Duration.ofMillis(1));
      assertEquals(repeat + 2, knocker.sent.size());
    }
    knocker.refuse(4, 503);
    refusedForGood(5);
  }

  @Test
  void aConflictThatPassesConnects() {
    knocker.refuse(0, 487);
    knocker.later(Duration.ofMillis(100));
    knocker.answer(1);
    assertEquals(List.of(new KnockerEvent.Connected(WAY)), knocker.events);
  }

  /** The pair is not asked again, others are, and the time runs on. */
  private void refusedForGood(int asked) {
    knocker.later(Duration.ofSeconds(5));
    assertEquals(asked, knocker.sent.size());
    knocker.add(WAY);
    knocker.add(way(1, 2));
    knocker.later(Duration.ofSeconds(1));
    knocker.sent.stream().skip(asked).forEach(sent -> assertEquals(way(1, 2), sent.path()));
    knocker.later(Duration.ofSeconds(9));
    assertEquals(List.of(new KnockerEvent.TimedOut()), knocker.events);
  }

  @Test
  void dtlsBeforeAnAnswerIsDropped() {
    knocker.silent(KnockerCounter.DTLS_FROM_ELSEWHERE, WAY, DoorFixture.CLIENT_HELLO);
  }

  @Test
  void dtlsComesFromPathsThatWereAsked() {
    knocker.answer(0);
    knocker.add(way(1, 2));
    assertEquals(KnockerDisposition.DTLS, knocker.give(WAY, DoorFixture.record(22, 0, 2)));
    knocker.silent(KnockerCounter.DTLS_FROM_ELSEWHERE, way(1, 2), DoorFixture.record(22, 0, 2));
    knocker.silent(KnockerCounter.DTLS_FROM_ELSEWHERE, way(9, 9), DoorFixture.record(22, 0, 2));
  }

  @Test
  void rfc7983TheFirstByteTellsTheProtocols() {
    knocker.answer(0);
    for (int first = 0; first < 256; first++) {
      ByteBuffer datagram = ByteBuffer.wrap(new byte[] {(byte) first, 1, 2, 3});
      boolean dtls = first >= 20 && first <= 63;
      assertEquals(
          dtls ? KnockerDisposition.DTLS : KnockerDisposition.DROPPED, knocker.give(WAY, datagram));
    }
    knocker.silent(KnockerCounter.OTHER_PROTOCOL, WAY, ByteBuffer.allocate(0));
    assertEquals(4, knocker.knocker.count(KnockerCounter.MALFORMED_STUN));
  }
}
