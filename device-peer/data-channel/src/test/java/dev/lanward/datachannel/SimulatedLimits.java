package dev.lanward.datachannel;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Draws {@link Limits}: large and small windows, packets, spans and bursts. What it does not know
 * keeps its default, except that switches are tried both ways.
 */
final class SimulatedLimits {
  private SimulatedLimits() {}

  /** Limits for both ends, which may differ, but take each other's messages. */
  static Limits[] pair(SplittableRandom random) {
    int[] most = {messageBytes(random), messageBytes(random)};
    return new Limits[] {one(random, most[0], most[1]), one(random, most[1], most[0])};
  }

  private static int messageBytes(SplittableRandom random) {
    return random.nextInt(3) == 0 ? logUniform(random, 4096, 262_144) : 262_144;
  }

  private static Limits one(SplittableRandom random, int receive, int send) {
    Map<String, Integer> drawn = new HashMap<>();
    drawn.put("maxMessageBytes", receive);
    drawn.put("maxSendMessageBytes", send);
    if (random.nextInt(3) > 0) {
      drawn.put("packetSizeBytes", random.nextInt(4) == 0 ? 256 : logUniform(random, 256, 1500));
    }
    if (random.nextInt(3) > 0) {
      int least = random.nextInt(8) == 0 ? 4096 : Math.max(4096, 2 * receive);
      drawn.put("receiveWindowBytes", logUniform(random, least, 1 << 21));
    }
    if (random.nextInt(3) > 0) {
      drawn.put("sendBufferBytes", logUniform(random, 4096, 1 << 23));
    }
    if (random.nextInt(3) == 0) {
      drawn.put("maxTsnSpan", random.nextInt(3) == 0 ? 64 : logUniform(random, 64, 65_535));
    }
    if (random.nextInt(3) == 0) {
      drawn.put("maxBurstPackets", logUniform(random, 4, 1024));
    }
    if (random.nextInt(4) == 0) {
      drawn.put("maxChannels", logUniform(random, 1, 64));
    }
    return of(drawn, random);
  }

  private static Limits of(Map<String, Integer> drawn, SplittableRandom random) {
    try {
      RecordComponent[] components = Limits.class.getRecordComponents();
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Object[] values = new Object[components.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = drawn.get(components[i].getName());
        if (types[i] == boolean.class) {
          values[i] = random.nextBoolean();
        } else if (values[i] == null) {
          values[i] = components[i].getAccessor().invoke(Limits.DEFAULT);
        }
      }
      return Limits.class.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("Limits is a record", e);
    }
  }

  /** From {@code least} to {@code most}, each order of magnitude as likely as another. */
  static int logUniform(SplittableRandom random, int least, int most) {
    return (int) logUniform(random, (long) least, most);
  }

  static long logUniform(SplittableRandom random, long least, long most) {
    double exponent = random.nextDouble() * Math.log((double) most / least);
    return Math.min(most, Math.max(least, Math.round(least * Math.exp(exponent))));
  }
}
