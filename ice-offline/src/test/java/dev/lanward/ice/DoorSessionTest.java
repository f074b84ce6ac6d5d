package dev.lanward.ice;

import static dev.lanward.ice.DoorFixture.APPLICATION_DATA;
import static dev.lanward.ice.DoorFixture.CLIENT_HELLO;
import static dev.lanward.ice.DoorFixture.path;
import static dev.lanward.ice.DoorFixture.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** docs/protocol.md section 5.2. */
class DoorSessionTest {
  private final TestKeys keys = TestKeys.withPairings(2);
  private final DoorFixture door = new DoorFixture(keys);
  private final TestPage page = keys.page("p0", TestPage.nonce(1));

  private static ByteBuffer copy(ByteBuffer buffer) {
    return Bytes.copyOf(buffer).toBuffer();
  }

  @Test
  void theSameUsernameFromElsewhereIsTheSameSession() {
    door.answered(path(1), page.check());
    door.answered(path(2), page.check());
    assertEquals(1, door.door.sessions());
    assertEquals(
        Optional.of(path(2)),
        door.door.path(((DoorEvent.SessionOpened) door.events.get(0)).session()));
  }

  @Test
  void anotherPageUfragIsAnotherSession() {
    door.answered(path(1), page.check());
    door.answered(path(1), page.named("other").check());
    assertEquals(2, door.door.sessions());
  }

  @Test
  void dtlsGoesWhereTheLatestNominationCameFrom() {
    SessionId session = door.open(path(1), page);
    door.answered(path(2), page.check());
    assertEquals(Optional.of(path(1)), door.door.path(session));
    door.answered(path(3), page.nomination());
    assertEquals(Optional.of(path(3)), door.door.path(session));
    assertEquals(
        new DoorEvent.PathChanged(session, path(3)), door.events.get(door.events.size() - 1));
    assertEquals(2, door.events.size(), "a check that moves nothing tells nothing");
  }

  @Test
  void beforeANominationDtlsGoesWhereTheLatestRequestCameFrom() {
    door.answered(path(1), page.check());
    SessionId session = door.opened().session();
    door.answered(path(2), page.check());
    assertEquals(Optional.of(path(2)), door.door.path(session));
    door.answered(path(1), page.nomination());
    assertEquals(Optional.of(path(1)), door.door.path(session));
  }

  @Test
  void anotherPortOfOursIsAnotherPath() {
    SessionId session = door.open(path(1), page);
    Path standing = new Path(1, path(1).remote());
    door.answered(standing, page.nomination());
    assertEquals(Optional.of(standing), door.door.path(session));
  }

  @Test
  void dtlsIsAcceptedFromVerifiedAddressesOnly() {
    SessionId session = door.open(path(1), page);
    assertEquals(Optional.of(session), door.give(path(1), CLIENT_HELLO).session());
    door.silent(path(2), CLIENT_HELLO);
    assertEquals(1, door.door.count(DoorCounter.DTLS_WITHOUT_SESSION));
    door.answered(path(2), page.check());
    assertEquals(Optional.of(session), door.give(path(2), CLIENT_HELLO).session());
  }

  @Test
  void anAddressBelongsToTheSessionItVerifiedForLast() {
    SessionId first = door.open(path(1), page);
    TestPage again = keys.page("p0", TestPage.nonce(2));
    SessionId second = door.open(path(1), again);
    assertEquals(Optional.of(second), door.give(path(1), CLIENT_HELLO).session());
    door.door.end(first);
    assertEquals(Optional.of(second), door.give(path(1), CLIENT_HELLO).session());
    door.door.end(second);
    door.drain();
    door.silent(path(1), CLIENT_HELLO);
  }

  @Test
  void aRequestThatWasAnsweredIsAReplayFromElsewhere() {
    ByteBuffer knock = page.nomination();
    SessionId session = door.open(path(1), page);
    door.answered(path(1), copy(knock));
    door.silent(path(2), copy(knock));
    door.answered(path(1), copy(knock));
    assertEquals(1, door.door.count(DoorCounter.REPLAYED));
    assertEquals(Optional.of(path(1)), door.door.path(session));
  }

  @Test
  void replaysAreKnownAfterManyRequests() {
    ByteBuffer knock = copy(page.nomination());
    door.answered(path(1), knock);
    for (int i = 0; i < 900; i++) {
      door.answered(path(1), page.check());
    }
    door.silent(path(2), knock);
  }

  @Test
  void theNonceOfAnEndedSessionOpensNothing() {
    SessionId session = door.open(path(1), page);
    door.door.end(session);
    door.drain();
    door.ended(session, EndReason.ENDED_BY_CALLER);
    door.silent(path(1), page.check());
    door.silent(path(1), page.named("other").check());
    assertEquals(2, door.door.count(DoorCounter.REPLAYED));
    door.open(path(1), keys.page("p0", TestPage.nonce(2)));
  }

