package dev.lanward.ice;

import static dev.lanward.ice.Pair.way;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a knocker sends and when: RFC 8445 sections 7 and 14, RFC 8489 section 6.2.1. */
class KnockerTest {
  private final KnockerFixture knocker = new KnockerFixture();

  private List<Long> millis(Path path) {
    Tick start = knocker.sentAt.get(0);
    return IntStream.range(0, knocker.sent.size())
        .filter(i -> knocker.sent.get(i).path().equals(path))
        .mapToObj(i -> knocker.sentAt.get(i).since(start).toMillis())
        .toList();
  }

  @Test
  void rfc8445Section711ACheckSaysWhoAsksAndNominates() {
    knocker.add(way(1, 1));
    StunReader check = knocker.read(0);
    assertTrue(check.isBindingRequest());
    assertTrue(check.username().matches("lw1[A-Za-z0-9+/]{16}:[A-Za-z0-9+/]{8}"));
    assertTrue(check.verifies(KnockerFixture.PAGE.key()));
    assertTrue(check.hasFingerprint() && check.hasUseCandidate() && check.hasControlling());
    assertEquals(Optional.of(110 << 24 | 65_535 << 8 | 255), check.priority());
    assertEquals(way(1, 1), knocker.sent.get(0).path());
  }

  @Test
  void rfc8445Section722TowardsAnAgentTheUsernameIsItsUfragAndOurs() {
    Tick start = new Tick(0);
    Knocker one =
        Knocker.towards(
            "8hhY",
            "d2c1",
            "asd88fgpdd777uzjYhagZg",
            KnockerTimes.defaults(),
            new Random(1),
            start);
    one.addCandidate(start, way(1, 1));
    StunReader check = new StunReader();
    check.read(one.pollTransmit().orElseThrow().payload());
    assertEquals("8hhY:d2c1", check.username());
    assertTrue(check.verifies(StunKey.ofPassword("asd88fgpdd777uzjYhagZg")));
  }

