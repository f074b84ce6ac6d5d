package dev.lanward.ice;

import dev.lanward.pairing.IpLiteral;
import dev.lanward.pairing.Uuids;
import java.net.InetAddress;
import java.util.Optional;
import java.util.UUID;

/**
 * Where an answer says that the device may be.
 *
 * @param address an IP address in canonical text (RFC 5952 for IPv6, no scope), or {@code
 *     <uuid>.local} with a UUIDv4 in lower case, which is all that browsers resolve
 * @param port 1 to 65535
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8839#section-5.1">RFC 8839, section 5.1</a>
 */
public record AnswerCandidate(String address, int port) {
  private static final String LOCAL = ".local";
  private static final int MAX_PORT = 65_535;

  public AnswerCandidate {
    if (!isCanonicalLiteral(address) && !isHost(address)) {
      throw new IllegalArgumentException(
          "a candidate's address must be a canonical IP literal or <uuid>.local");
    }
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("a candidate's port must be 1 to 65535, was " + port);
    }
  }

  /** A last known address. */
  public static AnswerCandidate ofAddress(InetAddress address, int port) {
    return new AnswerCandidate(IpLiteral.format(address), port);
  }

  /** A device host, nameplate host or resolvable host (docs/protocol.md section 3). */
  public static AnswerCandidate ofHost(UUID host, int port) {
    return new AnswerCandidate(host + LOCAL, port);
  }

  private static boolean isCanonicalLiteral(String text) {
    Optional<InetAddress> read = IpLiteral.parse(text);
    return read.isPresent() && IpLiteral.format(read.get()).equals(text);
  }

  private static boolean isHost(String text) {
    return text.endsWith(LOCAL)
        && Uuids.parse(text.substring(0, text.length() - LOCAL.length())).isPresent();
  }

  /** Addresses of peers stay out of logs. */
  @Override
  public String toString() {
    return "AnswerCandidate[REDACTED]";
  }
}
