package dev.lanward.attackers;

import dev.lanward.core.Bytes;
import dev.lanward.ice.KnockCandidate;
import dev.lanward.ice.KnockKeys;
import dev.lanward.ice.LinkKnock;
import dev.lanward.ice.PairedKnock;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Identity;
import dev.lanward.pairing.Pairing;
import dev.lanward.pairing.PairingKey;
import dev.lanward.peer.store.SqliteTrustStore;
import dev.lanward.peer.store.StateDirectory;
import dev.lanward.peer.store.StateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Pairing keys that were stolen: from a device's state directory, or said outright. The directory's
 * private key is not used, only its fingerprint, which every handshake shows.
 */
final class StolenKeys implements KnockKeys {
  static final Set<String> OPTIONS =
      Set.of("state", "key", "device-fingerprint", "page-fingerprint");
  static final String SYNOPSIS =
      "(--state DIR | --key BASE64 --device-fingerprint AA:.. --page-fingerprint AA:..)";

  /**
   * What was stolen of one pairing.
   *
   * @param page the page's fingerprint
   */
  record One(Fingerprint page, PairingKey key) {}

  private final Fingerprint device;
  private final List<One> pairings;

  private StolenKeys(Fingerprint device, List<One> pairings) {
    this.device = device;
    this.pairings = pairings;
  }

  static StolenKeys read(Options options) throws UsageException {
    return options.text("state").isPresent()
        ? ofState(Path.of(options.required("state")))
        : new StolenKeys(
            options.fingerprint("device-fingerprint"),
            List.of(new One(options.fingerprint("page-fingerprint"), key(options))));
  }

  /** The one whose door this is about. */
  Fingerprint device() {
    return device;
  }

  /** The latest pairing. */
  One first() {
    return pairings.get(pairings.size() - 1);
  }

  int size() {
    return pairings.size();
  }

  @Override
  public boolean pairingMode() {
    return false;
  }

  @Override
  public void offerPaired(PairedKnock knock, Predicate<KnockCandidate> verifies) {
    for (One each : pairings) {
      String doorPwd = each.key().doorPwd(knock.nonce(), device, each.page());
      if (verifies.test(new KnockCandidate(Pairing.idOf(each.page()), each.page(), doorPwd))) {
        return;
      }
    }
  }

  @Override
  public void offerLinks(LinkKnock knock, Predicate<KnockCandidate> verifies) {
    // No link's secret was stolen.
  }

  private static StolenKeys ofState(Path path) throws UsageException {
    if (!Files.isDirectory(path)) {
      throw new UsageException("--state: there is no directory " + path);
    }
    try {
      StateDirectory state = StateDirectory.open(path);
      Identity identity =
          state
              .identityFile()
              .load()
              .orElseThrow(() -> new UsageException("--state: there is no identity in " + path));
      try (SqliteTrustStore store = state.openTrustStore()) {
        List<One> found =
            store.all().stream()
                .filter(pairing -> pairing.kind() == Pairing.Kind.PAGE)
                .map(pairing -> new One(pairing.fingerprint(), pairing.key()))
                .toList();
        if (found.isEmpty()) {
          throw new UsageException("--state: no page is paired with the device of " + path);
        }
        return new StolenKeys(identity.fingerprint(), found);
      }
    } catch (StateException e) {
      throw new UsageException("--state: " + e.getMessage());
    }
  }

  private static PairingKey key(Options options) throws UsageException {
    try {
      return PairingKey.ofBytes(Bytes.copyOf(Base64.getDecoder().decode(options.required("key"))));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--key is base64 of 32 bytes");
    }
  }
}
