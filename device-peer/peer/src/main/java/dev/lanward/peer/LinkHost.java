package dev.lanward.peer;

import dev.lanward.mdns.Advert;
import dev.lanward.mdns.HostNames;
import dev.lanward.pairing.Uuids;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The device host of a private device (protocol section 3): what its links name, answered for while
 * pairing mode is open, and then another one. So whoever has heard a page ask for it, or was paired
 * once, finds nobody by it later. Any thread.
 */
final class LinkHost {
  private final RandomGenerator random;
  private volatile UUID current;
  private volatile boolean isOpen;

  /**
   * @param random secure, and safe for use by several threads
   */
  LinkHost(RandomGenerator random) {
    this.random = random;
    this.current = Uuids.random(random);
  }

  /** What a link names that is made now. */
  UUID current() {
    return current;
  }

  /** Pairing mode begins or ends. */
  void setPairing(Advert.PairingMode mode) {
    if (isOpen && !mode.open()) {
      current = Uuids.random(random);
    }
    isOpen = mode.open();
  }

  /** What the device answers for, when asked: this one now, and those that {@code others} knows. */
  HostNames with(HostNames others) {
    return new HostNames() {
      @Override
      public boolean answersFor(UUID host) {
        return (isOpen && host.equals(current)) || others.answersFor(host);
      }

      @Override
      public boolean isPrivate() {
        return true;
      }
    };
  }
}
