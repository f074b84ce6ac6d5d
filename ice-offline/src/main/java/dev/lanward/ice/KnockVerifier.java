package dev.lanward.ice;

import dev.lanward.pairing.Fingerprint;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out whose password made the MESSAGE-INTEGRITY of the request that a reader holds. */
final class KnockVerifier {
  private final KnockKeys keys;
  private final StunReader request;
  private int tried;
  private @Nullable VerifiedKnock found;

  KnockVerifier(KnockKeys keys, StunReader request) {
    this.keys = keys;
    this.request = request;
  }

  /** The knock in {@code <door-ufrag>:<page-ufrag>}, when both are well formed. */
  static Optional<Knock> knockIn(String username) {
    int colon = username.indexOf(':');
    if (colon < 0 || !IceChars.isUfrag(username.substring(colon + 1))) {
      return Optional.empty();
    }
    return DoorUfrag.read(username.substring(0, colon));
  }

  /** The verified knock, or nothing. Creates and changes nothing but {@link #tried()}. */
  @Nullable VerifiedKnock verify(Knock knock) {
    tried = 0;
    found = null;
    if (knock instanceof PairedKnock paired) {
      keys.offerPaired(paired, candidate -> matches(knock, candidate.page(), candidate));
    } else if (knock instanceof LinkKnock link) {
      keys.offerLinks(link, candidate -> matches(knock, link.page(), candidate));
    } else if (knock instanceof PairingKnock pairing) {
      StunKey key = StunKey.ofPassword(pairing.doorPwd());
      tried = 1;
      if (request.verifies(key)) {
        found = new VerifiedKnock(knock, Optional.empty(), pairing.page(), key);
      }
    }
    return found;
  }

  /** How many passwords the last {@link #verify} tried; at least one is charged for the asking. */
  int tried() {
    return Math.max(1, tried);
  }

  private boolean matches(Knock knock, Fingerprint page, KnockCandidate candidate) {
    tried++;
    StunKey key = StunKey.ofPassword(candidate.doorPwd());
    if (!request.verifies(key)) {
      return false;
    }
    found = new VerifiedKnock(knock, Optional.of(candidate.pairing()), page, key);
    return true;
  }
}
