package dev.lanward.mdns;

import dev.lanward.core.Bytes;

/** Writes adverts as TXT data: at most 200 bytes for a usual device. */
public final class AdvertWriter {
  private AdvertWriter() {}

  /** The TXT data that say {@code advert}. */
  public static Bytes write(Advert advert) {
    TxtStrings.Writer out = TxtStrings.writer();
    out.put(AdvertProtocol.VERSION, Integer.toString(Advert.VERSION));
    out.put(AdvertProtocol.DOOR, Integer.toString(advert.door()));
    out.put(AdvertProtocol.KNOCKS, String.join(",", advert.knocks()));
    if (advert instanceof Advert.Visible visible) {
      out.put(AdvertProtocol.FINGERPRINT, visible.fingerprint().hash().toBase64());
      out.put(AdvertProtocol.TYPE, visible.type());
    } else if (advert instanceof Advert.Private hidden) {
      out.put(AdvertProtocol.RESOLVABLE, hidden.id().toBase64());
    }
    if (advert.pairing().open()) {
      out.put(AdvertProtocol.FLAGS, String.valueOf(AdvertProtocol.PAIRING));
    }
    advert
        .pairing()
        .nameplate()
        .ifPresent(each -> out.put(AdvertProtocol.NAMEPLATE, Integer.toString(each)));
    return out.toBytes();
  }
}
