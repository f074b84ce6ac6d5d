package dev.lanward.ice;

import static dev.lanward.ice.DoorFixture.CLIENT_HELLO;
import static dev.lanward.ice.DoorFixture.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanward.ice.TransactionMemory.Verdict;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every cap of {@link Limits}, reached and passed. */
class DoorLimitsTest {
  private final TestKeys keys = TestKeys.withPairings(1);

  private TestPage page(int i) {
    return keys.page("p0", TestPage.nonce(i));
  }

  /** Whoever holds one key cannot take the room of the others, however many addresses he has. */
  @Test
  void aPairingHasThirtyTwoSessions() {
    TestKeys two = TestKeys.withPairings(2);
    DoorFixture door = new DoorFixture(two);
    SessionId first = door.open(path(0), two.page("p0", TestPage.nonce(0)));
    for (int i = 1; i < 32; i++) {
      door.answered(path(i), two.page("p0", TestPage.nonce(i)).check());
    }
    TestPage late = two.page("p0", TestPage.nonce(99));
    door.silent(path(99), late.check());
    assertEquals(1, door.door.count(DoorCounter.NO_ROOM));
    door.answered(path(99), two.page("p1", TestPage.nonce(100)).check());
    door.door.end(first);
    door.drain();
    door.answered(path(99), late.check());
  }

  @Test
  void knocksBeyondThoseSessionsAreBudgetedLikeStrangers() {
    DoorFixture door = new DoorFixture(keys);
    for (int i = 0; i < 32; i++) {
      door.answered(path(1, 1000 + i), page(i).check());
    }
    for (int i = 0; i < 500; i++) {
      door.silent(path(1), page(100 + i).check());
    }
    assertEquals(400, door.door.count(DoorCounter.NO_ROOM));
    assertEquals(100, door.door.count(DoorCounter.OVER_BUDGET));
  }

  /** All hosts of an IPv6 link are one source. */
  @Test
  void aHouseOnOneSourceIsNotCappedLikeOnePage() {
    TestKeys house = TestKeys.withPairings(40);
    DoorFixture door = new DoorFixture(house);
    for (int i = 0; i < 40; i++) {
      door.answered(link(i), house.page("p" + i, TestPage.nonce(i)).check());
    }
  }

  @Test
  void strangersOnAPagesLinkTakeNoRoomFromItAndLeaveHalfToOtherStrangers() {
    keys.pairingMode = true;
    DoorFixture door = new DoorFixture(keys);
    for (int i = 0; i < 16; i++) {
      door.answered(link(i), TestPage.pairing(i).check());
    }
    door.silent(link(99), TestPage.pairing(99).check());
    door.answered(path(1), TestPage.pairing(99).check());
    for (int i = 0; i < 32; i++) {
      door.answered(link(100 + i), page(i).check());
    }
  }

  @Test
  void unfinishedHandshakesAreCappedAndFinishedOnesAreNot() {
    TestKeys many = TestKeys.withPairings(302);
    DoorFixture door = new DoorFixture(many);
    SessionId first = door.open(path(0), many.page("p0", TestPage.nonce(0)));
    for (int i = 1; i < 256; i++) {
      door.answered(path(i), many.page("p" + i, TestPage.nonce(i)).check());
    }
    TestPage late = many.page("p300", TestPage.nonce(300));
    door.silent(path(300), late.check());
    door.door.handshakeFinished(first);
    door.door.handshakeFinished(first);
    door.answered(path(300), late.check());
    door.silent(path(301), many.page("p301", TestPage.nonce(301)).check());
    assertEquals(257, door.door.sessions());
  }

  @Test
  void strangersInPairingModeTakeNoRoomFromPairedPages() {
    TestKeys many = TestKeys.withPairings(256);
    many.pairingMode = true;
    DoorFixture door = new DoorFixture(many);
    for (int i = 0; i < 32; i++) {
      door.answered(path(i), TestPage.pairing(i).check());
    }
    door.silent(path(99), TestPage.pairing(99).check());
    for (int i = 0; i < 256; i++) {
      door.answered(path(1000 + i), many.page("p" + i, TestPage.nonce(i)).check());
    }
    assertEquals(32 + 256, door.door.sessions());
  }

