package dev.lanward.ice;

/**
 * Tokens that come back with time. What is spent may exceed what is there: the debt delays the
 * next, so that a costly knock is possible and still paid for.
 */
final class TokenBucket {
  private static final double NANOS_PER_SECOND = 1e9;

  private final double burst;
  private final double tokensPerNano;
  private double tokens;
  private long refilledAtNanos;

  TokenBucket(int burst, int tokensPerSecond, long nowNanos) {
    this(burst, tokensPerSecond / NANOS_PER_SECOND, burst, nowNanos);
  }

  private TokenBucket(double burst, double tokensPerNano, double tokens, long refilledAtNanos) {
    this.burst = burst;
    this.tokensPerNano = tokensPerNano;
    this.tokens = tokens;
    this.refilledAtNanos = refilledAtNanos;
  }

  /** A bucket of its own that is as full as this one. */
  TokenBucket copy() {
    return new TokenBucket(burst, tokensPerNano, tokens, refilledAtNanos);
  }

  /** Whether more than {@code floor} tokens are there now. */
  boolean holdsMoreThan(double floor, long nowNanos) {
    long elapsed = nowNanos - refilledAtNanos;
    if (elapsed > 0) {
      tokens = Math.min(burst, tokens + elapsed * tokensPerNano);
      refilledAtNanos = nowNanos;
    }
    return tokens > floor;
  }

  void spend(int spent) {
    tokens -= spent;
  }
}
