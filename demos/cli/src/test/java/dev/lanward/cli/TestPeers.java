package dev.lanward.cli;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Pairing;
import dev.lanward.pairing.PairingKey;
import dev.lanward.peer.store.SqliteTrustStore;
import dev.lanward.peer.store.StateDirectory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** Pairings in a real state directory. */
final class TestPeers {
  private TestPeers() {}

  static Pairing page(String name) {
    return pairing(name, "", Pairing.Kind.PAGE);
  }

  static Pairing device(String name) {
    return pairing(name, "camera", Pairing.Kind.DEVICE);
  }

  static void save(Path state, Pairing... peers) {
    try (SqliteTrustStore store = StateDirectory.open(state).openTrustStore()) {
      List.of(peers).forEach(store::save);
    }
  }

  static List<Pairing> all(Path state) {
    try (SqliteTrustStore store = StateDirectory.open(state).openTrustStore()) {
      return store.all();
    }
  }

  private static Pairing pairing(String name, String type, Pairing.Kind kind) {
    Random random = new Random(name.hashCode());
    byte[] hash = new byte[Fingerprint.LENGTH_BYTES];
    random.nextBytes(hash);
    Fingerprint fingerprint = new Fingerprint(Bytes.copyOf(hash));
    boolean isDevice = kind == Pairing.Kind.DEVICE;
    return new Pairing(
        Pairing.idOf(fingerprint),
        name,
        name,
        type,
        fingerprint,
        Optional.empty(),
        PairingKey.generate(random),
        isDevice
            ? Optional.of(UUID.fromString("7b0f5d0e-0a1b-4c2d-8e3f-405162738495"))
            : Optional.empty(),
        List.of(),
        isDevice ? 47470 : 0,
        kind,
        Instant.parse("2026-01-02T03:04:05Z"),
        Instant.parse("2026-06-07T08:09:10Z"));
  }
}
