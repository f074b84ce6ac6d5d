package dev.lanward.interop;

import dev.lanward.core.Tick;
import dev.lanward.pairing.Identity;
import dev.lanward.peer.dtls.DtlsCredential;
import dev.lanward.peer.dtls.DtlsHandshakes;
import dev.lanward.peer.dtls.DtlsLimits;
import dev.lanward.peer.io.Loop;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What this side stands on: one loop thread, DTLS with one certificate, and standard output. */
final class Network {
  private static final int WARM_UP_HANDSHAKES = 3;

  private final Loop loop;
  private final DtlsHandshakes handshakes;
  private final SecureRandom random = new SecureRandom();
  private final DtlsCredential credential;
  private final Output output;

  private Network(Loop loop, Output output) {
    this.loop = loop;
    this.output = output;
    this.handshakes = new DtlsHandshakes(DtlsLimits.DEFAULT, loop, random);
    Instant now = Instant.now();
    Instant from = now.minus(1, ChronoUnit.DAYS);
    this.credential =
        DtlsCredential.of(Identity.generate(random, from, now.plus(30, ChronoUnit.DAYS)));
    handshakes.warmUp(credential, WARM_UP_HANDSHAKES);
  }

  static Network start(Output output) throws IOException {
    return new Network(Loop.start("interop"), output);
  }

  Loop loop() {
    return loop;
  }

  DtlsHandshakes handshakes() {
    return handshakes;
  }

  SecureRandom random() {
    return random;
  }

  DtlsCredential credential() {
    return credential;
  }

  Output output() {
    return output;
  }

  Tick now() {
    return loop.now();
  }
}
