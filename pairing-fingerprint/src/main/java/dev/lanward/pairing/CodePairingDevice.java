package dev.lanward.pairing;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.Tick;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The device's side of pairing by code (protocol section 9): party B of SPAKE2. Opened by {@link
 * PairingMode#openCodeSession}.
 */
public final class CodePairingDevice extends PairingSession {
  private final PairingMode mode;
  private final Fingerprint page;
  private final Fingerprint presented;

  /** The code that this session is about, and the keys: there once the page's share is. */
  private @Nullable ShownCode code;

  private @Nullable Spake2Keys keys;

  CodePairingDevice(Tick now, PairingMode mode, Fingerprint page, Fingerprint presented) {
    super(now);
    this.mode = mode;
    this.page = page;
    this.presented = presented;
  }

  @Override
  void onMessage(Tick now, PairMessage message) {
    if (message instanceof PairMessage.Share share && code == null) {
      onShare(now, share.share());
    } else if (message instanceof PairMessage.Confirm confirm && code != null && keys != null) {
      onConfirm(now, code, keys, confirm);
    } else {
      refuse(Refusal.MALFORMED, 0);
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

  private void onShare(Tick now, Bytes share) {
    Optional<ShownCode> shown = mode.shownCode(now);
    if (shown.isEmpty()) {
      refuse(Refusal.PAIRING_CLOSED, 0);
      return;
    }
    code = shown.get();
    Spake2 spake2 = Spake2.start(Spake2.Role.B, code.code(), mode.random());
    try {
      keys = spake2.finish(share, page.hash(), presented.hash());
    } catch (MalformedMessageException e) {
      refuse(Refusal.MALFORMED, 0);
      return;
    }
    send(new PairMessage.Share(spake2.share()));
  }

  /** Sessions run side by side, so the code may be gone by now: then nothing is compared. */
  private void onConfirm(
      Tick now, ShownCode guessed, Spake2Keys agreed, PairMessage.Confirm confirm) {
    Optional<ShownCode> shown = mode.shownCode(now);
    if (shown.isEmpty()) {
      refuse(Refusal.PAIRING_CLOSED, 0);
    } else if (shown.get() != guessed) {
      refuse(Refusal.CODE_EXPIRED, 0);
    } else if (!agreed.verifies(confirm.confirm())) {
      refuse(Refusal.WRONG_CODE, mode.wrongGuess(now));
    } else {
      accept(now, agreed, confirm.sealed());
    }
  }

  private void accept(Tick now, Spake2Keys agreed, Bytes sealed) {
    String name;
    try {
      name = ControlReader.pageName(PairingSeal.ofPage(agreed.ke()).open(sealed));
    } catch (MalformedMessageException e) {
      refuse(Refusal.MALFORMED, 0);
      return;
    }
    DeviceOffer offer = mode.newOffer();
    Bytes sealedOffer = PairingSeal.ofDevice(agreed.ke()).seal(ControlWriter.offer(offer));
    send(new PairMessage.Confirm(agreed.confirmation(), sealedOffer));
    mode.codeUsed(now);
    end(new Paired(page, name, Optional.empty(), offer.key()));
  }
}
