package dev.lanward.pairing;

import static dev.lanward.pairing.PairingPair.PAGE;
import static dev.lanward.pairing.PairingPair.PRESENTED;
import static dev.lanward.pairing.PairingPair.SOURCE;
import static dev.lanward.pairing.PairingPair.failed;
import static dev.lanward.pairing.PairingPair.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.lanward.pairing.PairingOutcome.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * "Somebody in the middle cannot present the page's certificate to the device, so the identities
 * differ, and confirmation fails." (protocol section 9). The attacker here holds the pairing
 * certificate, whose key is public, and relays between two DTLS sessions of its own.
 */
class ManInTheMiddleTest {
  private static final Fingerprint ATTACKER = Fingerprint.ofCertificate(new byte[] {66});

  private final PairingPair pair = new PairingPair();

  /** To the page the attacker is the pairing certificate; to the device it is a page. */
  @Test
  void aRelayOfEverythingPairsNeitherSide() {
    CodePairingPage page = pair.page(pair.open());
    PairingSession device = pair.mode.openCodeSession(pair.now, SOURCE, ATTACKER);
    pair.run(page, device);
    assertEquals(refused(Refusal.WRONG_CODE, 2), device.outcome().orElseThrow());
    assertEquals(refused(Refusal.WRONG_CODE, 2), page.outcome().orElseThrow());
  }

  @Test
  void aRelayThatHidesTheRefusalPairsNeitherSide() {
    CodePairingPage page = pair.page(pair.open());
    PairingSession device = pair.mode.openCodeSession(pair.now, SOURCE, ATTACKER);
    pair.deliver(page, device);
    pair.deliver(device, page);
    PairMessage confirm = PairingPair.drain(page).get(0);
    device.handleMessage(pair.now, confirm);
    PairingPair.drain(device);
    // In place of the refusal the page hears its own confirmation.
    page.handleMessage(pair.now, confirm);
    assertEquals(failed(Reason.NOT_PROVEN), page.outcome().orElseThrow());
    assertEquals(refused(Refusal.WRONG_CODE, 2), device.outcome().orElseThrow());
  }

  /** The attacker presents a certificate of its own to a page that did not pin. */
  @Test
  void anotherCertificateTowardsThePageFailsToo() {
    PairingCode code = pair.open();
    CodePairingPage page =
        CodePairingPage.start(pair.now, code, PAGE, ATTACKER, "Tablet", pair.random);
    PairingSession device = pair.device();
    pair.run(page, device);
    assertEquals(refused(Refusal.WRONG_CODE, 2), device.outcome().orElseThrow());
    assertFalse(page.outcome().orElseThrow() instanceof Paired);
  }

  /** Both DTLS sessions end at the attacker, who runs SPAKE2 with a guess towards each side. */
  @Test
  void aGuessTowardsEachSideCostsTheAttackerOneGuessAndGivesNothing() throws Exception {
    PairingCode code = pair.open();
    PairingCode guess = PairingPair.wrong(code);
    CodePairingPage page = pair.page(code);
    Spake2 towardsPage = Spake2.start(Spake2.Role.B, guess, pair.random);
    PairMessage.Share shareA = (PairMessage.Share) PairingPair.drain(page).get(0);
    page.handleMessage(pair.now, new PairMessage.Share(towardsPage.share()));
    PairMessage.Confirm confirmA = (PairMessage.Confirm) PairingPair.drain(page).get(0);
    Spake2Keys keys = towardsPage.finish(shareA.share(), PAGE.hash(), PRESENTED.hash());
    assertFalse(keys.verifies(confirmA.confirm()), "the guess is wrong, and that is all it learns");
    page.handleMessage(pair.now, new PairMessage.Confirm(keys.confirmation(), confirmA.sealed()));
    assertEquals(failed(Reason.NOT_PROVEN), page.outcome().orElseThrow());

    pair.events();
    PairingSession device = pair.mode.openCodeSession(pair.now, SOURCE, ATTACKER);
    CodePairingPage asPage =
        CodePairingPage.start(pair.now, guess, ATTACKER, PRESENTED, "Mallory", pair.random);
    pair.run(asPage, device);
    assertEquals(refused(Refusal.WRONG_CODE, 2), device.outcome().orElseThrow());
    assertEquals(List.of(new PairingEvent.WrongGuess(2)), pair.events());
  }

  /** The control: the very same drive without anybody in the middle pairs. */
  @Test
  void withoutTheMiddleTheSameDrivePairs() {
    CodePairingPage page = pair.page(pair.open());
    PairingSession device = pair.mode.openCodeSession(pair.now, SOURCE, PAGE);
    pair.run(page, device);
    assertEquals(PairingPair.paired(page).key(), PairingPair.paired(device).key());
  }
}
