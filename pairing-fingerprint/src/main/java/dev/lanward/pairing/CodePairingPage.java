package dev.lanward.pairing;

import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.Tick;
import dev.lanward.pairing.PairingOutcome.Reason;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The page's side of pairing by code (protocol section 9): party A of SPAKE2. */
public final class CodePairingPage extends PairingSession {
  private final Spake2 spake2;
  private final Fingerprint page;
  private final Fingerprint presented;
  private final String name;

  /** There once the device's share is; the device's confirmation is expected next. */
  private @Nullable Spake2Keys keys;

  private CodePairingPage(
      Tick now, Spake2 spake2, Fingerprint page, Fingerprint presented, String name) {
    super(now);
    this.spake2 = spake2;
    this.page = page;
    this.presented = presented;
    this.name = Names.requireName(name);
    send(new PairMessage.Share(spake2.share()));
  }

  /**
   * Starts when the control channel is open; the first message is there to send.
   *
   * @param page the fingerprint of the certificate that this side presented in DTLS
   * @param presented the fingerprint of the certificate that the other side presented in DTLS
   * @param name what the device is to call this side
   * @param random must be cryptographically secure
   */
  public static CodePairingPage start(
      Tick now,
      PairingCode code,
      Fingerprint page,
      Fingerprint presented,
      String name,
      RandomGenerator random) {
    Spake2 spake2 = Spake2.start(Spake2.Role.A, code, random);
    return new CodePairingPage(now, spake2, page, presented, name);
  }

  @Override
  void onMessage(Tick now, PairMessage message) {
    if (message instanceof PairMessage.Refused refused) {
      end(new PairingOutcome.Refused(refused.code(), refused.left()));
    } else if (message instanceof PairMessage.Share share && keys == null) {
      onShare(share);
    } else if (message instanceof PairMessage.Confirm confirm && keys != null) {
      onConfirm(keys, confirm);
    } else {
      fail(Reason.OUT_OF_TURN);
    }
  }

  @Override
  void onMalformed() {
    fail(Reason.MALFORMED);
  }

  private void onShare(PairMessage.Share share) {
    try {
      keys = spake2.finish(share.share(), page.hash(), presented.hash());
    } catch (MalformedMessageException e) {
      fail(Reason.MALFORMED);
      return;
    }
    send(
        new PairMessage.Confirm(
            keys.confirmation(), PairingSeal.ofPage(keys.ke()).seal(ControlWriter.pageName(name))));
  }

  private void onConfirm(Spake2Keys agreed, PairMessage.Confirm confirm) {
    if (!agreed.verifies(confirm.confirm())) {
      fail(Reason.NOT_PROVEN);
      return;
    }
    try {
      DeviceOffer offer =
          ControlReader.offer(PairingSeal.ofDevice(agreed.ke()).open(confirm.sealed()));
      if (offer.fingerprint().equals(PairingCertificate.fingerprint())) {
        // Its private key is public: nobody can be known by it.
        fail(Reason.WRONG_CERTIFICATE);
        return;
      }
      end(
          new Paired(
              offer.fingerprint(),
              offer.device().name(),
              Optional.of(offer.device()),
              offer.key()));
    } catch (MalformedMessageException e) {
      fail(Reason.MALFORMED);
    }
  }
}