  @Test
  void aHandshakeHasTenSecondsFromTheKnock() {
    SessionId session = door.open(path(1), page);
    for (int second = 1; second < 10; second++) {
      door.later(Duration.ofSeconds(1));
      door.answered(path(1), page.check());
    }
    assertEquals(1, door.door.sessions());
    door.later(Duration.ofSeconds(1));
    door.ended(session, EndReason.HANDSHAKE_TIMEOUT);
    door.silent(path(1), page.check());
  }

  @Test
  void rfc7675ConsentIsLostAfterThirtySeconds() {
    SessionId session = door.open(path(1), page);
    door.door.handshakeFinished(session);
    for (int i = 0; i < 3; i++) {
      door.later(Duration.ofSeconds(29));
      door.answered(path(1), page.check());
    }
    door.later(Duration.ofMillis(29_999));
    assertEquals(1, door.door.sessions());
    door.later(Duration.ofMillis(1));
    door.ended(session, EndReason.CONSENT_LOST);
    assertEquals(Optional.empty(), door.door.nextTimeout());
  }

  @Test
  void unverifiedRequestsAndReplaysKeepNoConsent() {
    ByteBuffer knock = page.nomination();
    SessionId session = door.open(path(1), page);
    door.answered(path(1), copy(knock));
    door.door.handshakeFinished(session);
    door.later(Duration.ofSeconds(20));
    door.silent(path(2), copy(knock));
    door.silent(path(1), new TestPage(page.doorUfrag, "x".repeat(24)).check());
    door.later(Duration.ofSeconds(10));
    door.ended(session, EndReason.CONSENT_LOST);
  }

  @Test
  void nextTimeoutIsNeverLate() {
    SessionId session = door.open(path(1), page);
    assertEquals(Optional.of(door.now.plus(Duration.ofSeconds(10))), door.door.nextTimeout());
    door.door.handshakeFinished(session);
    int calls = 0;
    while (door.door.sessions() > 0) {
      door.now = door.door.nextTimeout().orElseThrow();
      door.later(Duration.ZERO);
      calls++;
    }
    assertEquals(2, calls);
    door.ended(session, EndReason.CONSENT_LOST);
  }

  @Test
  void aPageThatSpeaksToAnEarlierRunIsSentAway() {
    for (ByteBuffer stale :
        new ByteBuffer[] {APPLICATION_DATA, record(21, 1, 0), record(22, 1, 1), record(33, 0, 0)}) {
      TestPage stalePage = keys.page("p0", TestPage.nonce(100 + stale.get(0) + stale.get(4)));
      SessionId session = door.open(path(1), stalePage);
      door.give(path(1), stale);
      door.ended(session, EndReason.EARLIER_RUN);
      door.silent(path(1), stalePage.check());
    }
  }

  @Test
  void alertsAndCipherChangesBelongIntoAHandshakeAndEndNothing() {
    SessionId session = door.open(path(1), page);
    door.silent(path(1), record(20, 0, 1));
    door.silent(path(1), record(21, 0, 1));
    door.silent(path(1), ByteBuffer.wrap(new byte[] {22}));
    door.give(path(1), CLIENT_HELLO);
    for (int type : new int[] {20, 21, 22, 23, 25}) {
      assertEquals(Optional.of(session), door.give(path(1), record(type, type & 1, 0)).session());
    }
    assertEquals(1, door.door.sessions());
  }

  @Test
  void endAllOfEndsThatPairingsSessionsOnly() {
    SessionId mine = door.open(path(1), page);
    SessionId too = door.open(path(2), keys.page("p0", TestPage.nonce(2)));
    SessionId other = door.open(path(3), keys.page("p1", TestPage.nonce(3)));
    door.door.endAllOf("p0");
    door.drain();
    door.ended(mine, EndReason.ENDED_BY_CALLER);
    door.ended(too, EndReason.ENDED_BY_CALLER);
    assertEquals(1, door.door.sessions());
    assertEquals(Optional.of(path(3)), door.door.path(other));
  }

  @Test
  void endedSessionsLeaveNothingButTheirNonce() {
    for (int i = 0; i < 500; i++) {
      SessionId session = door.open(path(i), keys.page("p0", TestPage.nonce(i)));
      if (i % 2 == 0) {
        door.door.handshakeFinished(session);
      }
      door.door.end(session);
      door.door.end(session);
      door.drain();
    }
    assertEquals(0, door.door.sessions());
    assertEquals(500 + 500, door.door.heldEntries(), "nonces and the sources' budgets");
    assertEquals(Optional.empty(), door.door.nextTimeout());
  }

  @Test
  void aCallerThatNeverDrainsIsTold() {
    door.open(path(1), page);
    assertThrows(
        IllegalStateException.class,
        () -> {
          for (int i = 0; i < 2000; i++) {
            door.door.handleDatagram(door.now, path(1), page.check());
          }
        });
  }
}
