package dev.lanward.peer.dtls;

import dev.lanward.pairing.Identity;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Fresh credentials. */
final class TestCredentials {
  private TestCredentials() {}

  static DtlsCredential fresh() {
    Instant now = Instant.now();
    return DtlsCredential.of(
        Identity.generate(
            new SecureRandom(), now.minus(1, ChronoUnit.DAYS), now.plus(30, ChronoUnit.DAYS)));
  }
}
