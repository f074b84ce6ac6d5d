package dev.lanward.ice;

import static dev.lanward.ice.DoorFixture.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Knocks of browsers that say more: SCTP's beginning (section 6.1), DTLS's (section 5.1). */
class DoorOpeningKnockTest {
  private static final int DTLS_IN_STUN = 0xC070;
  private static final int DTLS_IN_STUN_ACK = 0xC071;

  private final TestKeys keys = TestKeys.withPairings(3);
  private final DoorFixture door = new DoorFixture(keys);

  private static Bytes opening(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0x5a);
    return Bytes.copyOf(bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {28, 46, 177})
  void aVerifiedOpeningKnockTellsWhatItHolds(int length) {
    TestPage page = keys.page("p1", TestPage.nonce(1), opening(length));
    door.answered(path(1), page.nomination());
    PairedKnock knock = (PairedKnock) door.opened().knock();
    assertEquals(Optional.of("p1"), door.opened().pairing());
    assertEquals(opening(length), knock.opening());
  }

  /** Whoever changes a byte of it lacks the password of what it has become. */
  @Test
  void anAlteredOpeningGetsSilence() {
    TestPage page = keys.page("p1", TestPage.nonce(1), opening(46));
    byte[] other = opening(46).toArray();
    other[7] ^= 1;
    String altered = new PairedKnock(TestPage.nonce(1), Bytes.copyOf(other)).ufrag();
    door.silent(path(1), new TestPage(altered, page.doorPwd).nomination());
    assertEquals(1, door.door.count(DoorCounter.NOT_VERIFIED));
  }

  /** A nonce opens one session, whichever way it is spelled. */
  @Test
  void theNonceOfAnEndedSessionOpensNoOther() {
    SessionId session = door.open(path(1), keys.page("p1", TestPage.nonce(1)));
    door.door.end(session);
    door.drain();
    door.silent(path(1), keys.page("p1", TestPage.nonce(1), opening(46)).nomination());
    assertEquals(1, door.door.count(DoorCounter.REPLAYED));
  }

  /**
   * A browser that begins DTLS within STUN sends comprehension-optional attributes in a knock of
   * about 1,004 bytes: they are passed over (RFC 8489 section 14), in either kind of knock.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 46, 177})
  void knocksWithDtlsInThemAreAnsweredLikeOthers(int openingBytes) {
    TestPage page =
        openingBytes == 0
            ? keys.page("p1", TestPage.nonce(1))
            : keys.page("p1", TestPage.nonce(1), opening(openingBytes));
    byte[] hello = new byte[860];
    new Random(1).nextBytes(hello);
    ByteBuffer knock =
        page.finish(
            page.start()
                .controlling(7)
                .useCandidate()
                .attribute(DTLS_IN_STUN, hello)
                .attribute(DTLS_IN_STUN_ACK, new byte[16]));
    assertTrue(knock.remaining() > 980, "a large knock, of " + knock.remaining());
    StunReader answer = new StunReader();
    assertEquals(StunProblem.NONE, answer.read(door.answered(path(1), knock)));
    assertTrue(answer.isBindingSuccess());
    assertEquals(Optional.of("p1"), door.opened().pairing());
    assertEquals(0, door.door.count(DoorCounter.MALFORMED_STUN));
  }
}
