package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * How fast a transfer is over links that lose packets by chance, on virtual time; the links are
 * those of {@code ./lanward bench data}. The figures in docs/adr/0009 are what this prints.
 */
class LossyThroughputTest {
  private static final int MESSAGE_BYTES = 64 << 10;
  private static final long SEEDS = 8;

  private record Path(String name, double loss, long delay, int mebibytes) {}

  /** The mean over the seeds, and what happened in all of them together. */
  private record Outcome(double mebibytesPerSecond, long timeouts, long fastRetransmits) {}

  private static Outcome transfer(Path path) {
    double speeds = 0;
    long timeouts = 0;
    long fastRetransmits = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Pair pair = new Pair(2 * seed + 1);
      pair.connect();
      int bulk = pair.open(pair.client, ChannelOptions.reliable("bulk"));
      pair.link = new Pair.Link(path.loss, 0, path.delay, 0);
      long begun = pair.now;
      run(pair, bulk, path.mebibytes << 4);
      speeds += path.mebibytes * (double) Pair.SECOND / (pair.now - begun);
      Counters counters = pair.client.association.counters();
      timeouts += counters.retransmissionTimeouts();
      fastRetransmits += counters.fastRetransmits();
    }
    System.out.printf(
        "%s: %.2f MiB/s, %d timeouts, %d fast retransmissions%n",
        path.name, speeds / SEEDS, timeouts, fastRetransmits);
    return new Outcome(speeds / SEEDS, timeouts, fastRetransmits);
  }

  private static void run(Pair pair, int bulk, int messages) {
    byte[] message = new byte[MESSAGE_BYTES];
    int[] left = {messages};
    pair.run(
        () -> {
          while (left[0] > 0 && pair.client.association.bufferedAmount(bulk) < 1 << 20) {
            left[0]--;
            pair.send(pair.client, bulk, message);
          }
          pair.server.events.clear();
          return left[0] == 0 && pair.client.association.bufferedAmount(bulk) == 0;
        },
        600 * Pair.SECOND);
  }

  /**
   * Halving at each loss, and with T3-rtx for the tails, this is 0.56 MiB/s; 1.02 with a window
   * that stands still in recovery.
   */
  @Test
  void oneInAHundredLostOverTwentyMilliseconds() {
    Outcome outcome = transfer(new Path("1 %, 20 ms", 0.01, 10 * Pair.MILLISECOND, 4));
    assertTrue(outcome.mebibytesPerSecond > 1.1, outcome::toString);
    assertTrue(outcome.timeouts * 20 < outcome.fastRetransmits, outcome::toString);
  }

  /** Halving at each loss, and with T3-rtx for the tails, this is 21.8 MiB/s. */
  @Test
  void oneInAThousandLostOverTwoMilliseconds() {
    Outcome outcome = transfer(new Path("0.1 %, 2 ms", 0.001, Pair.MILLISECOND, 32));
    assertTrue(outcome.mebibytesPerSecond > 26, outcome::toString);
    assertTrue(outcome.timeouts * 20 < outcome.fastRetransmits, outcome::toString);
  }

  /** A queue of 30 kB at 100 Mbit/s; with four fifths each time there were 1,072 losses. */
  @Test
  void aTransferThatFillsAQueueHalvesItsWindow() {
    Pair pair = Pair.connected(1);
    int bulk = pair.open(pair.client, ChannelOptions.reliable("bulk"));
    pair.link = new Pair.Link(0, 0, Pair.MILLISECOND, 0);
    pair.bandwidth = 12_500_000;
    pair.linkQueueBytes = 30_000;
    long begun = pair.now;
    run(pair, bulk, 230 << 4);
    long losses = pair.client.association.counters().fastRetransmits();
    assertTrue(losses > 0 && losses < 700, () -> losses + " losses");
    assertTrue(pair.now - begun < 21 * Pair.SECOND, () -> (pair.now - begun) + " ns");
  }

  /** The last packets of a transfer have none after them that could show their loss. */
  @Test
  void aLostTailIsSentAgainLongBeforeT3Expires() {
    Pair pair = Pair.connected(1);
    int bulk = pair.open(pair.client, ChannelOptions.reliable("bulk"));
    pair.link = new Pair.Link(0, 0, Pair.MILLISECOND, 0);
    run(pair, bulk, 16);
    pair.link = Pair.Link.losing(1);
    pair.send(pair.client, bulk, new byte[5_000]);
    pair.drain();
    pair.link = new Pair.Link(0, 0, Pair.MILLISECOND, 0);
    long lost = pair.now;
    pair.run(() -> pair.client.association.bufferedAmount(bulk) == 0, Pair.SECOND);
    assertTrue(pair.now - lost < 50 * Pair.MILLISECOND, () -> (pair.now - lost) + " ns");
    assertEquals(0, pair.client.association.counters().retransmissionTimeouts());
  }
}
