package dev.lanward.datachannel;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Random numbers whose first ones may lie just before the end of 32 bits: TSNs and tags that wrap.
 */
final class SimulatedRandom implements RandomGenerator {
  private final SplittableRandom random;
  private int early;

  SimulatedRandom(SplittableRandom random, boolean wrapping) {
    this.random = random;
    early = wrapping ? 4 : 0;
  }

  @Override
  public int nextInt() {
    return early-- > 0 ? -1 - random.nextInt(2_000) : random.nextInt();
  }

  @Override
  public long nextLong() {
    return random.nextLong();
  }
}
