package dev.lanward.ice;

import dev.lanward.core.Tick;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much computing strangers may cause. One verification is one door-pwd tried. Each source (an
 * IPv4 address, an IPv6 /64) has a bucket, and all have one together, the last part of which is
 * kept for those who have proved a key before: however many strangers shout, a paired page gets in.
 * Who has proved one is known by the whole address and has a bucket of his own, since on a link all
 * hosts share a /64, strangers among them. Knocks that prove a key cost nothing.
 */
final class VerificationBudget {
  private static final long IPV4 = 0xffffL << 32;

  private final Limits limits;
  private final Map<Long, TokenBucket> strangers;
  private final Map<InetAddress, TokenBucket> known;
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

  /** Whether whoever is at {@code address} may cause another verification now. */
  boolean admits(InetAddress address, Tick now) {
    TokenBucket own = known.get(address);
    double floor = own == null ? limits.globalReserve() : 0;
    if (own == null) {
      own = strangers.computeIfAbsent(sourceOf(address), source -> fresh(now));
    }
    return own.holdsMoreThan(0, now.nanos()) && all.holdsMoreThan(floor, now.nanos());
  }

  /**
   * Whoever is at {@code address}, and was admitted, caused this many verifications, or what costs
   * as much, and proved nothing.
   */
  void spend(InetAddress address, int verifications) {
    all.spend(verifications);
    TokenBucket own = known.get(address);
    if (own == null) {
      own = strangers.get(sourceOf(address));
    }
    if (own != null) {
      own.spend(verifications);
    }
  }

  /** Whoever is at {@code address} has proved that he holds a key. */
  void proved(InetAddress address, Tick now) {
    if (known.get(address) == null) {
      TokenBucket before = leaveStrangers(address);
      known.put(address, before == null ? fresh(now) : before);
    }
  }

  /** An IPv4 address is a source by itself; the bucket of a /64 stays that of its strangers. */
  private @Nullable TokenBucket leaveStrangers(InetAddress address) {
    if (address instanceof Inet4Address) {
      return strangers.remove(sourceOf(address));
    }
    TokenBucket shared = strangers.get(sourceOf(address));
    return shared == null ? null : shared.copy();
  }

  /** How many sources are remembered. */
  int sources() {
    return strangers.size() + known.size();
  }

  private TokenBucket fresh(Tick now) {
    return new TokenBucket(limits.sourceBurst(), limits.sourceRate(), now.nanos());
  }

  private static <S> Map<S, TokenBucket> leastRecentlyUsed(int limit) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<S, TokenBucket> eldest) {
        return size() > limit;
      }
    };
  }
}
