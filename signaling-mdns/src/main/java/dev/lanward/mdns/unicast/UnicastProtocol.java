package dev.lanward.mdns.unicast;

import java.time.Duration;

/**
 * The numbers of discovery by ordinary DNS.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6763">RFC 6763</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2136">RFC 2136</a>
 */
final class UnicastProtocol {
  /** Time to live of all records of ours, seconds: how long a device that is gone is remembered. */
  static final long TTL_SECONDS = 120;

  /** A greater message goes by TCP (RFC 1035 section 4.2.1). */
  static final int MAX_UDP_BYTES = 512;

  /** The answers that we take by UDP, bytes: no fragments on any usual network (RFC 9715). */
  static final int EDNS_BYTES = 1232;

  /** A DNS header, bytes (RFC 1035 section 4.1.1). */
  static final int HEADER_BYTES = 12;

  /** How long to wait for an answer by UDP before asking again: three times in all. */
  static final Duration[] UDP_WAITS = {
    Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4)
  };

  /** How long to wait for an answer by TCP, connecting included. */
  static final Duration TCP_WAIT = Duration.ofSeconds(5);

  /** So many questions are under way at once; more wait their turn. */
  static final int MAX_OUTSTANDING = 32;

  /** The EDNS option of update leases (RFC 9664 section 4.1). */
  static final int UPDATE_LEASE_OPTION = 2;

  /** How long a server that knows leases shall keep our records, seconds. */
  static final int LEASE_SECONDS = 7200;

  /** While watching, a type is asked for at least so often. */
  static final Duration BROWSE_PERIOD = Duration.ofSeconds(10);

  /** While watching, the records of a service are asked for at least so often. */
  static final Duration DETAIL_PERIOD = Duration.ofSeconds(30);

  /** Nothing is asked more often than this, whatever a time to live says. */
  static final Duration SHORTEST_PERIOD = Duration.ofSeconds(1);

  /** More services of one type than a person can choose from. */
  static final int MAX_SERVICES = 1024;

  /** More addresses than a host needs; the rest is not looked at. */
  static final int MAX_ADDRESSES = 16;

  /** After {@code name (99)} nothing more is tried. */
  static final int MAX_RENAMES = 99;

  private UnicastProtocol() {}
}
