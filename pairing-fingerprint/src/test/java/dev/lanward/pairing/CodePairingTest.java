package dev.lanward.pairing;

import static dev.lanward.pairing.PairingPair.DESCRIPTION;
import static dev.lanward.pairing.PairingPair.DEVICE;
import static dev.lanward.pairing.PairingPair.PAGE;
import static dev.lanward.pairing.PairingPair.failed;
import static dev.lanward.pairing.PairingPair.paired;
import static dev.lanward.pairing.PairingPair.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.PairingOutcome.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Section 9 of the protocol: both sides of pairing by code. */
class CodePairingTest {
  private final PairingPair pair = new PairingPair();

  @Test
  void theRightCodePairsBothSides() {
    CodePairingPage page = pair.page(pair.open());
    PairingSession device = pair.device();
    pair.run(page, device);
    assertEquals(DEVICE, paired(page).fingerprint());
    assertEquals("Front door", paired(page).name());
    assertEquals(Optional.of(DESCRIPTION), paired(page).device());
    assertEquals(PAGE, paired(device).fingerprint());
    assertEquals("Tablet", paired(device).name());
    assertEquals(Optional.empty(), paired(device).device());
    assertEquals(paired(page).key(), paired(device).key());
  }

  @Test
  void eachPairingHasAFreshKey() {
    pair.open();
    PairingSession first = pair.device();
    pair.run(pair.page(pair.code()), first);
    PairingSession second = pair.device();
    pair.run(pair.page(pair.code()), second);
    assertFalse(paired(first).key().equals(paired(second).key()));
  }

  @Test
  void theWrongCodePairsNeitherSideAndSaysHowManyGuessesAreLeft() {
    CodePairingPage page = pair.page(PairingPair.wrong(pair.open()));
    PairingSession device = pair.device();
    pair.run(page, device);
    assertEquals(refused(Refusal.WRONG_CODE, 2), device.outcome().orElseThrow());
    assertEquals(refused(Refusal.WRONG_CODE, 2), page.outcome().orElseThrow());
  }

  @Test
  void theDeviceSendsNothingComputedFromTheCodeButItsShareBeforeItHasTheProof() {
    CodePairingPage page = pair.page(PairingPair.wrong(pair.open()));
    PairingSession device = pair.device();
    pair.deliver(page, device);
    List<PairMessage> share = PairingPair.drain(device);
    assertEquals(1, share.size());
    assertTrue(share.get(0) instanceof PairMessage.Share);
    page.handleMessage(pair.now, share.get(0));
    pair.deliver(page, device);
    assertEquals(
        List.of(new PairMessage.Refused(Refusal.WRONG_CODE, 2)), PairingPair.drain(device));
  }

  @Test
  void aDeviceThatDoesNotKnowTheCodeIsNotPaired() {
    PairingCode code = pair.open();
    CodePairingPage page = pair.page(code);
    // An impostor plays the device with a guess of its own and makes up a confirmation.
    Spake2 impostor = Spake2.start(Spake2.Role.B, PairingPair.wrong(code), pair.random);
    PairingPair.drain(page);
    page.handleMessage(pair.now, new PairMessage.Share(impostor.share()));
    PairingPair.drain(page);
    page.handleMessage(
        pair.now, new PairMessage.Confirm(Bytes.copyOf(new byte[32]), Bytes.copyOf(new byte[200])));
    assertEquals(failed(Reason.NOT_PROVEN), page.outcome().orElseThrow());
  }

  @Test
  void aShareThatIsNoPointEndsItAndIsNoGuess() {
    pair.open();
    pair.events();
    Bytes junk = Bytes.concat(Bytes.ofHex("04"), Bytes.copyOf(new byte[64]));
    PairingSession device = pair.device();
    device.handleMessage(pair.now, new PairMessage.Share(junk));
    assertEquals(refused(Refusal.MALFORMED, 0), device.outcome().orElseThrow());
    CodePairingPage page = pair.page(pair.code());
    page.handleMessage(pair.now, new PairMessage.Share(junk));
    assertEquals(failed(Reason.MALFORMED), page.outcome().orElseThrow());
    assertEquals(List.of(), pair.events());
  }

  @Test
  void aReplayedConversationDoesNotPair() {
    CodePairingPage page = pair.page(pair.open());
    PairingSession device = pair.device();
    List<PairMessage> shareA = PairingPair.drain(page);
    shareA.forEach(m -> device.handleMessage(pair.now, m));
    pair.deliver(device, page);
    List<PairMessage> confirmA = PairingPair.drain(page);
    // The device of this run is never told; the recording is played to a new session.
    PairingSession again = pair.device();
    shareA.forEach(m -> again.handleMessage(pair.now, m));
    confirmA.forEach(m -> again.handleMessage(pair.now, m));
    assertEquals(refused(Refusal.WRONG_CODE, 2), again.outcome().orElseThrow());
  }

