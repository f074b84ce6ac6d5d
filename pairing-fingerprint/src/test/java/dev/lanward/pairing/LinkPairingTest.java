package dev.lanward.pairing;

import static dev.lanward.pairing.PairingPair.DESCRIPTION;
import static dev.lanward.pairing.PairingPair.DEVICE;
import static dev.lanward.pairing.PairingPair.PAGE;
import static dev.lanward.pairing.PairingPair.SOURCE;
import static dev.lanward.pairing.PairingPair.failed;
import static dev.lanward.pairing.PairingPair.paired;
import static dev.lanward.pairing.PairingPair.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.PairingEvent.LinkRetired;
import dev.lanward.pairing.PairingEvent.Why;
import dev.lanward.pairing.PairingOutcome.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Section 10 of the protocol: pairing by link. "The secret is spent when linked is sent." */
class LinkPairingTest {
  private final PairingPair pair = new PairingPair();
  private final PairingLink link = pair.mode.openLink(pair.now, Duration.ofMinutes(5));

  @Test
  void aLinkPairsBothSidesOnce() throws Exception {
    PairingLink scanned = PairingLink.parse(link.textAt("https://example.org/app/"));
    LinkPairingPage page = LinkPairingPage.start(pair.now, scanned, "Phone");
    PairingSession device = session();
    pair.run(page, device);
    assertEquals(DEVICE, paired(page).fingerprint());
    assertEquals(Optional.of(DESCRIPTION), paired(page).device());
    assertEquals(PAGE, paired(device).fingerprint());
    assertEquals("Phone", paired(device).name());
    assertEquals(paired(page).key(), paired(device).key());
    assertEquals(List.of(new LinkRetired(link.secret(), Why.USED)), pair.events());
    assertEquals(List.of(), pair.mode.openLinks(pair.now));
  }

  @Test
  void ofTwoSessionsOneGetsIt() {
    PairingSession first = session();
    PairingSession second = session();
    second.handleMessage(pair.now, new PairMessage.Link("Second"));
    first.handleMessage(pair.now, new PairMessage.Link("First"));
    paired(second);
    assertEquals(refused(Refusal.CODE_EXPIRED, 0), first.outcome().orElseThrow());
  }

  @Test
  void theKnockIsVerifiedByTheDoorPwdOfTheOpenLink() {
    Bytes nonce = Bytes.copyOf(new byte[12]);
    LinkSecret open = pair.mode.openLinks(pair.now).get(0);
    assertEquals(link.secret().doorPwd(nonce, DEVICE, PAGE), open.doorPwd(nonce, DEVICE, PAGE));
  }

  @Test
  void aLinkExpires() {
    PairingSession device = session();
    assertEquals(Optional.of(pair.now.plus(Duration.ofSeconds(30))), pair.mode.nextTimeout());
    pair.advance(Duration.ofMinutes(5).minusNanos(1));
    assertEquals(1, pair.mode.openLinks(pair.now).size());
    assertEquals(failed(Reason.TIMED_OUT), device.outcome().orElseThrow());
    PairingSession late = session();
    pair.now = pair.now.plus(Duration.ofNanos(1));
    late.handleMessage(pair.now, new PairMessage.Link("Late"));
    assertEquals(refused(Refusal.CODE_EXPIRED, 0), late.outcome().orElseThrow());
    assertEquals(List.of(new LinkRetired(link.secret(), Why.EXPIRED)), pair.events());
  }

  @Test
  void closingClosesLinks() {
    pair.mode.close();
    assertEquals(List.of(), pair.mode.openLinks(pair.now));
    assertEquals(List.of(new LinkRetired(link.secret(), Why.BY_OWNER)), pair.events());
  }

  @Test
  void thereAreAtMostSixteenOpenLinks() {
    for (int i = 0; i < 16; i++) {
      pair.mode.openLink(pair.now, Duration.ofMinutes(5));
    }
    assertEquals(16, pair.mode.openLinks(pair.now).size());
    assertEquals(List.of(new LinkRetired(link.secret(), Why.BY_OWNER)), pair.events());
  }

  @Test
  void anotherFingerprintThanThePinnedOneIsNotPaired() {
    LinkPairingPage page = LinkPairingPage.start(pair.now, link, "Phone");
    DeviceOffer offer = new DeviceOffer(DESCRIPTION, PAGE, PairingKey.generate(pair.random));
    page.handleMessage(pair.now, new PairMessage.Linked(offer));
    assertEquals(failed(Reason.WRONG_CERTIFICATE), page.outcome().orElseThrow());
  }

  @Test
  void messagesOutOfTurnEndIt() {
    LinkPairingPage page = LinkPairingPage.start(pair.now, link, "Phone");
    page.handleMessage(pair.now, new PairMessage.Link("x"));
    assertEquals(failed(Reason.OUT_OF_TURN), page.outcome().orElseThrow());
    PairingSession device = session();
    device.handleMessage(pair.now, new PairMessage.Share(Bytes.copyOf(new byte[65])));
    assertEquals(refused(Refusal.MALFORMED, 0), device.outcome().orElseThrow());
    PairingSession malformed = session();
    malformed.handleMalformed(pair.now);
    assertEquals(refused(Refusal.MALFORMED, 0), malformed.outcome().orElseThrow());
    assertEquals(1, pair.mode.openLinks(pair.now).size(), "none of it spends the secret");
  }

  @Test
  void linkSessionsHaveTheirOwnPlaces() {
    pair.open();
    pair.device();
    pair.device();
    assertEquals(Optional.empty(), session().outcome());
    assertEquals(Optional.empty(), session().outcome());
    assertEquals(refused(Refusal.BUSY, 0), session().outcome().orElseThrow());
  }

  private PairingSession session() {
    return pair.mode.openLinkSession(pair.now, SOURCE, link.secret(), PAGE);
  }
}
