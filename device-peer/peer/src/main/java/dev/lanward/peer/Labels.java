package dev.lanward.peer;

/** Which channel labels belong to whom (protocol section 8). */
final class Labels {
  /** The channel that returns every message. */
  static final String ECHO = "echo";

  private static final String RESERVED = "lanward";

  private Labels() {}

  /** Whether an application may open a channel with {@code label}. */
  static boolean isApplications(String label) {
    return !label.startsWith(RESERVED);
  }

  static String requireApplications(String label) {
    if (!isApplications(label)) {
      throw new IllegalArgumentException(
          "labels that begin with \"" + RESERVED + "\" are the protocol's own (section 8)");
    }
    return label;
  }
}
