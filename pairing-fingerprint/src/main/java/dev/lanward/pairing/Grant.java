package dev.lanward.pairing;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What of a device's media a peer may use (protocol section 16). */
public enum Grant {
  /** Seeing what the camera sees, and hearing of a ring. */
  VIDEO,
  /** Hearing what the microphone hears. */
  AUDIO,
  /** Being heard at the device. */
  TALK,
  /** Showing something on the device's display. */
  CAST;

  /** As it is written: {@code video}, {@code audio}, {@code talk}, {@code cast}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@code video,talk} and so on, in the order of this enum; {@code none} for none. */
  public static String format(Set<Grant> grants) {
    return grants.isEmpty()
        ? "none"
        : Arrays.stream(values())
            .filter(grants::contains)
            .map(Grant::code)
            .collect(Collectors.joining(","));
  }

  /** What {@link #format} writes; empty for anything else. */
  public static Optional<Set<Grant>> parse(String text) {
    Set<Grant> grants = EnumSet.noneOf(Grant.class);
    if (text.equals("none")) {
      return Optional.of(grants);
    }
    for (String code : text.split(",", values().length + 1)) {
      Optional<Grant> grant =
          Arrays.stream(values()).filter(each -> each.code().equals(code)).findFirst();
      if (grant.isEmpty()) {
        return Optional.empty();
      }
      grants.add(grant.get());
    }
    return Optional.of(grants);
  }
}
