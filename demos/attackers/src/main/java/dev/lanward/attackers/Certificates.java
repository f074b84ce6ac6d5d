package dev.lanward.attackers;

import dev.lanward.pairing.Identity;
import dev.lanward.pairing.PairingCertificate;

/** What an attacker can show in DTLS: it holds no victim's private key. */
final class Certificates {
  private Certificates() {}

  /** {@code --certificate own}, a fresh one, or {@code pairing}, whose key everybody has. */
  static Identity chosen(Options options, Network network) throws UsageException {
    return switch (options.text("certificate").orElse("own")) {
      case "own" -> network.newIdentity();
      case "pairing" -> PairingCertificate.identity();
      default -> throw new UsageException("--certificate is own or pairing");
    };
  }
}
