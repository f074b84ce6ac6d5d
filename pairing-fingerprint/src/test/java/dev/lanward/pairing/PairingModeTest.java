package dev.lanward.pairing;

import static dev.lanward.pairing.PairingPair.PAGE;
import static dev.lanward.pairing.PairingPair.failed;
import static dev.lanward.pairing.PairingPair.paired;
import static dev.lanward.pairing.PairingPair.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.pairing.PairingEvent.Closed;
import dev.lanward.pairing.PairingEvent.CodeRetired;
import dev.lanward.pairing.PairingEvent.CodeShown;
import dev.lanward.pairing.PairingEvent.Why;
import dev.lanward.pairing.PairingEvent.WrongGuess;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * "Three wrong guesses burn the code; twenty in one opening close pairing mode; a code lives five
 * minutes and pairs once." (protocol section 9)
 */
class PairingModeTest {
  private final PairingPair pair = new PairingPair();

  @Test
  void itIsClosedAtFirst() {
    assertEquals(Optional.empty(), pair.mode.code(pair.now));
    assertEquals(Optional.empty(), pair.mode.nextTimeout());
    assertEquals(refused(Refusal.PAIRING_CLOSED, 0), pair.guess(new PairingCode(7, "482913")));
  }

  @Test
  void openingShowsACode() {
    PairingCode code = pair.open();
    assertEquals(7, code.nameplate());
    assertEquals(Optional.of(code), pair.mode.code(pair.now));
    assertEquals(List.of(new CodeShown(code, pair.now.plus(Duration.ofMinutes(5)))), pair.events());
  }

  @Test
  void threeWrongGuessesBurnTheCodeAndAnotherFollowsOnTheSameNameplate() {
    PairingCode code = pair.open();
    pair.events();
    assertEquals(refused(Refusal.WRONG_CODE, 2), pair.guess(PairingPair.wrong(code)));
    assertEquals(refused(Refusal.WRONG_CODE, 1), pair.guess(PairingPair.wrong(code)));
    assertEquals(code, pair.code());
    assertEquals(refused(Refusal.WRONG_CODE, 0), pair.guess(PairingPair.wrong(code)));
    PairingCode next = pair.code();
    assertNotEquals(code, next);
    assertEquals(7, next.nameplate());
    assertEquals(
        List.of(
            new WrongGuess(2),
            new WrongGuess(1),
            new WrongGuess(0),
            new CodeRetired(Why.TOO_MANY_GUESSES),
            new CodeShown(next, pair.now.plus(Duration.ofMinutes(5)))),
        pair.events());
    // The burnt code is now a wrong guess like any other.
    assertEquals(refused(Refusal.WRONG_CODE, 2), pair.guess(code));
    PairingSession device = pair.device();
    pair.run(pair.page(next), device);
    paired(device);
  }

