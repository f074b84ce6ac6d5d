package dev.lanward.datachannel;

import static dev.lanward.datachannel.SimulatedLimits.logUniform;

import java.util.SplittableRandom;

/**
 * How long the packets of one direction may be: what the sender is told of its first link, and what
 * passes further on, which changes without a word. What every path carries always passes.
 */
final class SimulatedPath {
  private static final int[] USUAL = {1412, 1432, 8912, 8932, 16_384};

  private final SplittableRandom random;
  private final SimulatedPeer sender;
  private final int base;
  private final boolean known;
  private int firstLink;

  SimulatedPath(SplittableRandom random, SimulatedPeer sender) {
    this.random = random;
    this.sender = sender;
    base = sender.limits.packetSizeBytes();
    known = random.nextInt(4) > 0;
  }

  /** Tells the sender of the path, or that it is another now. */
  void tell() {
    if (known && !sender.association.isClosed()) {
      firstLink =
          random.nextInt(3) == 0
              ? logUniform(random, 256, 16_384)
              : USUAL[random.nextInt(USUAL.length)];
      sender.association.setPath(sender.tick(), firstLink);
    }
  }

  /** What passes from now on. */
  int draw() {
    int widest = Math.max(base, firstLink);
    return switch (random.nextInt(3)) {
      case 0 -> widest;
      case 1 -> base;
      default -> logUniform(random, base, widest);
    };
  }
}
