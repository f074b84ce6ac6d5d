package dev.lanward.ice;

import static dev.lanward.ice.Pair.way;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Tick;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A door and a knocker, and the link between them. */
class KnockerPairTest {
  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Pair.Link BAD =
      new Pair.Link(0.3, 0.2, Duration.ofMillis(2), Duration.ofMillis(30));

  private static Pair pair(Pair.Link link, long seed) {
    TestKeys keys = TestKeys.withPairings(3);
    return new Pair(keys, keys.page("p1", TestPage.nonce(1)), KnockerTimes.defaults(), link, seed);
  }

  private static Pair pair() {
    return pair(Pair.Link.PERFECT, 1);
  }

  @Test
  void oneRoundTripConnects() {
    Pair pair = pair();
    pair.add(way(1, 1));
    pair.run(MILLISECOND);
    assertEquals(List.of(new KnockerEvent.Connected(way(1, 1))), pair.knockerEvents);
    DoorEvent.SessionOpened opened =
        assertInstanceOf(DoorEvent.SessionOpened.class, pair.doorEvents.get(0));
    assertEquals(Optional.of("p1"), opened.pairing());
    assertEquals(Pair.atDoor(way(1, 1)), opened.path());
    assertEquals(2, pair.overheard.size(), "a request, a response, and no more");
  }

  @Test
  void theDoorEndsUpAtThePathThatTheKnockerSelected() {
    Pair.Link slow = new Pair.Link(0, 0, Duration.ofMillis(2), Duration.ofMillis(90));
    for (long seed = 0; seed < 300; seed++) {
      Pair pair = pair(slow, seed);
      for (int n = 1; n <= 6; n++) {
        pair.add(way(n % 2, n));
      }
      pair.run(Duration.ofSeconds(3));
      assertEquals(1, pair.knockerEvents.size(), "seed " + seed);
      Path chosen = pair.knocker.path().orElseThrow();
      assertEquals(
          Optional.of(Pair.atDoor(chosen)), pair.door.path(pair.session()), "seed " + seed);
    }
  }

  @Test
  void rfc8445Section122WhicheverPathTheDoorTakesTheKnockerListens() {
    for (long seed = 0; seed < 200; seed++) {
      Pair pair = pair(BAD, seed);
      for (int n = 1; n <= 6; n++) {
        pair.add(way(n % 2, n));
      }
      pair.run(Duration.ofSeconds(9));
      assertEquals(1, pair.door.sessions(), "seed " + seed);
      Path back = Pair.atKnocker(pair.door.path(pair.session()).orElseThrow());
      assertEquals(
          KnockerDisposition.DTLS,
          pair.knocker.handleDatagram(pair.now, back, DoorFixture.record(22, 0, 2)),
          "seed " + seed);
    }
  }

  @Test
  void aPathWithThirtyPercentLossConnectsWithinTheTime() {
    for (long seed = 0; seed < 300; seed++) {
      Pair pair = pair(BAD, seed);
      pair.add(way(1, 1));
      pair.run(Duration.ofSeconds(9));
      assertTrue(pair.isConnected(), "seed " + seed);
      assertEquals(1, pair.knockerEvents.size(), "seed " + seed);
    }
  }

  @Test
  void rfc7675ConsentHoldsForADayOnABadLink() {
    Pair pair = pair(new Pair.Link(0.1, 0.1, Duration.ofMillis(2), Duration.ofMillis(9)), 7);
    pair.add(way(1, 1));
    pair.run(Duration.ofSeconds(1));
    pair.door.handshakeFinished(pair.session());
    pair.run(Duration.ofDays(1));
    assertEquals(List.of(new KnockerEvent.Connected(way(1, 1))), pair.knockerEvents);
    assertEquals(1, pair.door.sessions());
    assertTrue(pair.knocker.heldEntries() < 20);
  }

