package dev.lanward.peer;

import dev.lanward.pairing.Fingerprint;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A device that advertises itself on the network. All of it is what somebody there says: only a
 * connection proves who it is.
 *
 * @param instance what tells it from the others that are there; of a private device random, and
 *     another one every quarter of an hour at least
 * @param name what it calls itself; of a private device that is recognised, what it is called here;
 *     of any other private one the same as {@code instance}
 * @param type its device type; of a private device that is recognised, the one that it last said;
 *     of any other private one empty
 * @param addresses where it is, at least one
 * @param port its door's port
 * @param known what it seems to be to this side
 * @param peer who it says it is, when this side is paired with that
 * @param suspicion what is wrong with that; there when {@code known} is {@link Known#SUSPICIOUS}
 * @param fingerprint of the certificate that it says is its own; empty for a private device
 * @param pairing whether it pairs now
 * @param nameplate the first part of its pairing code, where it shows one
 */
public record Nearby(
    String instance,
    String name,
    String type,
    List<InetAddress> addresses,
    int port,
    Known known,
    Optional<Peer> peer,
    Optional<Suspicion> suspicion,
    Optional<Fingerprint> fingerprint,
    boolean pairing,
    OptionalInt nameplate) {

  /** What a device seems to be. */
  public enum Known {
    /** It may deceive a person, as {@link #suspicion} says, whatever else it seems to be. */
    SUSPICIOUS,
    /** It says that it is a device that this side is paired with. */
    PAIRED,
    /** It shows who it is, and this side is not paired with it. */
    NEW,
    /** It shows who it is to its paired peers only, and this side is none. */
    PRIVATE
  }

  public Nearby {
    addresses = List.copyOf(addresses);
  }

  /** Whether nothing else has changed than when the peer had a session. */
  boolean tellsTheSameAs(Nearby other) {
    return withoutTimes().equals(other.withoutTimes());
  }

  private Nearby withoutTimes() {
    return new Nearby(
        instance,
        name,
        type,
        addresses,
        port,
        known,
        peer.map(Peer::withoutTimes),
        suspicion,
        fingerprint,
        pairing,
        nameplate);
  }
}
