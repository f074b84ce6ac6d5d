package dev.lanward.peer;

import dev.lanward.datachannel.ChannelOptions;
import java.nio.charset.StandardCharsets;

/** Which channel labels belong to whom (protocol section 8). */
final class Labels {
  /** The channel that returns every message. */
  static final String ECHO = "echo";

  /**
   * What a channel's label and subprotocol have together at most, in bytes of UTF-8. Each may have
   * 65,535 on the wire (RFC 8832 section 5.1), a peer opens a thousand channels, and all of it is
   * kept for as long as they are open.
   */
  static final int MAX_NAME_BYTES = 1024;

  private static final String RESERVED = "lanward";

  private Labels() {}

  /** Whether an application may open a channel with {@code label}. */
  static boolean isApplications(String label) {
    return !label.startsWith(RESERVED);
  }

  /** Whether an application may open such a channel. */
  static boolean isApplications(ChannelOptions options) {
    return isApplications(options.label()) && nameBytes(options) <= MAX_NAME_BYTES;
  }

  static void requireApplications(ChannelOptions options) {
    requireApplications(options.label());
    if (nameBytes(options) > MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          "a label and a subprotocol have at most 1,024 bytes together (section 8), not "
              + nameBytes(options));
    }
  }

  private static int nameBytes(ChannelOptions options) {
    return options.label().getBytes(StandardCharsets.UTF_8).length
        + options.protocol().getBytes(StandardCharsets.UTF_8).length;
  }

  static String requireApplications(String label) {
    if (!isApplications(label)) {
      throw new IllegalArgumentException(
          "labels that begin with \"" + RESERVED + "\" are the protocol's own (section 8)");
    }
    return label;
  }
}
