package dev.lanward.pairing;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A peer that this side trusts, as a {@link TrustStore} keeps it. Prints without its key and its
 * addresses.
 *
 * @param id the pairing id: never changes, {@link #idOf}
 * @param name what it is called here: its own name when it paired, or what a person chose since
 * @param ownName what the peer calls itself, as it last said under verified keys
 * @param type the device type; empty for a page that said none
 * @param fingerprint of the peer's current certificate
 * @param nextFingerprint of the certificate it has announced (protocol section 11)
 * @param key the pairing key
 * @param host the device host, of peers that have said it
 * @param addresses last known, of peers that have said them
 * @param port of the peer's door; 0 while none is known, as of a page
 * @param kind which side of the door the peer stood on when it paired
 * @param pairedAt when the pairing was made
 * @param lastSeen when the peer last had a session
 * @param grants what of this device's media it may use; empty where nobody has decided
 */
public record Pairing(
    String id,
    String name,
    String ownName,
    String type,
    Fingerprint fingerprint,
    Optional<Fingerprint> nextFingerprint,
    PairingKey key,
    Optional<UUID> host,
    List<InetAddress> addresses,
    int port,
    Kind kind,
    Instant pairedAt,
    Instant lastSeen,
    Optional<Set<Grant>> grants) {

  /**
   * Which side of the door a peer stood on when it paired. From then on either may knock at the
   * other, if the other has a door (protocol section 2.2).
   */
  public enum Kind {
    /** It knocked at this device. */
    PAGE,
    /** This side knocked at its door. */
    DEVICE
  }

  public Pairing {
    addresses = List.copyOf(addresses);
    grants = grants.map(Set::copyOf);
  }

  /** A pairing of whose grants nobody has decided. */
  public Pairing(
      String id,
      String name,
      String ownName,
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
    this(
        id,
        name,
        ownName,
        type,
        fingerprint,
        nextFingerprint,
        key,
        host,
        addresses,
        port,
        kind,
        pairedAt,
        lastSeen,
        Optional.empty());
  }

  /**
   * The pairing id of a peer that first pairs with this fingerprint: its first 16 bytes in
   * lower-case hexadecimal (protocol section 2).
   */
  public static String idOf(Fingerprint first) {
    return first.hash().slice(0, 16).toHex();
  }

  /** The key of the host names by which the peer looks for this side. */
  public HostKey ownHostKey() {
    return kind == Kind.PAGE ? key.hostKey() : key.pageHostKey();
  }

  /** The key of the host names by which this side looks for the peer. */
  public HostKey peerHostKey() {
    return kind == Kind.PAGE ? key.pageHostKey() : key.hostKey();
  }

  /** The key of this side's adverts to the peer. */
  public AdvertKey ownAdvertKey() {
    return kind == Kind.PAGE ? key.deviceAdvertKey() : key.pageAdvertKey();
  }

  /** The key of the peer's adverts to this side. */
  public AdvertKey peerAdvertKey() {
    return kind == Kind.PAGE ? key.pageAdvertKey() : key.deviceAdvertKey();
  }

  /** A new pairing, under the id that {@code fingerprint} gives. */
  static Pairing first(Paired paired, Instant now) {
    Optional<DeviceDescription> device = paired.device();
    return new Pairing(
        idOf(paired.fingerprint()),
        paired.name(),
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

  /** This pairing under the id, first date and grants of {@code earlier}, which it replaces. */
  Pairing succeeding(Pairing earlier) {
    return new Pairing(
        earlier.id,
        name,
        ownName,
        type,
        fingerprint,
        nextFingerprint,
        key,
        host,
        addresses,
        port,
        kind,
        earlier.pairedAt,
        lastSeen,
        earlier.grants);
  }

  /** Whether {@code presented} is the current or the announced certificate of the peer. */
  public boolean accepts(Fingerprint presented) {
    return fingerprint.equals(presented) || nextFingerprint.map(presented::equals).orElse(false);
  }

  /** This pairing under another name here. */
  public Pairing withName(String newName) {
    return with(newName, ownName, fingerprint, nextFingerprint, lastSeen);
  }

  /** This pairing after a session in which the peer called itself {@code said}. */
  public Pairing withOwnName(String said) {
    return with(name, said, fingerprint, nextFingerprint, lastSeen);
  }

  /** This pairing with {@code next} announced; it replaces an earlier announcement. */
  public Pairing withNextFingerprint(Fingerprint next) {
    Optional<Fingerprint> announced =
        next.equals(fingerprint) ? Optional.empty() : Optional.of(next);
    return with(name, ownName, fingerprint, announced, lastSeen);
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
        ? with(name, ownName, fingerprint, nextFingerprint, when)
        : with(name, ownName, presented, Optional.empty(), when);
  }

  /** This pairing with what the device said of itself in {@code hello}; its name here stays. */
  public Pairing withDescription(DeviceDescription device) {
    return new Pairing(
        id,
        name,
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
        lastSeen,
        grants);
  }

  /** This pairing after its owner has decided what of this device's media it may use. */
  public Pairing withGrants(Set<Grant> decided) {
    return new Pairing(
        id,
        name,
        ownName,
        type,
        fingerprint,
        nextFingerprint,
        key,
        host,
        addresses,
        port,
        kind,
        pairedAt,
        lastSeen,
        Optional.of(decided));
  }

  private Pairing with(
      String newName,
      String newOwnName,
      Fingerprint current,
      Optional<Fingerprint> next,
      Instant seenAt) {
    return new Pairing(
        id,
        newName,
        newOwnName,
        type,
        current,
        next,
        key,
        host,
        addresses,
        port,
        kind,
        pairedAt,
        seenAt,
        grants);
  }

  @Override
  public String toString() {
    return "Pairing[" + id + ", " + kind + ", " + name + ", key and addresses REDACTED]";
  }
}
