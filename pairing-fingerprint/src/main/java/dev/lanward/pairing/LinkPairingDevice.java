package dev.lanward.pairing;

import dev.lanward.core.Tick;
import java.util.Optional;

/**
 * The device's side of pairing by link (protocol section 10). Opened by {@link
 * PairingMode#openLinkSession}.
 */
public final class LinkPairingDevice extends PairingSession {
  private final PairingMode mode;
  private final LinkSecret secret;
  private final Fingerprint page;

  LinkPairingDevice(Tick now, PairingMode mode, LinkSecret secret, Fingerprint page) {
    super(now);
    this.mode = mode;
    this.secret = secret;
    this.page = page;
  }

  @Override
  void onMessage(Tick now, PairMessage message) {
    if (!(message instanceof PairMessage.Link link)) {
      refuse(Refusal.MALFORMED, 0);
    } else if (!mode.spendLink(now, secret)) {
      refuse(Refusal.CODE_EXPIRED, 0);
    } else {
      DeviceOffer offer = mode.newOffer();
      send(new PairMessage.Linked(offer));
      end(new Paired(page, link.name(), Optional.empty(), offer.key()));
    }
  }

  @Override
  void onMalformed() {
    refuse(Refusal.MALFORMED, 0);
  }

  @Override
  void onEnd() {
    mode.ended(this);
  }
}
