package dev.lanward.peer;

import dev.lanward.pairing.AdvertKey;
import dev.lanward.pairing.Pairing;
import dev.lanward.pairing.PairingKey;
import java.util.List;
import java.util.function.Consumer;

/**
 * The keys of a private device's adverts: one for each pairing. Only making a pairing and revoking
 * one changes them, nothing else that is learnt about a peer. Any thread.
 */
final class AdvertKeys {
  private final Trust trust;
  private final Consumer<List<AdvertKey>> told;
  private List<Holder> before;

  private AdvertKeys(Trust trust, List<Pairing> first, Consumer<List<AdvertKey>> told) {
    this.trust = trust;
    this.before = first.stream().map(Holder::of).toList();
    this.told = told;
  }

  /** The keys of the adverts to {@code pairings}. */
  static List<AdvertKey> of(List<Pairing> pairings) {
    return pairings.stream().map(Pairing::ownAdvertKey).toList();
  }

  /**
   * Tells {@code told} the keys whenever they are not those of {@code first} any more, at once if
   * need be, and then at each change.
   */
  static void follow(Trust trust, List<Pairing> first, Consumer<List<AdvertKey>> told) {
    AdvertKeys keys = new AdvertKeys(trust, first, told);
    Runnable unused = trust.onChange(keys::look);
    keys.look();
  }

  private synchronized void look() {
    List<Pairing> pairings = trust.all();
    List<Holder> now = pairings.stream().map(Holder::of).toList();
    if (!now.equals(before)) {
      before = now;
      told.accept(of(pairings));
    }
  }

  /** What the key of a pairing is made of. */
  private record Holder(PairingKey key, Pairing.Kind kind) {
    static Holder of(Pairing pairing) {
      return new Holder(pairing.key(), pairing.kind());
    }
  }
}
