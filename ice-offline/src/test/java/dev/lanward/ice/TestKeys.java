package dev.lanward.ice;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.Fingerprint;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A device with some pairings, perhaps a link, perhaps in pairing mode. */
final class TestKeys implements KnockKeys {
  static final Fingerprint DEVICE = Fingerprint.ofCertificate(new byte[] {1});

  record Pairing(byte[] key, Fingerprint page) {}

  final Map<String, Pairing> pairings = new LinkedHashMap<>();
  Optional<byte[]> linkSecret = Optional.empty();
  boolean pairingMode;
  int offered;

  /** A device with pairings named {@code p0}, {@code p1} and so on. */
  static TestKeys withPairings(int count) {
    TestKeys keys = new TestKeys();
    for (int i = 0; i < count; i++) {
      byte[] key = new byte[32];
      key[0] = (byte) i;
      key[1] = (byte) (i >> 8);
      keys.pairings.put("p" + i, new Pairing(key, page(i)));
    }
    return keys;
  }

  static Fingerprint page(int i) {
    return Fingerprint.ofCertificate(new byte[] {2, (byte) i, (byte) (i >> 8)});
  }

  /** The page's half of pairing {@code name}. */
  TestPage page(String name, Bytes nonce) {
    Pairing pairing = pairings.get(name);
    PairedKnock knock = new PairedKnock(nonce);
    return new TestPage(
        knock.ufrag(), DoorPwd.paired(pairing.key(), knock, DEVICE, pairing.page()));
  }

  /** As {@link #page(String, Bytes)}, of a browser that tells how it opens SCTP. */
  TestPage page(String name, Bytes nonce, Bytes opening) {
    Pairing pairing = pairings.get(name);
    PairedKnock knock = new PairedKnock(nonce, opening);
    return new TestPage(
        knock.ufrag(), DoorPwd.paired(pairing.key(), knock, DEVICE, pairing.page()));
  }

  @Override
  public boolean pairingMode() {
    return pairingMode;
  }

  @Override
  public void offerPaired(PairedKnock knock, Predicate<KnockCandidate> verifies) {
    for (Map.Entry<String, Pairing> entry : pairings.entrySet()) {
      offered++;
      Pairing pairing = entry.getValue();
      String pwd = DoorPwd.paired(pairing.key(), knock, DEVICE, pairing.page());
      if (verifies.test(new KnockCandidate(entry.getKey(), pairing.page(), pwd))) {
        return;
      }
    }
  }

  @Override
  public void offerLinks(LinkKnock knock, Predicate<KnockCandidate> verifies) {
    linkSecret.ifPresent(
        secret ->
            verifies.test(
                new KnockCandidate("link", knock.page(), DoorPwd.link(secret, knock, DEVICE))));
  }
}
