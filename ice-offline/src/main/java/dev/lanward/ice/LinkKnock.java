package dev.lanward.ice;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.Fingerprint;

/**
 * {@code lw2}: a page that wants to pair by link. Its password comes from the link's secret;
 * docs/protocol.md, section 6.
 *
 * @param nonce 12 fresh random bytes
 * @param page the fingerprint of the certificate that the page will present
 */
public record LinkKnock(Bytes nonce, Fingerprint page) implements Knock {
  public LinkKnock {
    DoorUfrag.requireNonce(nonce);
  }

  @Override
  public Kind kind() {
    return Kind.LINK;
  }

  @Override
  public String ufrag() {
    return DoorUfrag.spell(DoorUfrag.LINK, Bytes.concat(nonce, page.hash()));
  }
}
