package dev.lanward.ice;

import dev.lanward.core.Bytes;
import java.util.List;

/**
 * {@code lw1} or {@code lw3}: a paired page. Its password comes from the pairing key;
 * docs/protocol.md, section 6. A {@code lw3} knock opens SCTP too: it holds what would otherwise
 * take two round trips to say.
 *
 * @param nonce 12 fresh random bytes
 * @param opening the tag and the initial TSN that the page chose for the device, four bytes each,
 *     and the page's INIT chunk, 20 to 169 bytes, none of it looked into here; nothing in {@code
 *     lw1}
 */
public record PairedKnock(Bytes nonce, Bytes opening) implements Knock {
  /** The knocks of paired pages that a door understands, as a device's {@code hello} names them. */
  public static final List<String> VERSIONS = List.of(DoorUfrag.PAIRED, DoorUfrag.OPENING);

  /** Tag, TSN and an INIT without parameters. */
  static final int LEAST_OPENING_BYTES = 4 + 4 + 20;

  /** What a ufrag of 256 characters holds besides the nonce. */
  static final int MOST_OPENING_BYTES = 189 - DoorUfrag.NONCE_BYTES;

  public PairedKnock {
    DoorUfrag.requireNonce(nonce);
    int length = opening.length();
    if (length != 0 && (length < LEAST_OPENING_BYTES || length > MOST_OPENING_BYTES)) {
      throw new IllegalArgumentException(
          "the opening of a lw3 knock has 28 to 177 bytes, not " + length);
    }
  }

  /** A {@code lw1} knock. */
  public PairedKnock(Bytes nonce) {
    this(nonce, Bytes.empty());
  }

  @Override
  public Kind kind() {
    return Kind.PAIRED;
  }

  @Override
  public String ufrag() {
    return opening.length() == 0
        ? DoorUfrag.spell(DoorUfrag.PAIRED, nonce)
        : DoorUfrag.spell(DoorUfrag.OPENING, Bytes.concat(nonce, opening));
  }
}
