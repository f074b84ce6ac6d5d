package dev.lanward.pairing;

import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.MalformedMessageException.Reason;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pairing code such as {@code 7-482913} (protocol section 4.1). Prints without its PIN; {@link
 * #text()} is what a person is shown.
 *
 * @param nameplate which device, 1 to 999
 * @param pin the secret, six decimal digits
 */
public record PairingCode(int nameplate, String pin) {
  /** The greatest nameplate. */
  public static final int MAX_NAMEPLATE = 999;

  /** Longer input is no code, whatever its spaces: it keeps the reader's work bounded. */
  private static final int MAX_TEXT_CHARS = 64;

  private static final int PINS = 1_000_000;
  private static final Pattern PIN = Pattern.compile("[0-9]{6}");
  private static final Pattern TOLERANT =
      Pattern.compile(
          "_*([1-9][0-9]{0,2})(?:_*\\p{Pd}_*|_+)([0-9](?:_*[0-9]){5})_*"
              .replace("_", "\\p{IsWhite_Space}"));
  private static final Pattern SPACE = Pattern.compile("\\p{IsWhite_Space}+");

  public PairingCode {
    requireNameplate(nameplate);
    if (!PIN.matcher(pin).matches()) {
      throw new IllegalArgumentException("a PIN has exactly six decimal digits");
    }
  }

  /**
   * Reads what a person typed: surrounding white space, any Unicode dash or white space between the
   * parts, and spaces within the PIN are accepted.
   */
  public static PairingCode parse(String text) throws MalformedMessageException {
    if (text.length() > MAX_TEXT_CHARS) {
      throw new MalformedMessageException(
          Reason.TOO_LONG, -1, "a pairing code has a few characters, not " + text.length());
    }
    Matcher parts = TOLERANT.matcher(text);
    if (!parts.matches()) {
      throw new MalformedMessageException(
          Reason.BAD_VALUE, -1, "a pairing code looks like 7-482913: nameplate, dash, six digits");
    }
    String pin = SPACE.matcher(parts.group(2)).replaceAll("");
    return new PairingCode(Integer.parseInt(parts.group(1)), pin);
  }

  /** A code with a fresh PIN from {@code random}, which must be cryptographically secure. */
  public static PairingCode generate(int nameplate, RandomGenerator random) {
    return new PairingCode(nameplate, "%06d".formatted(random.nextInt(PINS)));
  }

  /** The canonical form, which is shown to people and from which SPAKE2 starts. */
  public String text() {
    return nameplate + "-" + pin;
  }

  @Override
  public String toString() {
    return "PairingCode[" + nameplate + "-REDACTED]";
  }

  static void requireNameplate(int nameplate) {
    if (nameplate < 1 || nameplate > MAX_NAMEPLATE) {
      throw new IllegalArgumentException("a nameplate is 1 to 999, not " + nameplate);
    }
  }
}
