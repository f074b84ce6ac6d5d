package dev.lanward.datachannel;

import static dev.lanward.datachannel.Pair.MILLISECOND;
import static dev.lanward.datachannel.Pair.SECOND;
import static dev.lanward.datachannel.SimulatedLimits.logUniform;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A path that carried long packets carries them no more, from one moment to the next and without a
 * word, at any point of a transfer: how long that holds it up, on virtual time.
 */
class NarrowingPathTest {
  private static final int WIDE = 1432;

  /** How many scenes are drawn: {@code -Dlanward.narrowing.seeds=400} for more. */
  private static final int SEEDS = Integer.getInteger("lanward.narrowing.seeds", 100);

  /** Where nothing else is lost: the first answer is late, and the second tells of all the rest. */
  private static final long BOUND = 600 * MILLISECOND;

  /** Where what is sent again may be lost as well: T3-rtx, once or twice. */
  private static final long BOUND_WITH_LOSS = 2 * SECOND;

  /**
   * What happens, drawn from a seed; an even one has no interleaving.
   *
   * @param sackDelay how long the receivers hold an acknowledgement back
   * @param bothWays whether both ends transfer
   * @param pinging whether small messages go to and fro on another channel
   * @param idle whether the transfer begins just after the path has narrowed
   * @param bytes of each message
   * @param mtu of the path in the end
   */
  private record Scene(
      long seed,
      Pair.Link link,
      long sackDelay,
      boolean bothWays,
      boolean pinging,
      boolean idle,
      int bytes,
      int mtu) {
    static Scene of(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      double loss = new double[] {0, 0, 0.001, 0.01}[random.nextInt(4)];
      long delay = logUniform(random, 50_000, 5 * MILLISECOND);
      return new Scene(
          seed,
          new Pair.Link(loss, 0, delay, random.nextInt(2) == 0 ? 0 : delay / 4),
          (random.nextBoolean() ? 20 : 200) * MILLISECOND,
          random.nextBoolean(),
          random.nextInt(3) == 0,
          random.nextInt(3) == 0,
          random.nextInt(2_000, 250_000),
          random.nextInt(1200, 1400));
    }

    long bound() {
      return link.loss() == 0 ? BOUND : BOUND_WITH_LOSS;
    }
  }

  /** One scene as it goes on. */
  private static final class Play {
    private final Scene scene;
    private final SplittableRandom random;
    private final Pair pair;
    private final List<Pair.End> senders;
    private final int bulk;
    private final int pings;
    private final int[] sent = new int[2];
    private int pinged;

    Play(Scene scene) {
      this.scene = scene;
      random = new SplittableRandom(scene.seed);
      pair = Pair.connected(scene.seed);
      pair.link = scene.link;
      for (Pair.End end : List.of(pair.client, pair.server)) {
        end.association.delaySacks(scene.sackDelay);
        end.association.setPath(pair.tick(), WIDE);
      }
      senders = scene.bothWays ? List.of(pair.client, pair.server) : List.of(pair.client);
      bulk = pair.open(pair.client, ChannelOptions.reliable("bulk"));
      pings = pair.open(pair.client, ChannelOptions.reliable("pings"));
    }

    /**
     * How long it takes until a message given after the path narrowed, and all before, are there.
     */
    long holdUp() {
      pair.run(() -> senders.stream().allMatch(this::isWide), 60 * SECOND);
      long until = pair.now + random.nextLong(MILLISECOND, 300 * MILLISECOND);
      pair.runFor(() -> pump() && pair.now >= until, 10 * SECOND);
      if (scene.idle) {
        pair.run(() -> hasArrived(sent), 60 * SECOND);
        pair.runFor(300 * MILLISECOND);
      }
      pair.mtu = scene.mtu;
      long begun = pair.now;
      int[] wanted = {sent[0] + 1, sent[1] + 1};
      pair.run(() -> pump() && hasArrived(wanted), 60 * SECOND);
      return pair.now - begun;
    }

    private boolean isWide(Pair.End end) {
      return end.association.packetBytes() == WIDE;
    }

    private boolean hasArrived(int[] counts) {
      return senders.stream()
          .allMatch(end -> pair.other(end).messages(bulk).size() >= counts[senders.indexOf(end)]);
    }

    /** Gives each sender enough to do. */
    private boolean pump() {
      for (Pair.End end : senders) {
        while (end.association.bufferedMessages(bulk) < 2) {
          pair.send(end, bulk, pair.randomBytes(scene.bytes));
          sent[senders.indexOf(end)]++;
        }
      }
      if (scene.pinging && pair.server.messages(pings).size() == pinged) {
        pinged++;
        pair.send(pair.client, pings, new byte[20]);
      }
      pair.drain();
      return true;
    }
  }

  private static void assertGoesOnSoon(Scene scene) {
    long took = new Play(scene).holdUp();
    assertTrue(took <= scene.bound(), () -> took / MILLISECOND + " ms: " + scene);
  }

  @Test
  void aTransferGoesOnSoonAfterItsPathHasNarrowed() {
    for (int seed = 0; seed < SEEDS; seed++) {
      assertGoesOnSoon(Scene.of(seed));
    }
  }

  /**
   * Nothing of a window had arrived, not even its end. When the answer was late, the first chunk
   * was sent again, and its acknowledgement, held back for as long as the peer may, was of that
   * alone; so the next one had to be missed. Each chunk took 212 ms, and T3-rtx began anew with
   * each.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 843, 930, 936, 1000, 1639, 1931})
  void aWindowThatIsLostAsAWholeIsNotRecoveredChunkByChunk(long seed) {
    assertGoesOnSoon(Scene.of(seed));
  }
}
