package dev.lanward.mdns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An address of this host on a link, and how much of it names the subnet.
 *
 * @param address an IPv4 or IPv6 unicast address
 * @param prefixLength leading bits that all neighbours share: 0 to 32 or 0 to 128
 */
public record LinkAddress(InetAddress address, int prefixLength) {
  private static final int MAX_BROADCAST_PREFIX = 30;

  /**
   * @throws IllegalArgumentException when the prefix is longer than the address
   */
  public LinkAddress {
    int bits = address.getAddress().length * 8;
    if (prefixLength < 0 || prefixLength > bits) {
      throw new IllegalArgumentException(
          "a prefix length is 0 to " + bits + ", was " + prefixLength);
    }
    address = Addresses.withoutScope(address);
  }

  /** Whether this is an IPv4 address. */
  public boolean isIpv4() {
    return address instanceof Inet4Address;
  }

  /** Whether {@code other} lies in the same subnet. */
  public boolean covers(InetAddress other) {
    byte[] ours = address.getAddress();
    byte[] theirs = other.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    int whole = prefixLength / 8;
    if (!Arrays.equals(ours, 0, whole, theirs, 0, whole)) {
      return false;
    }
    int rest = prefixLength % 8;
    return rest == 0 || ((ours[whole] ^ theirs[whole]) & 0xff) >>> (8 - rest) == 0;
  }

  /**
   * Whether {@code other} stands for the subnet as a whole, and so is no host's: its broadcast
   * address or the one before its first (RFC 1122 section 3.2.1.3). Subnets of two have neither
   * (RFC 3021).
   */
  boolean isWholeSubnet(InetAddress other) {
    if (!isIpv4() || prefixLength > MAX_BROADCAST_PREFIX || !covers(other)) {
      return false;
    }
    int hostBits = ~0 >>> prefixLength;
    int host = ByteBuffer.wrap(other.getAddress()).getInt() & hostBits;
    return host == 0 || host == hostBits;
  }
}
