package dev.lanward.ice;

import static dev.lanward.ice.Pair.way;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** RFC 7675 section 5.1: consent, and what a knocker does when it runs out. */
class KnockerConsentTest {
  private static final Path WAY = way(1, 1);

  private final KnockerFixture knocker = KnockerFixture.connected();

  /** Runs to the moment of the next datagram. */
  private Duration untilTheNextDatagram() {
    int sent = knocker.sent.size();
    Duration waited = Duration.ZERO;
    while (knocker.sent.size() == sent) {
      knocker.later(Duration.ofMillis(1));
      waited = waited.plusMillis(1);
    }
    return waited;
  }

  @Test
  void theIntervalIsRandomizedAroundFiveSeconds() {
    Set<Long> intervals = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      long millis = untilTheNextDatagram().toMillis();
      assertTrue(millis >= 4_000 && millis <= 6_001, "after " + millis);
      intervals.add(millis / 100);
      knocker.answerLast();
    }
    assertTrue(intervals.size() > 10, "hardly random: " + intervals);
    assertEquals(1, knocker.events.size());
  }

  @Test
  void eachConsentCheckIsATransactionOfItsOwn() {
    Set<Bytes> transactions = new HashSet<>();
    for (int i = 1; i <= 50; i++) {
      untilTheNextDatagram();
      transactions.add(knocker.transaction(i));
      assertTrue(knocker.read(i).hasUseCandidate(), "the path stays the nominated one");
      knocker.answerLast();
    }
    assertEquals(50, transactions.size());
  }

  @Test
  void aConsentCheckIsTransmittedOnceOnly() {
    untilTheNextDatagram();
    knocker.later(Duration.ofMillis(3_900));
    assertEquals(2, knocker.sent.size());
  }

  @Test
  void oneLostConsentCheckMakesAllCandidatesBeAskedThePathInUseFirst() {
    knocker.add(way(1, 2));
    knocker.add(way(2, 1));
    untilTheNextDatagram();
    untilTheNextDatagram();
    knocker.later(Duration.ofMillis(60));
    assertEquals(
        List.of(WAY, way(1, 2), way(2, 1)),
        knocker.sent.subList(2, 5).stream().map(Transmit::path).toList());
    assertEquals(1, knocker.events.size());
    assertEquals(Optional.of(WAY), knocker.knocker.path());
  }

  @Test
  void whenThePathInUseAnswersAgainNothingHasHappened() {
    knocker.add(way(1, 2));
    untilTheNextDatagram();
    untilTheNextDatagram();
    knocker.answerLast();
    knocker.later(Duration.ofMillis(3_900));
    assertEquals(3, knocker.sent.size(), "the other candidate is not asked");
    assertEquals(1, knocker.events.size());
  }

  @Test
  void anotherPathThatAnswersTakesOver() {
    knocker.add(way(1, 2));
    untilTheNextDatagram();
    untilTheNextDatagram();
    knocker.later(Duration.ofMillis(20));
    assertEquals(way(1, 2), knocker.sent.get(3).path());
    knocker.answer(3);
    assertEquals(new KnockerEvent.PathChanged(way(1, 2)), knocker.last());
    assertEquals(Optional.of(way(1, 2)), knocker.knocker.path());
    knocker.later(Duration.ofMillis(29_999));
    assertEquals(2, knocker.events.size());
    knocker.later(Duration.ofMillis(1));
    assertEquals(new KnockerEvent.ConsentLost(), knocker.last());
  }

  @Test
  void anAnswerToAnEarlierConsentCheckCounts() {
    untilTheNextDatagram();
    knocker.later(Duration.ofSeconds(20));
    knocker.answer(1);
    knocker.later(Duration.ofMillis(29_999));
    assertEquals(1, knocker.events.size());
    knocker.later(Duration.ofMillis(1));
    assertEquals(new KnockerEvent.ConsentLost(), knocker.last());
  }

  @Test
  void consentIsLostThirtySecondsAfterTheLastAnswer() {
    knocker.later(Duration.ofMillis(29_999));
    assertEquals(1, knocker.events.size());
    assertEquals(Optional.of(WAY), knocker.knocker.path());
    knocker.later(Duration.ofMillis(1));
    assertEquals(
        List.of(new KnockerEvent.Connected(WAY), new KnockerEvent.ConsentLost()), knocker.events);
    assertEquals(Optional.empty(), knocker.knocker.path());
    assertEquals(Optional.empty(), knocker.knocker.nextTimeout());
    assertEquals(0, knocker.knocker.heldEntries());
  }

  @Test
  void whatComesAfterTheLastMomentDoesNotRevive() {
    untilTheNextDatagram();
    knocker.now = knocker.now.plus(Duration.ofSeconds(30));
    knocker.give(WAY, knocker.success(1));
    assertEquals(new KnockerEvent.ConsentLost(), knocker.last());
    assertEquals(1, knocker.knocker.count(KnockerCounter.AFTER_THE_END));
  }

  @Test
  void refusalsForgeriesAndDtlsAreNoConsent() {
    untilTheNextDatagram();
    knocker.give(WAY, DoorFixture.record(23, 1, 0));
    ByteBuffer forged =
        StunWriter.success(knocker.transaction(1))
            .messageIntegrity(StunKey.ofPassword("x".repeat(24)))
            .toBuffer();
    knocker.silent(KnockerCounter.NOT_VERIFIED, WAY, forged);
    knocker.refuse(1, 403);
    knocker.later(Duration.ofSeconds(30));
    assertEquals(new KnockerEvent.ConsentLost(), knocker.last());
  }

  @Test
  void aRefusedConsentCheckMakesTheOthersBeAskedAtOnce() {
    knocker.add(way(1, 2));
    untilTheNextDatagram();
    knocker.refuse(1, 403);
    knocker.later(Duration.ZERO);
    assertEquals(way(1, 2), knocker.sent.get(2).path());
    knocker.answer(2);
    assertEquals(new KnockerEvent.PathChanged(way(1, 2)), knocker.last());
  }

  @Test
  void candidatesOfAGoodPathWaitAndCostNothing() {
    for (int n = 2; n < 10; n++) {
      knocker.add(way(1, n));
    }
    for (int i = 0; i < 20; i++) {
      untilTheNextDatagram();
      knocker.answerLast();
    }
    assertTrue(knocker.sent.stream().allMatch(sent -> sent.path().equals(WAY)));
  }

  @Test
  void memoryStaysFlatWhileAnswersAreLost() {
    int most = 0;
    for (int i = 0; i < 2_000; i++) {
      untilTheNextDatagram();
      if (i % 5 == 4) {
        knocker.answerLast();
      }
      most = Math.max(most, knocker.knocker.heldEntries());
    }
    assertEquals(1, knocker.events.size());
    assertTrue(most <= 1 + 1 + 2 * 8, "held " + most);
  }
}
