package dev.lanward.datachannel;

import static dev.lanward.datachannel.Pair.MILLISECOND;
import static dev.lanward.datachannel.SimulatedLimits.logUniform;

import java.util.SplittableRandom;

/**
 * What one direction of a link does to packets; times in nanoseconds, chances 0 to 1.
 *
 * @param delay at least this long each
 * @param jitter at most so much longer; from the packets' distance on they overtake each other
 * @param straggling the chance to be later still, by at most {@code straggle}
 * @param straggle see there
 * @param loss the chance to be lost, outside bursts
 * @param burstBegin the chance that a burst begins with a packet (Gilbert and Elliott)
 * @param burstEnd the chance that it ends with one
 * @param burstLoss the chance to be lost within
 * @param duplication the chance to arrive twice, the second time as late as a straggler
 * @param mtu longer packets are lost
 * @param bytesPerSecond what a bottleneck lets pass; 0 when there is none
 * @param queueBytes what waits before it at most; more is lost
 */
record Weather(
    long delay,
    long jitter,
    double straggling,
    long straggle,
    double loss,
    double burstBegin,
    double burstEnd,
    double burstLoss,
    double duplication,
    int mtu,
    long bytesPerSecond,
    int queueBytes) {

  /** A good network: some delay, nothing else. */
  static Weather fair(SplittableRandom random) {
    long delay = logUniform(random, MILLISECOND / 50, 20 * MILLISECOND);
    return new Weather(delay, 0, 0, 0, 0, 0, 1, 0, 0, Integer.MAX_VALUE, 0, 0);
  }

  /** Anything, at times gentle and at times hardly to be survived. */
  static Weather any(SplittableRandom random) {
    long delay = logUniform(random, MILLISECOND / 50, 200 * MILLISECOND);
    boolean bursts = random.nextInt(4) == 0;
    boolean bottleneck = random.nextInt(4) == 0;
    return new Weather(
        delay,
        random.nextInt(2) == 0 ? 0 : logUniform(random, 1_000, 2 * delay),
        random.nextInt(3) > 0 ? 0 : random.nextDouble() * random.nextDouble() * 0.3,
        logUniform(random, MILLISECOND / 10, 500 * MILLISECOND),
        random.nextInt(3) == 0 ? 0 : logUniform(random, 10, 25_000) / 100_000.0,
        bursts ? logUniform(random, 10, 2_000) / 100_000.0 : 0,
        logUniform(random, 50, 1_000) / 1_000.0,
        bursts ? random.nextDouble() : 0,
        random.nextInt(3) > 0 ? 0 : logUniform(random, 10, 30_000) / 100_000.0,
        Integer.MAX_VALUE,
        bottleneck ? logUniform(random, 30_000, 100_000_000) : 0,
        logUniform(random, 3_000, 1_000_000));
  }

  /** The same with an MTU of {@code bytes}. */
  Weather withMtu(int bytes) {
    return new Weather(
        delay,
        jitter,
        straggling,
        straggle,
        loss,
        burstBegin,
        burstEnd,
        burstLoss,
        duplication,
        bytes,
        bytesPerSecond,
        queueBytes);
  }

  /** Whether an association that gives its peer up in it has made a mistake. */
  boolean isMild() {
    return loss <= 0.05
        && burstLoss * burstBegin <= 0.02 * burstEnd
        && (burstLoss < 0.5 || burstEnd > 0.5)
        && (bytesPerSecond == 0 || (bytesPerSecond > 1_000_000 && queueBytes > 20_000));
  }
}
