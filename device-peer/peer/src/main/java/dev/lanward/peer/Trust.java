package dev.lanward.peer;

import dev.lanward.ice.KnockCandidate;
import dev.lanward.ice.PairedKnock;
import dev.lanward.mdns.HostNames;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Pairing;
import dev.lanward.pairing.ResolvableHost;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * The pairings in memory: what knocks and host names are verified against. {@link TrustKeeper}
 * changes it on one thread; any thread reads.
 */
final class Trust implements HostNames {
  private final Fingerprint own;
  private volatile Map<String, Pairing> byId = Map.of();

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  Trust(Fingerprint own) {
    this.own = own;
  }

  /**
   * Runs {@code listener} after each change, on the thread that made it, until what is returned is
   * run.
   */
  Runnable onChange(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  List<Pairing> all() {
    return List.copyOf(byId.values());
  }

  Optional<Pairing> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  void replaceAll(List<Pairing> pairings) {
    Map<String, Pairing> fresh = new LinkedHashMap<>();
    pairings.forEach(pairing -> fresh.put(pairing.id(), pairing));
    become(fresh);
  }

  void put(Pairing pairing) {
    Map<String, Pairing> fresh = new LinkedHashMap<>(byId);
    fresh.put(pairing.id(), pairing);
    become(fresh);
  }

  void remove(String id) {
    Map<String, Pairing> fresh = new LinkedHashMap<>(byId);
    fresh.remove(id);
    become(fresh);
  }

  /** See {@link dev.lanward.ice.KnockKeys#offerPaired}. */
  void offerPaired(PairedKnock knock, Predicate<KnockCandidate> verifies) {
    for (Pairing pairing : byId.values()) {
      if (verifies.test(candidate(pairing, pairing.fingerprint(), knock))
          || pairing
              .nextFingerprint()
              .filter(next -> verifies.test(candidate(pairing, next, knock)))
              .isPresent()) {
        return;
      }
    }
  }

  @Override
  public boolean answersFor(UUID host) {
    for (Pairing pairing : byId.values()) {
      if (ResolvableHost.matches(pairing.ownHostKey(), host)) {
        return true;
      }
    }
    return false;
  }

  private KnockCandidate candidate(Pairing pairing, Fingerprint page, PairedKnock knock) {
    String doorPwd = pairing.key().doorPwd(knock.nonce(), knock.opening(), own, page);
    return new KnockCandidate(pairing.id(), page, doorPwd);
  }

  private void become(Map<String, Pairing> fresh) {
    byId = fresh;
    listeners.forEach(Runnable::run);
  }
}
