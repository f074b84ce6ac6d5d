package dev.lanward.peer;

import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Pairing;
import java.time.Instant;

/**
 * Somebody this device is paired with.
 *
 * @param id the pairing id: 32 hexadecimal digits that never change (protocol section 2)
 * @param name what the peer is called here: what it called itself when it paired, or what a person
 *     chose since; shown and never used to decide
 * @param type the device type; empty for a web page
 * @param fingerprint of the certificate that identifies it
 * @param isDevice whether it is known to have a door at which this side can knock; false for a
 *     page, unless it turned out to be a device too
 * @param pairedAt when the pairing was made, by this host's clock
 * @param lastSeen when it last had a session, by this host's clock
 */
public record Peer(
    String id,
    String name,
    String type,
    Fingerprint fingerprint,
    boolean isDevice,
    Instant pairedAt,
    Instant lastSeen) {

  static Peer of(Pairing pairing) {
    return new Peer(
        pairing.id(),
        pairing.name(),
        pairing.type(),
        pairing.fingerprint(),
        pairing.port() != 0,
        pairing.pairedAt(),
        pairing.lastSeen());
  }

  /** The same, but for when anything happened. */
  Peer withoutTimes() {
    return new Peer(id, name, type, fingerprint, isDevice, Instant.EPOCH, Instant.EPOCH);
  }
}
