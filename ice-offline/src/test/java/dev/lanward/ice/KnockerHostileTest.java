package dev.lanward.ice;

import static dev.lanward.ice.Pair.way;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a knocker makes of people who answer in the device's place. */
class KnockerHostileTest {
  private static final int DATAGRAMS = 100_000;
  private static final Path WAY = way(1, 1);

  @Test
  void aHundredThousandHostileDatagramsConnectNothing() {
    KnockerFixture knocker = new KnockerFixture();
    knocker.add(WAY);
    knocker.add(way(1, 2));
    knocker.later(Duration.ofMillis(30));
    Hostile hostile = new Hostile(20261124);
    knocker.sent.forEach(sent -> hostile.overhear(sent.payload()));
    int held = knocker.knocker.heldEntries();
    for (int i = 0; i < DATAGRAMS; i++) {
      assertEquals(KnockerDisposition.DROPPED, knocker.give(way(1, 1 + i % 3), hostile.next()));
    }
    assertEquals(held, knocker.knocker.heldEntries());
    assertEquals(2, knocker.sent.size(), "a word where silence is due");
    knocker.answer(0);
    assertEquals(List.of(new KnockerEvent.Connected(WAY)), knocker.events);
  }

  @Test
  void repeatedAndDamagedAnswersNeitherKeepConsentNorMoveThePath() {
    KnockerFixture knocker = KnockerFixture.connected();
    knocker.add(way(1, 2));
    Hostile hostile = new Hostile(7);
    hostile.overhear(knocker.success(0));
    knocker.later(Duration.ofMillis(6_001));
    hostile.overhear(knocker.success(1));
    knocker.answer(1);
    int most = 0;
    for (int i = 0; i < DATAGRAMS; i++) {
      assertNotEquals(
          KnockerDisposition.STUN_HANDLED, knocker.give(way(1, 1 + i % 3), hostile.next()));
      if (i % 1_000 == 999) {
        knocker.later(Duration.ofMillis(299));
        most = Math.max(most, knocker.knocker.heldEntries());
      }
    }
    assertEquals(Optional.of(WAY), knocker.knocker.path());
    assertTrue(most < 20, "held " + most);
    knocker.later(Duration.ofMillis(100));
    assertEquals(new KnockerEvent.ConsentLost(), knocker.last());
  }

  @Test
  void answersToGuessedTransactionsAreNone() {
    KnockerFixture knocker = new KnockerFixture();
    knocker.add(WAY);
    Random random = new Random(5);
    byte[] guess = new byte[12];
    for (int i = 0; i < DATAGRAMS; i++) {
      random.nextBytes(guess);
      // Even who knows the password has to have seen the request.
      ByteBuffer forged =
          StunWriter.success(Bytes.copyOf(guess))
              .messageIntegrity(KnockerFixture.PAGE.key())
              .toBuffer();
      knocker.silent(KnockerCounter.UNKNOWN_TRANSACTION, WAY, forged);
    }
  }

  @Test
  void anImpostorWhoSeesEveryCheckDelaysNothing() {
    Pair pair =
        new Pair(
            TestKeys.withPairings(2),
            TestKeys.withPairings(2).page("p1", TestPage.nonce(1)),
            KnockerTimes.defaults(),
            Pair.Link.PERFECT,
            1);
    pair.add(WAY);
    StunReader reader = new StunReader();
    reader.read(pair.overheard.get(0).toBuffer());
    StunKey wrong = StunKey.ofPassword("y".repeat(24));
    for (int code : new int[] {0, 400, 401, 487, 500}) {
      StunWriter forged =
          code == 0
              ? StunWriter.success(reader.transactionId()).xorMappedAddress(WAY.remote())
              : StunWriter.error(reader.transactionId()).errorCode(code, "");
      ByteBuffer signed = forged.messageIntegrity(wrong).fingerprint().toBuffer();
      assertEquals(KnockerDisposition.DROPPED, pair.knocker.handleDatagram(pair.now, WAY, signed));
    }
    pair.run(Duration.ofMillis(1));
    assertEquals(List.of(new KnockerEvent.Connected(WAY)), pair.knockerEvents);
  }
}
