package dev.lanward.peer.store;

import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.PairingKey;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A peer that this side trusts.
 *
 * @param id never changes
 * @param name the peer's, or the one its owner gave it here
 * @param type the device type; empty for a page that said none
 * @param fingerprint of the peer's current certificate
 * @param nextFingerprint of the certificate it has announced
 * @param key the pairing key
 * @param host the device host, for peers that are devices
 * @param addresses last known, for peers that are devices
 * @param port of the peer's door; 0 for a page
 * @param kind which side of the door the peer stands on
 * @param pairedAt when the pairing was made
 * @param lastSeen when the peer last had a session
 */
public record Pairing(
    String id,
    String name,
    String type,
    Fingerprint fingerprint,
    Optional<Fingerprint> nextFingerprint,
    PairingKey key,
    Optional<UUID> host,
    List<InetAddress> addresses,
    int port,
    Kind kind,
    Instant pairedAt,
    Instant lastSeen) {

  /** Which side of the door a peer stands on. */
  public enum Kind {
    /** It knocks at this device. */
    PAGE,
    /** This side knocks at its door. */
    DEVICE
  }

  public Pairing {
    addresses = List.copyOf(addresses);
  }

  @Override
  public String toString() {
    return "Pairing[" + id + ", " + name + ", key REDACTED]";
  }
}
