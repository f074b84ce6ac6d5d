package dev.lanward.mdns;

import java.net.InetAddress;
import java.util.Optional;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** The address in an address record. */
final class RecordAddress {
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  private RecordAddress() {}

  /**
   * The address that {@code record} gives, link-local IPv6 with {@code scope}; empty for records of
   * other types and for addresses that no host can have.
   */
  static Optional<InetAddress> of(Record record, int scope) {
    int expected =
        record.getType() == Type.A ? IPV4_BYTES : record.getType() == Type.AAAA ? IPV6_BYTES : 0;
    byte[] raw = expected == 0 ? new byte[0] : record.rdataToWireCanonical();
    return raw.length == expected ? Addresses.ofHost(raw, scope) : Optional.empty();
  }
}
