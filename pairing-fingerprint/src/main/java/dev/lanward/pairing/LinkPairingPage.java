package dev.lanward.pairing;

import dev.lanward.core.Tick;
import dev.lanward.pairing.PairingOutcome.Reason;
import java.util.Optional;

/** The page's side of pairing by link (protocol section 10). */
public final class LinkPairingPage extends PairingSession {
  private final Fingerprint pinned;

  private LinkPairingPage(Tick now, Fingerprint pinned, String name) {
    super(now);
    this.pinned = pinned;
    send(new PairMessage.Link(Names.requireName(name)));
  }

  /**
   * Starts when the control channel is open; the first message is there to send.
   *
   * @param link whose fingerprint DTLS has required of the device
   * @param name what the device is to call this side
   */
  public static LinkPairingPage start(Tick now, PairingLink link, String name) {
    return new LinkPairingPage(now, link.fingerprint(), name);
  }

  @Override
  void onMessage(Tick now, PairMessage message) {
    if (message instanceof PairMessage.Refused refused) {
      end(new PairingOutcome.Refused(refused.code(), refused.left()));
    } else if (message instanceof PairMessage.Linked linked) {
      onLinked(linked.offer());
    } else {
      fail(Reason.OUT_OF_TURN);
    }
  }

  @Override
  void onMalformed() {
    fail(Reason.MALFORMED);
  }

  private void onLinked(DeviceOffer offer) {
    if (!offer.fingerprint().equals(pinned)) {
      fail(Reason.WRONG_CERTIFICATE);
      return;
    }
    end(new Paired(pinned, offer.device().name(), Optional.of(offer.device()), offer.key()));
  }
}