  @Test
  void aShareSentBackToItsSenderDoesNotPair() {
    CodePairingPage page = pair.page(pair.open());
    List<PairMessage> share = PairingPair.drain(page);
    share.forEach(m -> page.handleMessage(pair.now, m));
    List<PairMessage> confirm = PairingPair.drain(page);
    confirm.forEach(m -> page.handleMessage(pair.now, m));
    assertEquals(failed(Reason.NOT_PROVEN), page.outcome().orElseThrow());
  }

  @Test
  void messagesOutOfTurnEndIt() {
    PairingCode code = pair.open();
    PairMessage.Confirm confirm =
        new PairMessage.Confirm(Bytes.copyOf(new byte[32]), Bytes.copyOf(new byte[16]));
    PairingSession device = pair.device();
    device.handleMessage(pair.now, confirm);
    assertEquals(refused(Refusal.MALFORMED, 0), device.outcome().orElseThrow());

    CodePairingPage page = pair.page(code);
    page.handleMessage(pair.now, confirm);
    assertEquals(failed(Reason.OUT_OF_TURN), page.outcome().orElseThrow());

    PairingSession twice = pair.device();
    List<PairMessage> share = PairingPair.drain(pair.page(code));
    twice.handleMessage(pair.now, share.get(0));
    twice.handleMessage(pair.now, share.get(0));
    assertEquals(refused(Refusal.MALFORMED, 0), twice.outcome().orElseThrow());

    PairingSession link = pair.device();
    link.handleMessage(pair.now, new PairMessage.Link("x"));
    assertEquals(refused(Refusal.MALFORMED, 0), link.outcome().orElseThrow());
  }

  @Test
  void malformedMessagesEndIt() {
    CodePairingPage page = pair.page(pair.open());
    PairingSession device = pair.device();
    page.handleMalformed(pair.now);
    device.handleMalformed(pair.now);
    assertEquals(failed(Reason.MALFORMED), page.outcome().orElseThrow());
    assertEquals(refused(Refusal.MALFORMED, 0), device.outcome().orElseThrow());
  }

  @Test
  void aPageThatSealsRubbishIsRefused() throws Exception {
    PairingCode code = pair.open();
    Spake2 page = Spake2.start(Spake2.Role.A, code, pair.random);
    PairingSession device = pair.device();
    device.handleMessage(pair.now, new PairMessage.Share(page.share()));
    PairMessage.Share shareB = (PairMessage.Share) PairingPair.drain(device).get(0);
    Spake2Keys keys = page.finish(shareB.share(), PAGE.hash(), PairingPair.PRESENTED.hash());
    Bytes sealed = PairingSeal.ofPage(keys.ke()).seal(Bytes.ofHex("00"));
    device.handleMessage(pair.now, new PairMessage.Confirm(keys.confirmation(), sealed));
    assertEquals(refused(Refusal.MALFORMED, 0), device.outcome().orElseThrow());
  }

  @Test
  void aSessionEndsAfterThirtySeconds() {
    CodePairingPage page = pair.page(pair.open());
    PairingSession device = pair.device();
    pair.deliver(page, device);
    assertEquals(Optional.of(pair.now.plus(Duration.ofSeconds(30))), page.nextTimeout());
    pair.advance(Duration.ofMillis(29_999));
    page.handleTimeout(pair.now);
    assertEquals(Optional.empty(), device.outcome());
    assertEquals(Optional.empty(), page.outcome());
    pair.advance(Duration.ofMillis(1));
    page.handleTimeout(pair.now);
    assertEquals(failed(Reason.TIMED_OUT), device.outcome().orElseThrow());
    assertEquals(failed(Reason.TIMED_OUT), page.outcome().orElseThrow());
    assertEquals(Optional.empty(), page.nextTimeout());
  }

  @Test
  void afterTheOutcomeNothingChanges() {
    CodePairingPage page = pair.page(pair.open());
    PairingSession device = pair.device();
    pair.run(page, device);
    Paired before = paired(device);
    device.handleMessage(pair.now, new PairMessage.Link("x"));
    device.handleMalformed(pair.now);
    pair.advance(Duration.ofHours(2));
    device.handleTimeout(pair.now);
    assertEquals(before, paired(device));
    assertEquals(List.of(), PairingPair.drain(device));
  }

  @Test
  void nobodyCanBeKnownByThePairingCertificate() {
    pair.open();
    PairingSession device =
        pair.mode.openCodeSession(pair.now, PairingPair.SOURCE, PairingPair.PRESENTED);
    assertEquals(refused(Refusal.MALFORMED, 0), device.outcome().orElseThrow());

    PairingMode impostor =
        PairingMode.create(PairingPair.PRESENTED, () -> DESCRIPTION, pair.random);
    PairingCode code = impostor.open(pair.now, 8, Duration.ofMinutes(5));
    CodePairingPage page = pair.page(code);
    pair.run(page, impostor.openCodeSession(pair.now, PairingPair.SOURCE, PAGE));
    assertEquals(failed(Reason.WRONG_CERTIFICATE), page.outcome().orElseThrow());
  }
}
