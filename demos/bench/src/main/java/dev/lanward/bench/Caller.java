package dev.lanward.bench;

import dev.lanward.core.Bytes;
import dev.lanward.ice.PairedKnock;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Identity;
import dev.lanward.pairing.Pairing;
import dev.lanward.pairing.PairingKey;
import dev.lanward.peer.dtls.DtlsCredential;
import dev.lanward.peer.store.SqliteTrustStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Somebody with an identity of its own and a pairing that was provisioned beforehand.
 *
 * @param pairing as the device keeps it
 * @param credential what it shows in DTLS
 */
record Caller(Pairing pairing, DtlsCredential credential) {

  /** {@code count} fresh callers, whom {@code store} trusts from now on. */
  static List<Caller> provision(int count, SqliteTrustStore store, SecureRandom random) {
    List<Caller> callers = new ArrayList<>(count);
    Instant now = Instant.now();
    for (int i = 0; i < count; i++) {
      Identity identity =
          Identity.generate(random, now.minusSeconds(3600), now.plus(Duration.ofDays(30)));
      Pairing pairing =
          new Pairing(
              Pairing.idOf(identity.fingerprint()),
              "Caller " + i,
              "Caller " + i,
              "",
              identity.fingerprint(),
              Optional.empty(),
              PairingKey.generate(random),
              Optional.empty(),
              List.of(),
              0,
              Pairing.Kind.PAGE,
              now,
              now);
      store.save(pairing);
      callers.add(new Caller(pairing, DtlsCredential.of(identity)));
    }
    return callers;
  }

  /** A fresh knock. */
  static PairedKnock knock(SecureRandom random) {
    byte[] nonce = new byte[PairingKey.NONCE_BYTES];
    random.nextBytes(nonce);
    return new PairedKnock(Bytes.copyOf(nonce));
  }

  /** What proves {@code knock} at {@code device}. */
  String doorPwd(PairedKnock knock, Fingerprint device) {
    return pairing.key().doorPwd(knock.nonce(), device, credential.fingerprint());
  }
}