  @Test
  void whenTheDeviceDiesBothSidesNoticeWithinThirtySeconds() {
    Pair pair = pair();
    pair.add(way(1, 1));
    pair.run(Duration.ofSeconds(1));
    pair.door.handshakeFinished(pair.session());
    pair.run(Duration.ofMinutes(2));
    pair.passes = (path, toDoor) -> false;
    Tick cut = pair.now;
    pair.run(Duration.ofMillis(23_900));
    assertTrue(pair.isConnected(), "an answer at most six seconds old counts for thirty");
    pair.run(Duration.ofMillis(6_200));
    assertEquals(new KnockerEvent.ConsentLost(), pair.knockerEvents.get(1));
    assertEquals(Optional.empty(), pair.knocker.path());
    assertEquals(0, pair.door.sessions());
    assertEquals(Optional.empty(), pair.knocker.nextTimeout());
    assertTrue(pair.now.since(cut).compareTo(Duration.ofSeconds(31)) < 0);
  }

  @Test
  void whenThePathInUseFallsSilentAnotherOneTakesOver() {
    Pair pair = pair();
    pair.add(way(1, 1));
    pair.run(Duration.ofSeconds(1));
    pair.door.handshakeFinished(pair.session());
    pair.add(way(1, 2));
    pair.add(way(2, 1));
    pair.run(Duration.ofMinutes(1));
    assertEquals(1, pair.knockerEvents.size(), "while a path is good the others wait");
    pair.passes = (path, toDoor) -> path.equals(way(2, 1));
    pair.run(Duration.ofSeconds(15));
    assertEquals(
        List.of(new KnockerEvent.Connected(way(1, 1)), new KnockerEvent.PathChanged(way(2, 1))),
        pair.knockerEvents);
    Path other = Pair.atDoor(way(2, 1));
    assertTrue(pair.doorEvents.contains(new DoorEvent.PathOffered(pair.session(), other)));
    pair.door.confirm(pair.session(), other);
    assertEquals(Optional.of(other), pair.door.path(pair.session()));
    pair.run(Duration.ofMinutes(2));
    assertEquals(1, pair.door.sessions());
  }

  @Test
  void aDeviceThatWakesLateIsFoundWithinTwoSeconds() {
    for (int wake = 500; wake < 12_000; wake += 700) {
      Pair pair = pair();
      pair.passes = (path, toDoor) -> false;
      pair.add(way(1, 1));
      pair.run(Duration.ofMillis(wake));
      pair.passes = (path, toDoor) -> true;
      pair.run(Duration.ofSeconds(2));
      assertTrue(pair.isConnected(), "awake at " + wake);
    }
  }

  @Test
  void aWrongPasswordMeetsSilenceAndTimesOut() {
    TestKeys keys = TestKeys.withPairings(3);
    TestPage stranger = TestKeys.withPairings(5).page("p4", TestPage.nonce(1));
    Pair pair = new Pair(keys, stranger, KnockerTimes.defaults(), Pair.Link.PERFECT, 1);
    pair.add(way(1, 1));
    pair.run(Duration.ofMillis(14_999));
    assertEquals(List.of(), pair.knockerEvents);
    pair.run(MILLISECOND);
    assertEquals(List.of(new KnockerEvent.TimedOut()), pair.knockerEvents);
    assertEquals(0, pair.door.sessions());
    assertFalse(pair.isConnected());
  }

  @Test
  void pairingAndLinkKnocksConnectAsWell() {
    TestKeys keys = TestKeys.withPairings(1);
    keys.pairingMode = true;
    byte[] secret = new byte[16];
    keys.linkSecret = Optional.of(secret);
    for (TestPage page :
        List.of(TestPage.pairing(7), TestPage.link(secret, TestPage.nonce(1), 7))) {
      Pair pair = new Pair(keys, page, KnockerTimes.defaults(), Pair.Link.PERFECT, 1);
      pair.add(way(1, 1));
      pair.run(MILLISECOND);
      assertTrue(pair.isConnected());
      assertEquals(TestKeys.page(7), ((DoorEvent.SessionOpened) pair.doorEvents.get(0)).page());
    }
  }
}
