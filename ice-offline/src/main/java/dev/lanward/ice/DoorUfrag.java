package dev.lanward.ice;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.Fingerprint;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and spells the door-ufrag; docs/protocol.md, section 6. */
final class DoorUfrag {
  /** Prefix of a pairing knock. */
  static final String PAIRING = "lw0";

  /** Prefix of a paired knock. */
  static final String PAIRED = "lw1";

  /** Prefix of a link knock. */
  static final String LINK = "lw2";

  /** Prefix of a paired knock that opens SCTP. */
  static final String OPENING = "lw3";

  /** Bytes of the nonce in {@code lw1}, {@code lw2} and {@code lw3}. */
  static final int NONCE_BYTES = 12;

  private static final int PREFIX = 3;
  private static final int PAIRING_LENGTH = PREFIX + 43;
  private static final int PAIRED_LENGTH = PREFIX + 16;
  private static final int LINK_LENGTH = PREFIX + 59;
  private static final int LEAST_OPENING_LENGTH = PREFIX + 54;
  private static final int MOST_OPENING_LENGTH = PREFIX + 252;

  private DoorUfrag() {}

  /** The knock that {@code ufrag} spells, if it spells one. Never throws. */
  static Optional<Knock> read(String ufrag) {
    Knock.Kind kind = kindOf(ufrag);
    if (kind == null || !IceChars.consistOf(ufrag, PREFIX, ufrag.length())) {
      return Optional.empty();
    }
    Knock knock =
        knockOf(
            kind, ufrag.startsWith(OPENING), Base64.getDecoder().decode(ufrag.substring(PREFIX)));
    // The decoder is lenient about the unused bits of the last character; a knock has one spelling.
    return knock.ufrag().equals(ufrag) ? Optional.of(knock) : Optional.empty();
  }

  static String spell(String prefix, Bytes payload) {
    return prefix + payload.toBase64();
  }

  static void requireNonce(Bytes nonce) {
    if (nonce.length() != NONCE_BYTES) {
      throw new IllegalArgumentException("a knock's nonce has 12 bytes, not " + nonce.length());
    }
  }

  private static Knock.@Nullable Kind kindOf(String ufrag) {
    int length = ufrag.length();
    if (ufrag.startsWith(OPENING)) {
      boolean fits = length >= LEAST_OPENING_LENGTH && length <= MOST_OPENING_LENGTH;
      // One character over is no whole byte.
      return fits && (length - PREFIX) % 4 != 1 ? Knock.Kind.PAIRED : null;
    }
    if (length == PAIRED_LENGTH && ufrag.startsWith(PAIRED)) {
      return Knock.Kind.PAIRED;
    }
    if (length == PAIRING_LENGTH && ufrag.startsWith(PAIRING)) {
      return Knock.Kind.PAIRING;
    }
    return length == LINK_LENGTH && ufrag.startsWith(LINK) ? Knock.Kind.LINK : null;
  }

  private static Knock knockOf(Knock.Kind kind, boolean opens, byte[] payload) {
    return switch (kind) {
      case PAIRING -> new PairingKnock(new Fingerprint(Bytes.copyOf(payload)));
      case PAIRED ->
          opens
              ? new PairedKnock(
                  Bytes.copyOf(payload, 0, NONCE_BYTES),
                  Bytes.copyOf(payload, NONCE_BYTES, payload.length - NONCE_BYTES))
              : new PairedKnock(Bytes.copyOf(payload));
      case LINK ->
          new LinkKnock(
              Bytes.copyOf(payload, 0, NONCE_BYTES),
              new Fingerprint(Bytes.copyOf(payload, NONCE_BYTES, Fingerprint.LENGTH_BYTES)));
    };
  }
}
