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
import java.util.function.Predicate;

/**
 * The pairings in memory: what knocks and host names are verified against. {@link TrustKeeper}
 * changes it on one thread; any thread reads.
 */
final class Trust implements HostNames {
  private final Fingerprint own;
  private volatile Map<String, Pairing> byId = Map.of();

  /** Those who may knock here; apart, since strangers can make us go through them. */
  private volatile List<Pairing> pages = List.of();

  Trust(Fingerprint own) {
    this.own = own;
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
    for (Pairing pairing : pages) {
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
    for (Pairing pairing : pages) {
      if (ResolvableHost.matches(pairing.key().hostKey(), host)) {
        return true;
      }
    }
    return false;
  }

  private KnockCandidate candidate(Pairing pairing, Fingerprint page, PairedKnock knock) {
    return new KnockCandidate(pairing.id(), page, pairing.key().doorPwd(knock.nonce(), own, page));
  }

  private void become(Map<String, Pairing> fresh) {
    pages = fresh.values().stream().filter(each -> each.kind() == Pairing.Kind.PAGE).toList();
    byId = fresh;
  }
}