  @Test
  void sessionsSideBySideGetNoMoreGuessesThanOneAfterTheOther() {
    PairingCode wrong = PairingPair.wrong(pair.open());
    List<PairingSession> pages = new ArrayList<>();
    List<PairingSession> devices = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      PairingSession page = pair.page(wrong);
      InetAddress source = IpLiteral.parse("192.168.1." + (50 + i)).orElseThrow();
      PairingSession device = pair.mode.openCodeSession(pair.now, source, PAGE);
      pair.deliver(page, device);
      pair.deliver(device, page);
      pages.add(page);
      devices.add(device);
    }
    for (int i = 0; i < 4; i++) {
      pair.deliver(pages.get(i), devices.get(i));
    }
    assertEquals(refused(Refusal.WRONG_CODE, 2), devices.get(0).outcome().orElseThrow());
    assertEquals(refused(Refusal.WRONG_CODE, 1), devices.get(1).outcome().orElseThrow());
    assertEquals(refused(Refusal.WRONG_CODE, 0), devices.get(2).outcome().orElseThrow());
    assertEquals(refused(Refusal.CODE_EXPIRED, 0), devices.get(3).outcome().orElseThrow());
  }

  @Test
  void aSessionOfABurntCodeLearnsNothingEvenWithTheRightCode() {
    PairingCode code = pair.open();
    PairingSession page = pair.page(code);
    PairingSession device = pair.device();
    pair.deliver(page, device);
    pair.deliver(device, page);
    for (int i = 0; i < 3; i++) {
      pair.guess(PairingPair.wrong(code));
    }
    pair.deliver(page, device);
    assertEquals(refused(Refusal.CODE_EXPIRED, 0), device.outcome().orElseThrow());
  }

  @Test
  void twentyWrongGuessesCloseTheOpening() {
    pair.open();
    pair.events();
    for (int i = 1; i <= 19; i++) {
      assertEquals(
          refused(Refusal.WRONG_CODE, (60 - i) % 3), pair.guess(PairingPair.wrong(pair.code())));
    }
    pair.events();
    assertEquals(refused(Refusal.WRONG_CODE, 0), pair.guess(PairingPair.wrong(pair.code())));
    assertEquals(Optional.empty(), pair.mode.code(pair.now));
    assertEquals(
        List.of(
            new WrongGuess(1),
            new CodeRetired(Why.TOO_MANY_GUESSES),
            new Closed(Why.TOO_MANY_GUESSES)),
        pair.events());
    assertEquals(refused(Refusal.PAIRING_CLOSED, 0), pair.guess(new PairingCode(7, "000000")));
    // Its owner may open it again, with all guesses back.
    assertEquals(refused(Refusal.WRONG_CODE, 2), pair.guess(PairingPair.wrong(pair.open())));
  }

  @Test
  void aSuccessDoesNotGiveTheGuessesOfTheOpeningBack() {
    pair.open();
    for (int i = 0; i < 18; i++) {
      pair.guess(PairingPair.wrong(pair.code()));
    }
    PairingSession device = pair.device();
    pair.run(pair.page(pair.code()), device);
    paired(device);
    pair.guess(PairingPair.wrong(pair.code()));
    assertTrue(pair.mode.code(pair.now).isPresent());
    pair.guess(PairingPair.wrong(pair.code()));
    assertFalse(pair.mode.code(pair.now).isPresent());
  }

  @Test
  void aCodeLivesFiveMinutes() {
    PairingCode code = pair.open();
    pair.events();
    assertEquals(Optional.of(pair.now.plus(Duration.ofMinutes(5))), pair.mode.nextTimeout());
    pair.advance(Duration.ofMinutes(5).minusNanos(1));
    assertEquals(code, pair.code());
    PairingSession page = pair.page(code);
    PairingSession device = pair.device();
    pair.deliver(page, device);
    pair.deliver(device, page);
    pair.advance(Duration.ofNanos(1));
    pair.deliver(page, device);
    assertEquals(refused(Refusal.CODE_EXPIRED, 0), device.outcome().orElseThrow());
    assertNotEquals(code, pair.code());
    assertEquals(
        List.of(
            new CodeRetired(Why.EXPIRED),
            new CodeShown(pair.code(), pair.now.plus(Duration.ofMinutes(5)))),
        pair.events());
  }

  @Test
  void timeThatNobodyToldIsNoticedAtTheNextMessage() {
    PairingCode code = pair.open();
    pair.now = pair.now.plus(Duration.ofMinutes(6));
    assertEquals(refused(Refusal.WRONG_CODE, 2), pair.guess(code));
    pair.now = pair.now.plus(Duration.ofHours(2));
    assertEquals(refused(Refusal.PAIRING_CLOSED, 0), pair.guess(code));
  }

  @Test
  void codesMayLiveLessThanFiveMinutesAndNeverMore() {
    PairingCode code = pair.mode.open(pair.now, 7, Duration.ofMinutes(1), Duration.ofSeconds(25));
    pair.events();
    assertEquals(Optional.of(pair.now.plus(Duration.ofSeconds(25))), pair.mode.nextTimeout());
    pair.advance(Duration.ofSeconds(25));
    assertEquals(
        List.of(
            new CodeRetired(Why.EXPIRED),
            new CodeShown(pair.code(), pair.now.plus(Duration.ofSeconds(25)))),
        pair.events());
    // Nothing in what a page sends tells an old code from one that never was: it is a guess.
    assertEquals(refused(Refusal.WRONG_CODE, 2), pair.guess(code));
    pair.advance(Duration.ofSeconds(25));
    pair.events();
    // The last one ends with the opening.
    assertEquals(Optional.of(pair.now.plus(Duration.ofSeconds(10))), pair.mode.nextTimeout());
    for (Duration wrong : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofSeconds(301))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> pair.mode.open(pair.now, 7, Duration.ofMinutes(1), wrong));
    }
  }

  @Test
  void aCodePairsOnce() {
    PairingCode code = pair.open();
    pair.events();
    PairingSession device = pair.device();
    pair.run(pair.page(code), device);
    paired(device);
    assertEquals(
        List.of(
            new CodeRetired(Why.USED),
            new CodeShown(pair.code(), pair.now.plus(Duration.ofMinutes(5)))),
        pair.events());
    assertEquals(refused(Refusal.WRONG_CODE, 2), pair.guess(code));
  }

  @Test
  void theOpeningEnds() {
    pair.mode.open(pair.now, 7, Duration.ofMinutes(7));
    pair.advance(Duration.ofMinutes(5));
    pair.events();
    assertEquals(Optional.of(pair.now.plus(Duration.ofMinutes(2))), pair.mode.nextTimeout());
    pair.advance(Duration.ofMinutes(2));
    assertEquals(List.of(new CodeRetired(Why.EXPIRED), new Closed(Why.EXPIRED)), pair.events());
    assertEquals(Optional.empty(), pair.mode.nextTimeout());
  }

  @Test
  void theOwnerClosesItAndSessionsAreToldSo() {
    PairingCode code = pair.open();
    PairingSession page = pair.page(code);
    PairingSession device = pair.device();
    pair.deliver(page, device);
    pair.deliver(device, page);
    pair.events();
    pair.mode.close();
    assertEquals(List.of(new CodeRetired(Why.BY_OWNER), new Closed(Why.BY_OWNER)), pair.events());
    pair.deliver(page, device);
    assertEquals(refused(Refusal.PAIRING_CLOSED, 0), device.outcome().orElseThrow());
    pair.mode.close();
    assertEquals(List.of(), pair.events());
  }

  @Test
  void openingAgainReplacesTheOpening() {
    PairingCode first = pair.open();
    pair.events();
    PairingCode second = pair.mode.open(pair.now, 8, Duration.ofMinutes(5));
    assertEquals(8, second.nameplate());
    assertNotEquals(first, second);
    assertEquals(3, pair.events().size());
    assertThrows(
        IllegalArgumentException.class, () -> pair.mode.open(pair.now, 0, Duration.ofMinutes(5)));
    assertThrows(IllegalArgumentException.class, () -> pair.mode.open(pair.now, 7, Duration.ZERO));
  }

  @Test
  void fourSessionsAreOpenAtOnceTwoFromOneAddress() {
    pair.open();
    InetAddress other = IpLiteral.parse("192.168.1.8").orElseThrow();
    InetAddress third = IpLiteral.parse("192.168.1.9").orElseThrow();
    PairingSession first = pair.device();
    pair.device();
    assertEquals(busy(), pair.device().outcome().orElseThrow());
    pair.mode.openCodeSession(pair.now, other, PAGE);
    pair.mode.openCodeSession(pair.now, other, PAGE);
    PairingSession fifth = pair.mode.openCodeSession(pair.now, third, PAGE);
    assertEquals(busy(), fifth.outcome().orElseThrow());
    assertEquals(List.of(new PairMessage.Refused(Refusal.BUSY, 0)), PairingPair.drain(fifth));

    pair.mode.ended(first);
    PairingSession sixth = pair.mode.openCodeSession(pair.now, third, PAGE);
    assertEquals(Optional.empty(), sixth.outcome());
  }

  @Test
  void anEndedSessionFreesItsPlaceAndATimeOutDoes() {
    PairingCode wrong = PairingPair.wrong(pair.open());
    for (int i = 0; i < 3; i++) {
      assertNotEquals(busy(), pair.guess(wrong), "each guess ends its session");
    }
    PairingSession slow = pair.device();
    pair.device();
    assertEquals(busy(), pair.device().outcome().orElseThrow());
    assertEquals(Optional.of(pair.now.plus(Duration.ofSeconds(30))), pair.mode.nextTimeout());
    pair.advance(Duration.ofSeconds(30));
    assertEquals(failed(PairingOutcome.Reason.TIMED_OUT), slow.outcome().orElseThrow());
    assertEquals(Optional.empty(), pair.device().outcome());
  }

  private static PairingOutcome busy() {
    return refused(Refusal.BUSY, 0);
  }
}
