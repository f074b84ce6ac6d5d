package dev.lanward.pairing;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * IP addresses as text, read without ever asking a resolver: {@link InetAddress#getByName} would
 * look up whatever is no address, which stalls where DNS is configured and unreachable.
 */
public final class IpLiteral {
  /** The longest spelling: eight groups, the last two as dotted decimals. */
  static final int MAX_CHARS = 45;

  private static final int GROUPS = 8;
  private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final Pattern HEXADECIMAL = Pattern.compile("[0-9A-Fa-f]{1,4}");

  private IpLiteral() {}

  /**
   * The address that {@code text} spells: dotted decimals without leading zeros, or RFC 4291
   * section 2.2 without brackets or scope. Empty for anything else, names included. An IPv4-mapped
   * IPv6 address is the IPv4 address.
   */
  public static Optional<InetAddress> parse(String text) {
    if (text.length() > MAX_CHARS) {
      return Optional.empty();
    }
    byte[] bytes = new byte[text.indexOf(':') < 0 ? 4 : 2 * GROUPS];
    boolean read = bytes.length == 4 ? readV4(text, bytes, 0) : readV6(text, bytes);
    return read ? Optional.of(ofBytes(bytes)) : Optional.empty();
  }

  /** The canonical text of {@code address}: RFC 5952 for IPv6, never with a scope. */
  public static String format(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address
        ? (bytes[0] & 0xff)
            + "."
            + (bytes[1] & 0xff)
            + "."
            + (bytes[2] & 0xff)
            + "."
            + (bytes[3] & 0xff)
        : formatV6(bytes);
  }

  private static InetAddress ofBytes(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 and 16 bytes are an address", e);
    }
  }

  private static boolean readV4(String text, byte[] into, int at) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return false;
    }
    for (int i = 0; i < 4; i++) {
      if (!DECIMAL.matcher(parts[i]).matches() || Integer.parseInt(parts[i]) > 255) {
        return false;
      }
      into[at + i] = (byte) Integer.parseInt(parts[i]);
    }
    return true;
  }

  private static boolean readV6(String text, byte[] into) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return readGroups(text, into) == into.length;
    }
    if (text.indexOf("::", gap + 1) >= 0) {
      return false;
    }
    byte[] head = new byte[into.length];
    byte[] tail = new byte[into.length];
    int headLength = readGroups(text.substring(0, gap), head);
    int tailLength = readGroups(text.substring(gap + 2), tail);
    // "::" stands for one group at least (RFC 5952 4.2.2 makes it two on output).
    if (headLength < 0
        || tailLength < 0
        || headLength + tailLength > into.length - 2
        || text.substring(0, gap).indexOf('.') >= 0) {
      return false;
    }
    System.arraycopy(head, 0, into, 0, headLength);
    System.arraycopy(tail, 0, into, into.length - tailLength, tailLength);
    return true;
  }

  /** How many bytes the groups of {@code text} fill; -1 when it is malformed. */
  private static int readGroups(String text, byte[] into) {
    if (text.isEmpty()) {
      return 0;
    }
    String[] groups = text.split(":", -1);
    int at = 0;
    for (int i = 0; i < groups.length; i++) {
      boolean dotted = i == groups.length - 1 && groups[i].indexOf('.') >= 0;
      int size = dotted ? 4 : 2;
      if (at + size > into.length) {
        return -1;
      }
      if (dotted) {
        if (!readV4(groups[i], into, at)) {
          return -1;
        }
      } else {
        if (!HEXADECIMAL.matcher(groups[i]).matches()) {
          return -1;
        }
        int value = Integer.parseInt(groups[i], 16);
        into[at] = (byte) (value >> 8);
        into[at + 1] = (byte) value;
      }
      at += size;
    }
    return at;
  }

  /** RFC 5952 section 4: no leading zeros, the first longest run of two or more zeros as "::". */
  private static String formatV6(byte[] bytes) {
    int[] groups = new int[GROUPS];
    Arrays.setAll(groups, i -> ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff));
    int best = 0;
    int bestLength = 1;
    for (int i = 0, run = 0; i < GROUPS; i++) {
      run = groups[i] == 0 ? run + 1 : 0;
      if (run > bestLength) {
        best = i + 1 - run;
        bestLength = run;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (bestLength > 1 && i == best) {
        text.append("::");
        i += bestLength - 1;
      } else {
        if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