  @Test
  void rfc8839Section54AUfragThatIsNoneIsRefused() {
    for (String ufrag : new String[] {"abc", "no spaces", "a:bcd"}) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              Knocker.towards(
                  ufrag,
                  "d2c1",
                  "asd88fgpdd777uzjYhagZg",
                  KnockerTimes.defaults(),
                  new Random(1),
                  new Tick(0)));
    }
  }

  @Test
  void eachKnockerHasItsOwnUfragAndTieBreaker() {
    Set<String> names = new HashSet<>();
    Set<Long> tieBreakers = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      Knocker one =
          Knocker.create(
              KnockerFixture.PAGE.knock(),
              KnockerFixture.PAGE.doorPwd,
              KnockerTimes.defaults(),
              new Random(seed),
              new Tick(0));
      one.addCandidate(new Tick(0), way(1, 1));
      StunReader reader = new StunReader();
      reader.read(one.pollTransmit().orElseThrow().payload());
      names.add(reader.username());
      tieBreakers.add(reader.tieBreaker().orElseThrow());
    }
    assertEquals(100, names.size());
    assertEquals(100, tieBreakers.size());
  }

  @Test
  void theFirstCandidateIsAskedAtOnceHoweverLateItComes() {
    knocker.later(Duration.ofSeconds(7));
    assertEquals(0, knocker.sent.size());
    knocker.add(way(1, 1));
    assertEquals(1, knocker.sent.size());
  }

  @Test
  void rfc8489Section621RetransmissionsDoubleAndAreTheSameBytes() {
    knocker.add(way(1, 1));
    knocker.later(Duration.ofMillis(3_099));
    assertEquals(List.of(0L, 100L, 300L, 700L, 1500L), millis(way(1, 1)));
    Set<Bytes> datagrams = new HashSet<>();
    knocker.sent.forEach(transmit -> datagrams.add(Bytes.copyOf(transmit.payload())));
    assertEquals(1, datagrams.size());
  }

  @Test
  void anUnansweredCheckIsFollowedByAFreshOne() {
    knocker.add(way(1, 1));
    knocker.later(Duration.ofMillis(3_100));
    assertEquals(6, knocker.sent.size());
    assertNotEquals(knocker.transaction(0), knocker.transaction(5));
    knocker.silent(KnockerCounter.UNKNOWN_TRANSACTION, way(1, 1), knocker.success(0));
    knocker.answer(5);
    assertEquals(new KnockerEvent.Connected(way(1, 1)), knocker.last());
  }

  @Test
  void rfc8445Section142ChecksArePacedInTheOrderOfTheCandidates() {
    for (int n = 1; n <= 5; n++) {
      knocker.add(way(1, n));
    }
    assertEquals(1, knocker.sent.size());
    knocker.later(Duration.ofMillis(80));
    for (int n = 1; n <= 5; n++) {
      assertEquals(List.of(20L * (n - 1)), millis(way(1, n)));
    }
  }

  @Test
  void rfc8445Section143ManyCandidatesSlowTheRetransmissions() {
    for (int n = 1; n <= 10; n++) {
      knocker.add(way(1, n));
    }
    knocker.later(Duration.ofSeconds(1));
    assertEquals(List.of(180L, 380L, 780L), millis(way(1, 10)));
  }

  @Test
  void aNewCandidateIsAskedBeforeOldOnesAreAskedAgain() {
    knocker.add(way(1, 1));
    knocker.add(way(1, 2));
    knocker.later(Duration.ofMillis(3_105));
    int before = knocker.sent.size();
    knocker.add(way(1, 3));
    knocker.later(Duration.ofMillis(20));
    assertEquals(way(1, 3), knocker.sent.get(before).path());
  }

  @Test
  void aCandidateCountsOnceAndSeventeenAreEnough() {
    for (int i = 0; i < 100; i++) {
      knocker.add(way(1, 1 + i % 20));
    }
    knocker.later(Duration.ofSeconds(1));
    Set<Path> asked = new HashSet<>();
    knocker.sent.forEach(transmit -> asked.add(transmit.path()));
    assertEquals(17, asked.size());
    assertEquals(15, knocker.knocker.count(KnockerCounter.TOO_MANY_CANDIDATES));
  }

  @Test
  void theFirstAnswerSelectsAndTheOtherChecksAreCalledOff() {
    knocker.add(way(1, 1));
    knocker.add(way(1, 2));
    knocker.later(Duration.ofMillis(50));
    knocker.answer(1);
    assertEquals(List.of(new KnockerEvent.Connected(way(1, 2))), knocker.events);
    assertEquals(Optional.of(way(1, 2)), knocker.knocker.path());
    assertEquals(way(1, 2), knocker.sent.get(2).path(), "nominated again, to be the last");
    knocker.answer(2);
    knocker.later(Duration.ofMillis(3_900));
    assertEquals(3, knocker.sent.size());
  }

  @Test
  void aLateAnswerOfAnotherPathChangesNothingButIsNominatedOver() {
    knocker.add(way(1, 1));
    knocker.add(way(1, 2));
    knocker.later(Duration.ofMillis(50));
    knocker.answer(1);
    knocker.answer(2);
    knocker.answer(0);
    assertEquals(1, knocker.events.size());
    assertEquals(4, knocker.sent.size());
    assertEquals(way(1, 2), knocker.sent.get(3).path());
    assertTrue(knocker.read(3).hasUseCandidate());
  }

  @Test
  void rfc8445Section812ACalledOffCheckMayBeAnsweredAsLongAsItsTransactionLasts() {
    knocker.add(way(1, 1));
    knocker.add(way(1, 2));
    knocker.later(Duration.ofMillis(50));
    knocker.answer(1);
    knocker.answer(2);
    knocker.later(Duration.ofMillis(3_049));
    knocker.answer(0);
    KnockerFixture late = new KnockerFixture();
    late.add(way(1, 1));
    late.add(way(1, 2));
    late.later(Duration.ofMillis(50));
    late.answer(1);
    late.answer(2);
    late.later(Duration.ofMillis(3_050));
    late.silent(KnockerCounter.UNKNOWN_TRANSACTION, way(1, 1), late.success(0));
  }

  @Test
  void nobodyAnsweredInTime() {
    knocker.add(way(1, 1));
    knocker.later(Duration.ofMillis(14_999));
    assertEquals(List.of(), knocker.events);
    knocker.later(Duration.ofMillis(1));
    assertEquals(List.of(new KnockerEvent.TimedOut()), knocker.events);
    endedForGood();
  }

  @Test
  void theTimeRunsWithoutCandidatesAndIsTheCallersChoice() {
    KnockerFixture brief =
        new KnockerFixture(KnockerTimes.defaults().withConnect(Duration.ofSeconds(2)));
    brief.later(Duration.ofSeconds(2));
    assertEquals(List.of(new KnockerEvent.TimedOut()), brief.events);
    assertEquals(0, brief.sent.size());
  }

  @Test
  void anAnswerAtTheLastMomentCounts() {
    knocker.add(way(1, 1));
    knocker.later(Duration.ofMillis(14_999));
    knocker.answerLast();
    assertEquals(List.of(new KnockerEvent.Connected(way(1, 1))), knocker.events);
  }

  @Test
  void closingEndsItWithoutAWord() {
    knocker.add(way(1, 1));
    knocker.answer(0);
    knocker.knocker.close(knocker.now);
    assertEquals(1, knocker.events.size());
    endedForGood();
    knocker.knocker.close(knocker.now);
  }

  private void endedForGood() {
    int sent = knocker.sent.size();
    int told = knocker.events.size();
    assertEquals(Optional.empty(), knocker.knocker.nextTimeout());
    assertEquals(Optional.empty(), knocker.knocker.path());
    knocker.add(way(1, 9));
    knocker.knocker.handleTimeout(knocker.now.plus(Duration.ofDays(1)));
    knocker.silent(KnockerCounter.AFTER_THE_END, way(1, 1), knocker.success(0));
    knocker.silent(KnockerCounter.AFTER_THE_END, way(1, 1), DoorFixture.CLIENT_HELLO);
    assertEquals(sent, knocker.sent.size());
    assertEquals(told, knocker.events.size());
    assertEquals(0, knocker.knocker.heldEntries());
  }

  @Test
  void aCallerThatNeverDrainsIsTold() {
    Knocker undrained = new KnockerFixture(manyCandidates()).knocker;
    assertThrows(
        IllegalStateException.class,
        () -> {
          for (int n = 0; n < 2_000; n++) {
            undrained.addCandidate(knocker.now.plus(Duration.ofMillis(20 * n)), way(n, 1));
          }
        });
  }

  private static KnockerTimes manyCandidates() {
    KnockerTimes times = KnockerTimes.defaults();
    return new KnockerTimes(
        times.pacing(),
        times.retransmit(),
        times.sends(),
        Duration.ofHours(1),
        times.consentInterval(),
        times.consentTimeout(),
        5_000);
  }

  @Test
  void badPasswordsAndTimesAreRefusedWithoutShowingThem() {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Knocker.create(
                    KnockerFixture.PAGE.knock(),
                    "secret",
                    KnockerTimes.defaults(),
                    new Random(1),
                    new Tick(0)));
    assertTrue(!refusal.getMessage().contains("secret"), refusal.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> KnockerTimes.defaults().withConnect(Duration.ZERO));
    Duration second = Duration.ofSeconds(1);
    assertThrows(
        IllegalArgumentException.class,
        () -> new KnockerTimes(second, second, 5, second, second, second, 1));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new KnockerTimes(
                second, second, 5, second, second.multipliedBy(5), second.multipliedBy(31), 1));
  }
}
