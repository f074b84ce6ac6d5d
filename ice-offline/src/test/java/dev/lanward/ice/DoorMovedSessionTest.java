package dev.lanward.ice;

import static dev.lanward.ice.DoorFixture.APPLICATION_DATA;
import static dev.lanward.ice.DoorFixture.CLIENT_HELLO;
import static dev.lanward.ice.DoorFixture.path;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/protocol.md section 5.3: a page whose address changes in the middle of a session. */
class DoorMovedSessionTest {
  private final TestKeys keys = TestKeys.withPairings(2);
  private final DoorFixture door = new DoorFixture(keys);
  private final TestPage page = keys.page("p0", TestPage.nonce(1));
  private SessionId session;

  @BeforeEach
  void open() {
    session = door.open(path(1), page);
    door.give(path(1), CLIENT_HELLO);
    door.door.handshakeFinished(session);
    door.events.clear();
  }

  private void isAt(Path where) {
    assertEquals(Optional.of(where), door.door.path(session));
  }

  private static ByteBuffer copy(ByteBuffer buffer) {
    return Bytes.copyOf(buffer).toBuffer();
  }

  @Test
  void aNominationFromElsewhereOffersAPathAndMovesNothing() {
    door.answered(path(2), page.nomination());
    assertEquals(List.of(new DoorEvent.PathOffered(session, path(2))), door.events);
    isAt(path(1));
    assertEquals(1, door.door.sessions());
  }

  @Test
  void aConfirmedPathIsWhereDtlsGoes() {
    door.answered(path(2), page.nomination());
    door.door.confirm(session, path(2));
    door.drain();
    assertEquals(new DoorEvent.PathChanged(session, path(2)), door.events.get(1));
    isAt(path(2));
    assertEquals(Optional.of(session), door.give(path(2), APPLICATION_DATA).session());
  }

  @Test
  void anotherPortOfTheSameAddressIsAnotherPath() {
    door.answered(path(1, 50_001), page.check());
    assertEquals(List.of(new DoorEvent.PathOffered(session, path(1, 50_001))), door.events);
    isAt(path(1));
  }

  @Test
  void aConsentCheckThatDoesNotNominateOffersAsWell() {
    // RFC 7675 asks for no USE-CANDIDATE: after its address changed under it, that is all a page
    // says.
    door.answered(path(2), page.check());
    assertEquals(List.of(new DoorEvent.PathOffered(session, path(2))), door.events);
  }

  @Test
  void theNewAddressMaySpeakDtlsBeforeItIsConfirmed() {
    door.silent(path(2), APPLICATION_DATA);
    door.answered(path(2), page.nomination());
    assertEquals(Optional.of(session), door.give(path(2), APPLICATION_DATA).session());
    assertEquals(Optional.of(session), door.give(path(1), APPLICATION_DATA).session());
    isAt(path(1));
  }

  @Test
  void aCopyOfAnAnsweredRequestOffersNothing() {
    ByteBuffer request = page.nomination();
    door.answered(path(1), copy(request));
    door.silent(path(2), copy(request));
    isAt(path(1));
  }

  @Test
  void aRequestThatWasHeldBackOffersOnceHoweverOftenItIsSent() {
    ByteBuffer heldBack = page.nomination();
    for (int i = 0; i < 50; i++) {
      door.answered(path(66), copy(heldBack));
    }
    assertEquals(List.of(new DoorEvent.PathOffered(session, path(66))), door.events);
    isAt(path(1));
  }

  @Test
  void aRequestThatACopyOvertookOffersTheCopysPathOnly() {
    ByteBuffer request = page.nomination();
    door.answered(path(66), copy(request));
    door.silent(path(1), copy(request));
    isAt(path(1));
    door.answered(path(1), page.nomination());
    assertEquals(List.of(new DoorEvent.PathOffered(session, path(66))), door.events);
  }

  @Test
  void onlyWhatTheSessionVerifiedCanBeConfirmed() {
    door.door.confirm(session, path(2));
    door.drain();
    isAt(path(1));
    SessionId other = door.open(path(3), keys.page("p1", TestPage.nonce(2)));
    door.door.confirm(session, path(3));
    door.drain();
    isAt(path(1));
    door.door.end(other);
    door.door.end(session);
    door.door.confirm(session, path(1));
    door.drain();
    assertEquals(0, door.door.sessions());
  }

  @Test
  void offersAreBoundedByThePathsOfASession() {
    for (int i = 2; i < 200; i++) {
      door.answered(path(i), page.nomination());
    }
    door.events.clear();
    assertEquals(Optional.of(session), door.give(path(1), APPLICATION_DATA).session());
    isAt(path(1));
    door.silent(path(2), APPLICATION_DATA);
    door.door.confirm(session, path(2));
    door.drain();
    isAt(path(1));
  }

  @Test
  void consentComesFromEitherPathAndEndsWithBoth() {
    for (int i = 0; i < 4; i++) {
      door.later(Duration.ofSeconds(20));
      door.answered(path(2), page.check());
    }
    door.later(Duration.ofSeconds(30));
    door.ended(session, EndReason.CONSENT_LOST);
  }

  @Test
  void aMoveBackIsAnOfferLikeAnyOther() {
    door.answered(path(2), page.nomination());
    door.door.confirm(session, path(2));
    door.drain();
    door.events.clear();
    door.answered(path(1), page.nomination());
    assertEquals(List.of(new DoorEvent.PathOffered(session, path(1))), door.events);
    isAt(path(2));
  }
}
