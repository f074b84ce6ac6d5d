package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.ice.KnockCandidate;
import dev.lanward.ice.PairedKnock;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Pairing;
import dev.lanward.pairing.PairingKey;
import dev.lanward.pairing.ResolvableHost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Protocol section 2.2: two machines that are both devices, of which one paired as a page. */
class TrustBothWaysTest {
  private static final Bytes NONCE = Bytes.copyOf(new byte[PairingKey.NONCE_BYTES]);
  private static final Bytes R = Bytes.copyOf(new byte[ResolvableHost.RANDOM_BYTES]);

  private final Fingerprint device = Fingerprint.ofCertificate(new byte[] {1});
  private final Fingerprint page = Fingerprint.ofCertificate(new byte[] {2});
  private final PairingKey key = PairingKey.generate(new Random(1));

  /** What each of them knows of the other. */
  private final Pairing thePage = pairing(page, Pairing.Kind.PAGE);

  private final Pairing theDevice = pairing(device, Pairing.Kind.DEVICE);
  private final Trust atDevice = trust(device, thePage);
  private final Trust atPage = trust(page, theDevice);

  @Test
  void eitherIsLetInByTheOther() {
    assertEquals(
        List.of(new KnockCandidate(thePage.id(), page, key.doorPwd(NONCE, device, page))),
        offered(atDevice));
    assertEquals(
        List.of(new KnockCandidate(theDevice.id(), device, key.doorPwd(NONCE, page, device))),
        offered(atPage));
  }

  @Test
  void aKnockAtOneIsNoneAtTheOther() {
    assertFalse(
        offered(atDevice).get(0).doorPwd().equals(offered(atPage).get(0).doorPwd()),
        "the roles of the fingerprints are those of the session");
  }

  @Test
  void eachAnswersForTheNamesByWhichTheOtherLooksForIt() {
    UUID soughtByPage = ResolvableHost.create(theDevice.peerHostKey(), R);
    UUID soughtByDevice = ResolvableHost.create(thePage.peerHostKey(), R);
    assertTrue(atDevice.answersFor(soughtByPage));
    assertTrue(atPage.answersFor(soughtByDevice));
    assertFalse(atDevice.answersFor(soughtByDevice), "who asks does not answer");
    assertFalse(atPage.answersFor(soughtByPage), "who asks does not answer");
  }

  private static List<KnockCandidate> offered(Trust trust) {
    List<KnockCandidate> offered = new ArrayList<>();
    trust.offerPaired(
        new PairedKnock(NONCE),
        candidate -> {
          offered.add(candidate);
          return false;
        });
    return offered;
  }

  private static Trust trust(Fingerprint own, Pairing peer) {
    Trust trust = new Trust(own);
    trust.put(peer);
    return trust;
  }

  private Pairing pairing(Fingerprint fingerprint, Pairing.Kind kind) {
    return new Pairing(
        Pairing.idOf(fingerprint),
        "Peer",
        "Peer",
        "",
        fingerprint,
        Optional.empty(),
        key,
        Optional.empty(),
        List.of(),
        0,
        kind,
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
