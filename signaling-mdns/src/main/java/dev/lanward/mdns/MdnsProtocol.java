package dev.lanward.mdns;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The numbers of multicast DNS.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6762">RFC 6762</a>
 */
public final class MdnsProtocol {
  /** The UDP port that everybody on the link shares (RFC 6762 section 3). */
  public static final int PORT = 5353;

  /** The IPv4 group, 224.0.0.251 (RFC 6762 section 3). */
  public static final InetAddress GROUP_IPV4 = address(224, 0, 0, 251);

  /** The IPv6 group, ff02::fb (RFC 6762 section 3). */
  public static final InetAddress GROUP_IPV6 =
      address(0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xfb);

  /** The greatest packet that anybody may send, headers included, bytes (RFC 6762 section 17). */
  public static final int MAX_PACKET_BYTES = 9000;

  /** A DNS header, bytes (RFC 1035 section 4.1.1). */
  static final int HEADER_BYTES = 12;

  /** The bit of a record's class that means cache-flush (RFC 6762 section 10.2). */
  static final int CACHE_FLUSH = 0x8000;

  /** The bit of a question's class that asks for a unicast answer (RFC 6762 section 5.4). */
  static final int UNICAST_RESPONSE = 0x8000;

  /** Time to live of records that hold a host name, seconds (RFC 6762 section 10). */
  static final long HOST_TTL_SECONDS = 120;

  /** Time to live of all other records, seconds: 75 minutes (RFC 6762 section 10). */
  static final long OTHER_TTL_SECONDS = 4500;

  /**
   * The greatest time to live in an answer to a resolver of old, seconds (RFC 6762 section 6.7).
   */
  static final long LEGACY_TTL_SECONDS = 10;

  private MdnsProtocol() {}

  private static InetAddress address(int... octets) {
    byte[] raw = new byte[octets.length];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (byte) octets[i];
    }
    try {
      return InetAddress.getByAddress(raw);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 octets are an address", e);
    }
  }
}