  @Test
  void anEndedSessionGivesItsRoomBack() {
    keys.pairingMode = true;
    DoorFixture door = new DoorFixture(keys);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 32; i++) {
        SessionId pairing = door.open(path(i), TestPage.pairing(i).named("round" + round));
        if (i % 2 == 0) {
          door.door.handshakeFinished(pairing);
        }
        door.door.end(pairing);
        SessionId paired = door.open(path(i), page(1 + round * 32 + i));
        if (i % 2 == 0) {
          door.door.handshakeFinished(paired);
        }
        door.door.end(paired);
        door.drain();
      }
    }
    for (int i = 0; i < 32; i++) {
      door.answered(path(i), TestPage.pairing(i).named("last").check());
    }
    assertEquals(32, door.door.sessions());
  }

  private static Path link(int host) {
    return new Path(0, Addresses.of("2001:db8:1:2::" + Integer.toHexString(host + 1), 50_000));
  }

  @Test
  void aSessionHasSixteenAddressesAndKeepsTheOneInUse() {
    DoorFixture door = new DoorFixture(keys);
    TestPage page = page(1);
    SessionId session = door.open(path(0), page);
    for (int i = 1; i <= 40; i++) {
      door.answered(path(i), page.check());
    }
    assertEquals(Optional.of(session), door.give(path(0), CLIENT_HELLO).session());
    assertEquals(Optional.of(path(0)), door.door.path(session));
    door.silent(path(5), CLIENT_HELLO);
    assertEquals(Optional.of(session), door.give(path(40), CLIENT_HELLO).session());
  }

  @Test
  void theBudgetOfASourceEndsInSilence() {
    DoorFixture door = new DoorFixture(TestKeys.withPairings(100));
    TestKeys strangers = TestKeys.withPairings(101);
    for (int i = 0; i < 10; i++) {
      door.silent(path(1), strangers.page("p100", TestPage.nonce(i)).check());
    }
    assertEquals(4, door.door.count(DoorCounter.NOT_VERIFIED), "400 passwords tried");
    assertEquals(6, door.door.count(DoorCounter.OVER_BUDGET));
  }

  /** What a pairing knock opens costs an engine; its sender can end it with the next datagram. */
  @Test
  void sessionsThatAStrangerOpensAndEndsAreBudgetedToo() {
    keys.pairingMode = true;
    DoorFixture door = new DoorFixture(keys);
    for (int i = 0; i < 1_000; i++) {
      door.give(path(1), TestPage.pairing(1).named("u" + i + "aaa").check());
      door.give(path(1), DoorFixture.record(23, 1, 0));
    }
    assertEquals(0, door.door.sessions());
    long opened = door.events.stream().filter(DoorEvent.SessionOpened.class::isInstance).count();
    assertEquals(40, opened);
    door.answered(path(2), TestPage.pairing(1).check());
  }

  @Test
  void transactionsAreForgottenFromTheOldestOnAndAreNeverConfused() {
    TransactionMemory memory = new TransactionMemory(100);
    for (int i = 0; i < 150; i++) {
      assertEquals(Verdict.FRESH, memory.judge(i, path(1)));
      assertEquals(Verdict.REPEATED, memory.judge(i, path(1)));
      assertEquals(Math.min(i + 1, 100), memory.size());
    }
    for (int i = 50; i < 150; i++) {
      assertEquals(Verdict.REPLAYED, memory.judge(i, path(2)));
    }
    assertEquals(Verdict.FRESH, memory.judge(49, path(2)));
  }

  @Test
  void limitsThatMakeNoSenseAreRefused() {
    Limits d = Limits.defaults();
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Limits(
                d.maxSessions(),
                d.maxUnfinished(),
                d.maxPairingSessions(),
                d.maxSessionsPerSource(),
                d.maxSessionsPerPairing(),
                d.maxPathsPerSession(),
                d.transactionMemory(),
                d.nonceMemory(),
                d.handshakeTimeout(),
                d.consentTimeout(),
                d.sourceBurst(),
                d.sourceRate(),
                d.globalBurst(),
                d.globalRate(),
                d.globalBurst(),
                d.maxSources(),
                d.maxKnownSources()));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Limits(
                0,
                d.maxUnfinished(),
                d.maxPairingSessions(),
                d.maxSessionsPerSource(),
                d.maxSessionsPerPairing(),
                d.maxPathsPerSession(),
                d.transactionMemory(),
                d.nonceMemory(),
                d.handshakeTimeout(),
                d.consentTimeout(),
                d.sourceBurst(),
                d.sourceRate(),
                d.globalBurst(),
                d.globalRate(),
                d.globalReserve(),
                d.maxSources(),
                d.maxKnownSources()));
  }
}
