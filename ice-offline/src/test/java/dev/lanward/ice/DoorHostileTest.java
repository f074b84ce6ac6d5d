package dev.lanward.ice;

import static dev.lanward.ice.DoorFixture.CLIENT_HELLO;
import static dev.lanward.ice.DoorFixture.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** docs/security-model.md: who floods a door costs a bounded share, and learns nothing. */
class DoorHostileTest {
  private static final int DATAGRAMS = 100_000;

  private final TestKeys keys = TestKeys.withPairings(20);
  private final DoorFixture door = new DoorFixture(keys);

  /** All come from one network: its addresses are forged, which costs the sender nothing. */
  private static Path stranger(int i) {
    return path(0x20_0000 + i % 0x8000, 1 + i % 60_000);
  }

  @Test
  void aHundredThousandHostileDatagramsMeetSilenceAndLeaveNoMemory() {
    Hostile hostile = new Hostile(20261124);
    TestPage page = keys.page("p3", TestPage.nonce(1));
    ByteBuffer knock = page.nomination();
    hostile.overhear(knock);
    SessionId session = open(page, knock);
    hostile.overhear(door.transmits.get(0).payload());
    int half = 0;
    for (int i = 0; i < DATAGRAMS; i++) {
      door.silent(stranger(i), hostile.next());
      if (i % 1_000 == 0) {
        door.later(Duration.ofMillis(10));
        keepConsent(page);
      }
      half = i == DATAGRAMS / 2 ? door.door.heldEntries() : half;
    }
    assertEquals(half, door.door.heldEntries(), "it grew");
    assertEquals(1, door.door.sessions());
    assertEquals(Optional.of(path(1)), door.door.path(session));
    assertEquals(Optional.of(session), door.give(path(1), CLIENT_HELLO).session());
    assertTrue(door.door.count(DoorCounter.NOT_VERIFIED) > 100, "no MAC was ever reached");
    assertTrue(door.door.count(DoorCounter.REPLAYED) > 1_000, "no replay was ever seen");
  }

  private SessionId open(TestPage page, ByteBuffer knock) {
    door.answered(path(1), Bytes.copyOf(knock).toBuffer());
    SessionId session = door.opened().session();
    door.door.handshakeFinished(session);
    return session;
  }

  private void keepConsent(TestPage page) {
    door.answered(path(1), page.nomination());
    door.transmits.clear();
  }

  @Test
  void aPairedKnockFromAKnownSourceGetsInThroughAFlood() {
    door.door.end(door.open(path(1), keys.page("p3", TestPage.nonce(1))));
    door.drain();
    TestKeys unpaired = TestKeys.withPairings(21);
    for (int i = 0; i < 50_000; i++) {
      // 50,000 knocks of 20 verifications each in one second, where 20,000 may be made.
      door.silent(stranger(i), unpaired.page("p20", TestPage.nonce(1_000 + i)).check());
      door.now = door.now.plus(Duration.ofNanos(20_000));
      if (i % 1_000 == 999) {
        TestPage again = keys.page("p3", TestPage.nonce(100_000 + i));
        door.door.end(door.open(path(1), again));
        door.drain();
      }
    }
    assertTrue(door.door.count(DoorCounter.OVER_BUDGET) > 40_000, "hardly a flood");
    long tried = 20 * door.door.count(DoorCounter.NOT_VERIFIED);
    assertTrue(tried <= 8_000 + 20_000 + 20, "cost " + tried + " verifications");
  }

  @Test
  void anOpenSessionIsAnsweredThroughAFlood() {
    TestPage page = keys.page("p3", TestPage.nonce(1));
    SessionId session = door.open(path(1), page);
    door.door.handshakeFinished(session);
    TestKeys unpaired = TestKeys.withPairings(21);
    for (int i = 0; i < 20_000; i++) {
      door.silent(stranger(i), unpaired.page("p20", TestPage.nonce(1_000 + i)).check());
      if (i % 100 == 0) {
        door.answered(path(1), page.check());
        door.answered(path(2 + i / 100), page.check());
      }
    }
    assertEquals(1, door.door.sessions());
  }

  @Test
  void aReplayedKnockOpensNothingWhileItsSessionLivesAndNothingAfterwards() {
    TestPage page = keys.page("p3", TestPage.nonce(1));
    Bytes knock = Bytes.copyOf(page.nomination());
    door.answered(path(1), knock.toBuffer());
    SessionId session = door.opened().session();
    for (int i = 0; i < 10_000; i++) {
      door.silent(stranger(i), knock.toBuffer());
    }
    door.door.end(session);
    door.drain();
    int held = door.door.heldEntries();
    for (int i = 0; i < 10_000; i++) {
      door.silent(stranger(i), knock.toBuffer());
      door.silent(path(1), knock.toBuffer());
    }
    assertEquals(held, door.door.heldEntries());
    assertEquals(0, door.door.sessions());
  }

  @Test
  void aStrangerInPairingModeTakesItsRoomAndNoMore() {
    keys.pairingMode = true;
    for (int i = 0; i < 20_000; i++) {
      door.give(stranger(i), TestPage.pairing(i).named("u" + i + "aaa").check());
      door.transmits.clear();
      door.events.clear();
    }
    assertEquals(Limits.defaults().maxPairingSessions(), door.door.sessions());
    door.open(path(1), keys.page("p3", TestPage.nonce(1)));
    door.later(Duration.ofSeconds(10));
    assertEquals(0, door.door.sessions());
  }
}
