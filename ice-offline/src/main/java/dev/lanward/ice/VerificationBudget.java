package dev.lanward.ice;

import dev.lanward.core.Tick;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much computing strangers may cause. One verification is one door-pwd tried. Each source (an
 * IPv4 address, an IPv6 /64) has a bucket, and all have one together, the last part of which is
 * kept for sources that have proved a key before: however many strangers shout, a paired page gets
 * in. Knocks that prove a key cost nothing.
 */
final class VerificationBudget {
  private static final long IPV4 = 0xffffL << 32;

  private final Limits limits;
  private final Map<Long, TokenBucket> strangers;
  private final Map<Long, TokenBucket> known;
  private final TokenBucket all;

  VerificationBudget(Limits limits, Tick now) {
    this.limits = limits;
    this.strangers = leastRecentlyUsed(limits.maxSources());
    this.known = leastRecentlyUsed(limits.maxKnownSources());
    this.all = new TokenBucket(limits.globalBurst(), limits.globalRate(), now.nanos());
  }

  /** The source that {@code address} counts as. */
  static long sourceOf(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4
        ? IPV4 | (StunProtocol.int32(bytes, 0) & 0xffff_ffffL)
        : StunProtocol.int64(bytes, 0);
  }

  /** Whether {@code source} may cause another verification now. */
  boolean admits(long source, Tick now) {
    TokenBucket own = known.get(source);
    double floor = own == null ? limits.globalReserve() : 0;
    if (own == null) {
      own = strangers.computeIfAbsent(source, s -> fresh(now));
    }
    return own.holdsMoreThan(0, now.nanos()) && all.holdsMoreThan(floor, now.nanos());
  }

  /**
   * {@code source}, which was admitted, caused this many verifications, or what costs as much, and
   * proved nothing.
   */
  void spend(long source, int verifications) {
    all.spend(verifications);
    TokenBucket own = known.get(source);
    if (own == null) {
      own = strangers.get(source);
    }
    if (own != null) {
      own.spend(verifications);
    }
  }

  /** {@code source} has proved that it holds a key. */
  void proved(long source, Tick now) {
    if (known.get(source) == null) {
      TokenBucket own = strangers.remove(source);
      known.put(source, own == null ? fresh(now) : own);
    }
  }

  /** How many sources are remembered. */
  int sources() {
    return strangers.size() + known.size();
  }

  private TokenBucket fresh(Tick now) {
    return new TokenBucket(limits.sourceBurst(), limits.sourceRate(), now.nanos());
  }

  private static Map<Long, TokenBucket> leastRecentlyUsed(int limit) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Long, TokenBucket> eldest) {
        return size() > limit;
      }
    };
  }
}
