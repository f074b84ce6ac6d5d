package dev.lanward.mdns;

import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Record;

/**
 * A resource record as multicast DNS carries it.
 *
 * @param record the record, its class without the cache-flush bit
 * @param cacheFlush whether it replaces all of its name, type and class (RFC 6762 section 10.2)
 */
record Rr(Record record, boolean cacheFlush) {

  /** A record that only one host on the link may have. */
  static Rr unique(Record record) {
    return new Rr(record, true);
  }

  boolean isGoodbye() {
    return record.getTTL() == 0;
  }

  Rr withTtl(long seconds) {
    return new Rr(withTtlAndClass(seconds, record.getDClass()), cacheFlush);
  }

  /** For resolvers of old, which know no cache-flush bit and cache by our word (section 6.7). */
  Rr forLegacy() {
    long ttl = Math.min(record.getTTL(), MdnsProtocol.LEGACY_TTL_SECONDS);
    return new Rr(withTtlAndClass(ttl, record.getDClass()), false);
  }

  /** The record with the bit in its class, for the wire. */
  Record toWireForm() {
    return cacheFlush
        ? withTtlAndClass(record.getTTL(), record.getDClass() | MdnsProtocol.CACHE_FLUSH)
        : record;
  }

  /** The record of the wire with the bit taken out of its class. */
  static Rr ofWireForm(Record record) {
    boolean flush = (record.getDClass() & MdnsProtocol.CACHE_FLUSH) != 0;
    Rr raw = new Rr(record, flush);
    return flush
        ? new Rr(
            raw.withTtlAndClass(record.getTTL(), record.getDClass() & ~MdnsProtocol.CACHE_FLUSH),
            true)
        : raw;
  }

  private Record withTtlAndClass(long ttl, int dclass) {
    if (ttl == record.getTTL() && dclass == record.getDClass()) {
      return record;
    }
    @Nullable Record copy =
        Record.newRecord(
            record.getName(), record.getType(), dclass, ttl, record.rdataToWireCanonical());
    if (copy == null) {
      throw new IllegalArgumentException("data that do not suit type " + record.getType());
    }
    return copy;
  }

  boolean isInternet() {
    return record.getDClass() == DClass.IN;
  }
}
