package dev.lanward.mdns;

import dev.lanward.core.Tick;
import java.net.InetAddress;
import java.util.Map;

/** How often strangers may make us ask the caller about a name: in all, and each of them. */
final class PolicyBudget {
  private final MdnsLimits limits;
  private final Bucket all = new Bucket();
  private final Map<InetAddress, Bucket> bySource;

  PolicyBudget(MdnsLimits limits) {
    this.limits = limits;
    this.bySource = new BoundedMap<>(limits.rememberedSources());
  }

  /** Takes one question of {@code asker} out of the budget; returns whether there was one left. */
  boolean take(Tick now, InetAddress asker) {
    Bucket own = bySource.computeIfAbsent(asker, unused -> new Bucket());
    return own.take(now, limits.policyPerSourcePerSecond())
        && all.take(now, limits.policyPerSecond());
  }

  /** A second's worth at once, refilled as time goes by. */
  private static final class Bucket {
    private static final double NANOS = 1e9;

    private boolean started;
    private Tick last = new Tick(0);
    private double tokens;

    boolean take(Tick now, int perSecond) {
      double earned = started ? now.since(last).toNanos() / NANOS * perSecond : perSecond;
      tokens = Math.min(perSecond, tokens + earned);
      started = true;
      last = now;
      if (tokens < 1) {
        return false;
      }
      tokens--;
      return true;
    }
  }
}
