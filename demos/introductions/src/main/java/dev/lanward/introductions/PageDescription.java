package dev.lanward.introductions;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a page can be reached, as it tells another through a device (docs/drop.md, section 9.1):
 * fields, of which each page writes the other's SDP itself.
 *
 * @param ufrag 4 to 256 ice-chars
 * @param pwd 22 to 256 ice-chars
 * @param candidates 1 to {@link #MOST_CANDIDATES}
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8839#section-5.4">RFC 8839, section 5.4</a>
 */
record PageDescription(String ufrag, String pwd, List<Candidate> candidates) {
  /** A page has one or two on each of its links. */
  static final int MOST_CANDIDATES = 8;

  private static final Pattern UFRAG = Pattern.compile("[A-Za-z0-9+/]{4,256}");
  private static final Pattern PWD = Pattern.compile("[A-Za-z0-9+/]{22,256}");

  /**
   * A host candidate over UDP.
   *
   * @param address of a local network, or a UUIDv4 under {@code .local}
   * @param port 1 to 65535
   * @param priority 1 to 2^31-1 (RFC 8445 section 5.1.2)
   */
  record Candidate(String address, int port, int priority) {
    private static final Pattern NAME =
        Pattern.compile(
            "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\\.local");
    private static final Pattern IPV4 =
        Pattern.compile(
            "(?:10|192\\.168|169\\.254|172\\.(?:1[6-9]|2[0-9]|3[01]))(?:\\.(?:0|[1-9][0-9]{0,2})){2,3}");
    private static final Pattern UNIQUE_LOCAL_IPV6 =
        Pattern.compile("f[cd][0-9a-f]{2}(?::[0-9a-f]{0,4}){2,7}");

    Candidate {
      if (!isLocal(address) || port < 1 || port > 65_535 || priority < 1) {
        throw new IllegalArgumentException("no candidate on a local network");
      }
    }

    /**
     * Only neighbours: no page aims the browser of another at a host on the Internet. IPv6 within a
     * link means nothing to another host.
     */
    private static boolean isLocal(String address) {
      if (address.indexOf(':') >= 0) {
        return isUniqueLocal(address);
      }
      return NAME.matcher(address).matches() || isIpv4(address);
    }

    private static boolean isUniqueLocal(String address) {
      int gap = address.indexOf("::");
      boolean hasOneGap = gap >= 0 && address.indexOf("::", gap + 1) < 0;
      boolean isWhole = gap < 0 && address.split(":", -1).length == 8;
      boolean endsWell = !address.endsWith(":") || address.endsWith("::");
      return UNIQUE_LOCAL_IPV6.matcher(address).matches() && (hasOneGap || isWhole) && endsWell;
    }

    private static boolean isIpv4(String address) {
      String[] parts = address.split("\\.", -1);
      if (!IPV4.matcher(address).matches() || parts.length != 4) {
        return false;
      }
      return Stream.of(parts).allMatch(part -> Integer.parseInt(part) < 256);
    }
  }

  PageDescription {
    candidates = List.copyOf(candidates);
    if (!UFRAG.matcher(ufrag).matches() || !PWD.matcher(pwd).matches()) {
      throw new IllegalArgumentException("no ice-ufrag and ice-pwd");
    }
    if (candidates.isEmpty() || candidates.size() > MOST_CANDIDATES) {
      throw new IllegalArgumentException("1 to 8 candidates, not " + candidates.size());
    }
  }
}
