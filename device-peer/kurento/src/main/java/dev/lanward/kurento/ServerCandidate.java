package dev.lanward.kurento;

import dev.lanward.media.NamedCandidate;
import dev.lanward.pairing.IpLiteral;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A candidate of a media server (RFC 8839), written anew.
 *
 * @param section of the description that it is of, from 0
 * @param text from {@code candidate:} on
 */
record ServerCandidate(int section, String text) {
  /** RFC 8445 section 5.1.2.1. */
  private static final long MAX_PRIORITY = (1L << 31) - 1;

  private static final int MAX_PORT = 65_535;
  private static final Pattern HOST =
      Pattern.compile(
          "(?:a=)?candidate:([A-Za-z0-9+/]{1,32}) 1 (?:UDP|udp) ([0-9]{1,10}) ([0-9A-Fa-f.:]{2,45})"
              + " ([0-9]{1,5}) typ host(?: [\\x20-\\x7e]*)?");

  /** Of hosts over UDP; whether they are of a local network the page looks at itself. */
  static Optional<ServerCandidate> read(String text, int section) {
    Matcher host = HOST.matcher(text);
    if (!host.matches() || section < 0 || section > 15) {
      return Optional.empty();
    }
    long priority = Long.parseLong(host.group(2));
    int port = Integer.parseInt(host.group(4));
    if (priority > MAX_PRIORITY || port == 0 || port > MAX_PORT) {
      return Optional.empty();
    }
    return IpLiteral.parse(host.group(3))
        .map(
            address ->
                new ServerCandidate(
                    section, NamedCandidate.text(host.group(1), priority, address, port)));
  }
}
