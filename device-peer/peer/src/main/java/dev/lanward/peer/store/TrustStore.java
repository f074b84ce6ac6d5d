package dev.lanward.peer.store;

import java.util.List;
import java.util.Optional;

/**
 * Where pairings are kept. Calls come from one thread and take effect before they return, so that a
 * revoked peer's next knock finds nothing.
 */
public interface TrustStore {
  /** All pairings, oldest first. The list does not change. */
  List<Pairing> all();

  /** The pairing with this id. */
  Optional<Pairing> find(String id);

  /** Stores {@code pairing}; one with the same id is replaced. */
  void save(Pairing pairing);

  /** Forgets a peer. Returns whether there was such a pairing. */
  boolean remove(String id);
}
