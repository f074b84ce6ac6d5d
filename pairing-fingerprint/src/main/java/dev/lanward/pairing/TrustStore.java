package dev.lanward.pairing;

import java.util.List;
import java.util.Optional;

/**
 * Where pairings are kept: a port, whose adapters do the storing. Calls come from one thread, the
 * loop's, and take effect before they return, so that a revoked peer's next knock finds nothing.
 */
public interface TrustStore {
  /** All pairings, oldest first. The list does not change. */
  List<Pairing> all();

  /** The pairing with this id. */
  Optional<Pairing> find(String id);

  /** The pairing whose current fingerprint this is; not one for which it was only announced. */
  default Optional<Pairing> findByFingerprint(Fingerprint fingerprint) {
    return all().stream().filter(pairing -> pairing.fingerprint().equals(fingerprint)).findFirst();
  }

  /** Stores {@code pairing}; one with the same id is replaced. */
  void save(Pairing pairing);

  /**
   * Gives a peer another name here. Returns whether there is such a pairing.
   *
   * @throws IllegalArgumentException when {@code name} breaks section 8 of the protocol
   */
  default boolean rename(String id, String name) {
    Names.requireName(name);
    Optional<Pairing> renamed = find(id).map(pairing -> pairing.withName(name));
    renamed.ifPresent(this::save);
    return renamed.isPresent();
  }

  /** Forgets a peer. Returns whether there was such a pairing. */
  boolean remove(String id);
}
