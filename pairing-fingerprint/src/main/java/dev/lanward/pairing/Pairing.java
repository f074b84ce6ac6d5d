package dev.lanward.pairing;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A peer that this side trusts, as a {@link TrustStore} keeps it. Prints without its key and its
 * addresses.
 *
 * @param id the pairing id: never changes, {@link #idOf}
 * @param name the peer's, or the one its owner gave it here
 * @param type the device type; empty for a page that said none
 * @param fingerprint of the peer's current certificate
 * @param nextFingerprint of the certificate it has announced (protocol section 11)
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

  /**
   * The pairing id of a peer that first pairs with this fingerprint: its first 16 bytes in
   * lower-case hexadecimal (protocol section 2).
   */
  public static String idOf(Fingerprint first) {
    return first.hash().slice(0, 16).toHex();
  }

  /** A new pairing, under the id that {@code fingerprint} gives. */
  static Pairing first(Paired paired, Instant now) {
    Optional<DeviceDescription> device = paired.device();
    return new Pairing(
        idOf(paired.fingerprint()),
        paired.name(),
        device.map(DeviceDescription::deviceType).orElse(""),
        paired.fingerprint(),
        Optional.empty(),
        paired.key(),
        device.map(DeviceDescription::host),
        device.map(DeviceDescription::addresses).orElse(List.of()),
        device.map(DeviceDescription::port).orElse(0),
        device.isPresent() ? Kind.DEVICE : Kind.PAGE,
        now,
        now);
  }

  /** This pairing under the id and first date of {@code earlier}, which it replaces. */
  Pairing succeeding(Pairing earlier) {
    return new Pairing(
        earlier.id,
        name,
        type,
        fingerprint,
        nextFingerprint,
        key,
        host,
        addresses,
        port,
        kind,
        earlier.pairedAt,
        lastSeen);
  }

  /** Whether {@code presented} is the current or the announced certificate of the peer. */
  public boolean accepts(Fingerprint presented) {
    return fingerprint.equals(presented) || nextFingerprint.map(presented::equals).orElse(false);
  }

  /** This pairing under another name. */
  public Pairing withName(String newName) {
    return with(newName, fingerprint, nextFingerprint, lastSeen);
  }

  /** This pairing with {@code next} announced; it replaces an earlier announcement. */
  public Pairing withNextFingerprint(Fingerprint next) {
    Optional<Fingerprint> announced =
        next.equals(fingerprint) ? Optional.empty() : Optional.of(next);
    return with(name, fingerprint, announced, lastSeen);
  }

  /**
   * This pairing after a session in which the peer presented {@code presented}: the announced
   * certificate becomes the current one once it is used, and the earlier one is forgotten.
   *
   * @throws IllegalArgumentException when the pairing does not accept it
   */
  public Pairing seen(Fingerprint presented, Instant when) {
    if (!accepts(presented)) {
      throw new IllegalArgumentException("not a certificate of this pairing");
    }
    return presented.equals(fingerprint)
        ? with(name, fingerprint, nextFingerprint, when)
        : with(name, presented, Optional.empty(), when);
  }

  /** This pairing with what the device said of itself in {@code hello}. */
  public Pairing withDescription(DeviceDescription device) {
    return new Pairing(
        id,
        device.name(),
        device.deviceType(),
        fingerprint,
        nextFingerprint,
        key,
        Optional.of(device.host()),
        device.addresses(),
        device.port(),
        kind,
        pairedAt,
        lastSeen);
  }

  private Pairing with(
      String newName, Fingerprint current, Optional<Fingerprint> next, Instant seenAt) {
    return new Pairing(
        id, newName, type, current, next, key, host, addresses, port, kind, pairedAt, seenAt);
  }

  @Override
  public String toString() {
    return "Pairing[" + id + ", " + kind + ", " + name + ", key and addresses REDACTED]";
  }
}
