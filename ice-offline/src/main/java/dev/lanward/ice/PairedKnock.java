package dev.lanward.ice;

import dev.lanward.core.Bytes;

/**
 * {@code lw1}: a paired page. Its password comes from the pairing key; docs/protocol.md, section 6.
 *
 * @param nonce 12 fresh random bytes
 */
public record PairedKnock(Bytes nonce) implements Knock {
  public PairedKnock {
    DoorUfrag.requireNonce(nonce);
  }

  @Override
  public Kind kind() {
    return Kind.PAIRED;
  }

  @Override
  public String ufrag() {
    return DoorUfrag.spell(DoorUfrag.PAIRED, nonce);
  }
}
