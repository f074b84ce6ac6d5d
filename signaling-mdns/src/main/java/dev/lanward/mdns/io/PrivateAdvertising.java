package dev.lanward.mdns.io;

import dev.lanward.mdns.Advert;
import dev.lanward.mdns.PrivateAdverts;
import dev.lanward.pairing.AdvertKey;
import java.util.List;

/**
 * A private device being shown to its paired peers, see {@link MulticastDns#advertisePrivately}.
 * May be told from any thread; what changes is told to others at once, under a new name.
 */
public final class PrivateAdvertising {
  private final MdnsLoop loop;
  private final PrivateAdverts adverts;

  PrivateAdvertising(MdnsLoop loop, PrivateAdverts adverts) {
    this.loop = loop;
    this.adverts = adverts;
  }

  /** From now on the peers with {@code keys} recognise the device, and no others. */
  public void setKeys(List<AdvertKey> keys) {
    List<AdvertKey> current = List.copyOf(keys);
    loop.submit((core, now) -> adverts.setKeys(now, current));
  }

  /** Pairing mode began or ended. */
  public void setPairing(Advert.PairingMode mode) {
    loop.submit((core, now) -> adverts.setPairing(now, mode));
  }
}
