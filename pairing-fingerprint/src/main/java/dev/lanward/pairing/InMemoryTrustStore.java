package dev.lanward.pairing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A {@link TrustStore} that forgets everything with the process. For tests and trials. */
public final class InMemoryTrustStore implements TrustStore {
  private final Map<String, Pairing> byId = new LinkedHashMap<>();

  /** An empty store. */
  public InMemoryTrustStore() {}

  @Override
  public List<Pairing> all() {
    return List.copyOf(byId.values());
  }

  @Override
  public Optional<Pairing> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  @Override
  public void save(Pairing pairing) {
    byId.put(pairing.id(), pairing);
  }

  @Override
  public boolean remove(String id) {
    return byId.remove(id) != null;
  }
}
