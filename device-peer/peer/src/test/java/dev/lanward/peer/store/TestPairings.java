package dev.lanward.peer.store;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Pairing;
import dev.lanward.pairing.PairingKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** Pairings with made-up contents. */
final class TestPairings {
  private TestPairings() {}

  static Pairing page(String id, String name) {
    Random random = new Random(id.hashCode());
    return new Pairing(
        id,
        name,
        name,
        "",
        fingerprint(random),
        Optional.empty(),
        PairingKey.generate(random),
        Optional.empty(),
        List.of(),
        0,
        Pairing.Kind.PAGE,
        Instant.ofEpochMilli(1_700_000_000_123L),
        Instant.ofEpochMilli(1_700_000_999_456L));
  }

  static Pairing device(String id, String name) {
    Random random = new Random(id.hashCode());
    try {
      return new Pairing(
          id,
          name,
          name,
          "camera",
          fingerprint(random),
          Optional.of(fingerprint(random)),
          PairingKey.generate(random),
          Optional.of(new UUID(random.nextLong(), random.nextLong())),
          List.of(
              InetAddress.getByAddress(new byte[] {10, 0, 0, 7}),
              InetAddress.getByAddress(
                  new byte[] {(byte) 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9})),
          47470,
          Pairing.Kind.DEVICE,
          Instant.ofEpochMilli(1_700_000_000_001L),
          Instant.ofEpochMilli(1_700_000_000_002L));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static Fingerprint fingerprint(Random random) {
    byte[] hash = new byte[32];
    random.nextBytes(hash);
    return new Fingerprint(Bytes.copyOf(hash));
  }
}
