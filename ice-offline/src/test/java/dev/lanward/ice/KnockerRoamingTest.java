package dev.lanward.ice;

import static dev.lanward.ice.Pair.way;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** This side's addresses come and go in the middle of a session, and the device's as well. */
class KnockerRoamingTest {
  private static final Path WAY = way(1, 1);
  private static final Duration CONSENT = Duration.ofSeconds(30);

  private final KnockerFixture knocker = KnockerFixture.connected();

  /** Afterwards whatever pacing held back has been sent. */
  private void portIsGone(int port) {
    knocker.forgetPort(port);
    knocker.later(Duration.ofMillis(20));
  }

  /** Until the path in use is silent: two consent checks, the second of them not sent. */
  private void untilItIsSilent() {
    while (!knocker.knocker.isSeeking()) {
      knocker.later(Duration.ofMillis(1));
    }
  }

  @Test
  void whenThePortInUseIsGoneTheOthersAreAskedAtOnce() {
    knocker.add(way(2, 1));
    portIsGone(1);
    assertTrue(knocker.knocker.isSeeking());
    assertEquals(way(2, 1), knocker.sent.get(1).path());
    knocker.answer(1);
    assertEquals(new KnockerEvent.PathChanged(way(2, 1)), knocker.last());
    assertFalse(knocker.knocker.isSeeking());
    assertEquals(2, knocker.events.size());
  }

  @Test
  void whatIsAddedLaterIsAskedAtOnceToo() {
    portIsGone(1);
    knocker.later(Duration.ofSeconds(20));
    assertEquals(1, knocker.sent.size(), "there is nobody to ask");
    knocker.add(way(2, 1));
    knocker.answerLast();
    assertEquals(new KnockerEvent.PathChanged(way(2, 1)), knocker.last());
    assertEquals(Optional.of(way(2, 1)), knocker.knocker.path());
  }

  @Test
  void withoutAnotherPathConsentIsLostAfterTheSameThirtySeconds() {
    knocker.later(Duration.ofSeconds(2));
    portIsGone(1);
    knocker.later(CONSENT.minusSeconds(2).minusMillis(21));
    assertEquals(1, knocker.events.size());
    knocker.later(Duration.ofMillis(1));
    assertEquals(new KnockerEvent.ConsentLost(), knocker.last());
    portIsGone(2);
    assertEquals(2, knocker.events.size(), "after the end nothing happens");
  }

  @Test
  void anAnswerToWhatWasAskedFromAPortThatIsGoneCountsNoMore() {
    knocker.later(Duration.ofSeconds(6));
    assertEquals(2, knocker.sent.size(), "a consent check is on its way");
    portIsGone(1);
    knocker.silent(KnockerCounter.UNKNOWN_TRANSACTION, WAY, knocker.success(1));
    assertTrue(knocker.knocker.isSeeking());
  }

  @Test
  void anotherPortThatIsGoneChangesNothing() {
    knocker.add(way(2, 1));
    portIsGone(2);
    assertFalse(knocker.knocker.isSeeking());
    assertEquals(1, knocker.sent.size());
    untilItIsSilent();
    knocker.later(Duration.ofSeconds(1));
    assertTrue(knocker.sent.stream().allMatch(sent -> sent.path().equals(WAY)));
  }

  @Test
  void candidatesThatAreOutOfDateLeaveRoomForOthers() {
    int most = KnockerTimes.defaults().maxCandidates();
    for (int n = 2; n <= most; n++) {
      knocker.add(way(1, n));
    }
    untilItIsSilent();
    knocker.knocker.forgetCandidates();
    for (int n = 100; n < 99 + most; n++) {
      knocker.add(way(1, n));
    }
    assertEquals(0, knocker.knocker.count(KnockerCounter.TOO_MANY_CANDIDATES));
    knocker.later(Duration.ofSeconds(1));
    int last = knocker.sent.size() - 1;
    assertTrue(
        knocker.sent.stream().anyMatch(sent -> sent.path().equals(way(1, 98 + most))),
        "each of the new ones is asked");
    knocker.answer(last);
    assertEquals(new KnockerEvent.PathChanged(knocker.sent.get(last).path()), knocker.last());
  }

  @Test
  void thePathInUseIsNoneOfThem() {
    untilItIsSilent();
    int asked = knocker.sent.size();
    knocker.knocker.forgetCandidates();
    assertEquals(WAY, knocker.sent.get(asked - 1).path());
    knocker.answerLast();
    assertFalse(knocker.knocker.isSeeking());
    assertEquals(List.of(new KnockerEvent.Connected(WAY)), knocker.events);
  }

  @Test
  void aPathInDoubtIsAskedAtOnceAndKeptWhenItAnswers() {
    knocker.add(way(1, 2));
    knocker.later(Duration.ofSeconds(1));
    knocker.doubt();
    assertTrue(knocker.knocker.isSeeking());
    assertEquals(WAY, knocker.sent.get(1).path());
    knocker.answer(1);
    assertFalse(knocker.knocker.isSeeking());
    knocker.later(Duration.ofSeconds(3));
    assertEquals(2, knocker.sent.size(), "the other candidate is not asked");
    assertEquals(1, knocker.events.size());
  }

  @Test
  void ifItDoesNotAnswerAnotherOneTakesOver() {
    knocker.add(way(1, 2));
    knocker.doubt();
    knocker.doubt();
    knocker.later(Duration.ofMillis(40));
    assertEquals(way(1, 2), knocker.sent.get(2).path());
    knocker.answer(2);
    assertEquals(new KnockerEvent.PathChanged(way(1, 2)), knocker.last());
  }

  @Test
  void aKnockerThatHasNotConnectedSeeksAndForgetsPortsLikewise() {
    KnockerFixture fresh = new KnockerFixture();
    assertTrue(fresh.knocker.isSeeking());
    fresh.add(way(1, 1));
    fresh.add(way(2, 1));
    fresh.forgetPort(1);
    fresh.later(Duration.ofMillis(20));
    fresh.silent(KnockerCounter.UNKNOWN_TRANSACTION, way(1, 1), fresh.success(0));
    fresh.answerLast();
    assertEquals(new KnockerEvent.Connected(way(2, 1)), fresh.last());
  }
}
