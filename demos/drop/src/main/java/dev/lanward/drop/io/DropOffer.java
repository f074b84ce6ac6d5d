package dev.lanward.drop.io;

import dev.lanward.core.Bytes;
import dev.lanward.drop.Manifest;
import dev.lanward.peer.Peer;

/**
 * Something that a peer wants to send here.
 *
 * @param peer who; its certificate was compared with its pairing's
 * @param manifest what
 * @param transfer which transfer it is: {@link Manifest#transferOf}
 */
public record DropOffer(Peer peer, Manifest manifest, Bytes transfer) {
  /** A short word for the transfer, for people and programs. */
  public String id() {
    return transfer.toHex().substring(0, 16);
  }
}
