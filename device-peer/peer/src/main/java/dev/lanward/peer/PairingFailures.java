package dev.lanward.peer;

import dev.lanward.pairing.PairingOutcome;
import dev.lanward.pairing.Refusal;
import org.jspecify.annotations.Nullable;

/** What a person is told when a pairing did not come to be. */
final class PairingFailures {
  private PairingFailures() {}

  /** Null when it did. */
  static @Nullable LanwardException of(PairingOutcome outcome) {
    if (outcome instanceof PairingOutcome.Refused refused) {
      return of(refused.code(), refused.left());
    }
    if (outcome instanceof PairingOutcome.Failed failed) {
      return of(failed.reason());
    }
    return null;
  }

  private static LanwardException of(Refusal code, int left) {
    return new LanwardException(
        code.code(),
        switch (code) {
          case WRONG_CODE ->
              left > 0
                  ? "Wrong code. Look at the device again; guesses left for this code: " + left
                  : "Wrong code, for the third time: the device shows a new one.";
          case CODE_EXPIRED -> "This code or link was used or has expired: take the new one.";
          case PAIRING_CLOSED -> "The device is not in pairing mode: open it there.";
          case BUSY -> "The device is pairing with somebody else: try again in half a minute.";
          case MALFORMED -> "The device did not understand this program: is it of another version?";
          case OTHER -> "The device refused to pair.";
        });
  }

  private static LanwardException of(PairingOutcome.Reason reason) {
    return switch (reason) {
      case NOT_PROVEN ->
          new LanwardException(
              "wrong-code",
              "The device could not prove that it knows the code: it was mistyped, or somebody"
                  + " stands between.");
      case MALFORMED, OUT_OF_TURN ->
          new LanwardException("malformed", "The device sent what this program cannot use.");
      case TIMED_OUT -> new LanwardException("timed-out", "The device took too long to answer.");
      case WRONG_CERTIFICATE ->
          new LanwardException(
              "wrong-certificate", "The device is not the one that the code or link names.");
    };
  }
}
