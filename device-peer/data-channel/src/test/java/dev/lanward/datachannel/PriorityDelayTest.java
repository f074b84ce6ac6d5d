package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * How long a game's messages wait while a bulk transfer runs on another channel: on virtual time
 * over a link of 100 Mbit/s and 1 ms each way whose queue holds 64 KiB, which is 5 ms. The figures
 * in docs/data-channel.md are what this prints.
 */
class PriorityDelayTest {
  private static final long MICROSECOND = 1_000;
  private static final long BANDWIDTH = 12_500_000;
  private static final int GAME_BYTES = 64;
  private static final long SHORT_QUEUE = 64 << 10;
  private static final int ROUNDS = 200;

  /** Times in nanoseconds, sorted: from send to being handed to the network, and to arrival. */
  private record Delays(long[] waits, long[] arrivals, long bulkBytesPerSecond) {
    static long at(long[] sorted, double quantile) {
      return sorted[(int) Math.min(sorted.length - 1, quantile * sorted.length)];
    }

    String row(String name) {
      return String.format(
          "| %s | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f |",
          name,
          at(waits, 0.5) / 1e6,
          at(waits, 0.99) / 1e6,
          waits[waits.length - 1] / 1e6,
          at(arrivals, 0.5) / 1e6,
          at(arrivals, 0.99) / 1e6,
          bulkBytesPerSecond / 1e6);
    }
  }

  /** One game beside one bulk transfer of messages of {@code bulkBytes}; none if 0. */
  private static Delays measure(boolean interleaving, int bulkBytes, long queueBytes) {
    Pair pair = new Pair(interleaving ? 1 : 2);
    pair.connect();
    int bulk = pair.open(pair.client, ChannelOptions.reliable("bulk"));
    int game = pair.open(pair.client, ChannelOptions.reliable("game"));
    pair.link = new Pair.Link(0, 0, Pair.MILLISECOND, 0);
    pair.bandwidth = BANDWIDTH;
    pair.linkQueueBytes = queueBytes;
    byte[] message = new byte[Math.max(1, bulkBytes)];
    Runnable feed =
        () -> {
          while (bulkBytes > 0 && pair.client.association.bufferedAmount(bulk) < 2L * bulkBytes) {
            pair.send(pair.client, bulk, message);
          }
        };
    feed.run();
    pair.runFor(Pair.SECOND);
    long begun = pair.now;
    long[] waits = new long[ROUNDS];
    long[] arrivals = new long[ROUNDS];
    long bulkBefore = pair.server.association.counters().bytesReceived();
    for (int i = 0; i < ROUNDS; i++) {
      pair.server.events.clear();
      pair.send(pair.client, game, new byte[GAME_BYTES]);
      long sentAt = pair.now;
      waits[i] = -1;
      int round = i;
      pair.run(
          () -> {
            if (waits[round] < 0 && pair.client.association.bufferedAmount(game) == 0) {
              waits[round] = pair.now - sentAt;
            }
            feed.run();
            return !pair.server.messages(game).isEmpty();
          },
          20 * Pair.SECOND);
      arrivals[i] = pair.now - sentAt;
      long pauseUntil = pair.now + pair.random.nextLong(10 * Pair.MILLISECOND);
      while (pair.now < pauseUntil) {
        pair.runFor(Math.min(500 * MICROSECOND, pauseUntil - pair.now));
        feed.run();
      }
    }
    long bytes = pair.server.association.counters().bytesReceived() - bulkBefore;
    Arrays.sort(waits);
    Arrays.sort(arrivals);
    return new Delays(waits, arrivals, bytes * 1_000 / ((pair.now - begun) / Pair.MILLISECOND));
  }

  /** A message's time on this link: what another waits for at most, and the half of it mostly. */
  private static long onLink(int bytes) {
    return bytes * Pair.SECOND / BANDWIDTH;
  }

  @Test
  void aGameWaitsForOneMessageOfABulkTransferAtMostAndWithIDataForOneFragment() {
    StringBuilder table = new StringBuilder();
    table.append(measure(false, 0, SHORT_QUEUE).row("alone")).append('\n');
    for (int bulkBytes : new int[] {16 << 10, 64 << 10, 256 << 10}) {
      Delays without = measure(false, bulkBytes, SHORT_QUEUE);
      Delays with = measure(true, bulkBytes, SHORT_QUEUE);
      table.append(without.row("DATA, " + (bulkBytes >> 10) + " KiB")).append('\n');
      table.append(with.row("I-DATA, " + (bulkBytes >> 10) + " KiB")).append('\n');
      long fragment = onLink(Limits.DEFAULT.packetSizeBytes());
      // A lost packet of the bulk transfer halts both for a round trip: that is not the turn's.
      long p90Without = Delays.at(without.waits, 0.9);
      long p90With = Delays.at(with.waits, 0.9);
      assertTrue(p90Without <= onLink(bulkBytes) + 20 * fragment, table.toString());
      assertTrue(p90With <= 20 * fragment, table.toString());
    }
    System.out.print(table);
  }

  /** Where nothing is lost the peer's window is what stops a bulk transfer, but not the game. */
  @Test
  void aWindowThatIsFullOfABulkTransferStillHasRoomForAGame() {
    Delays with = measure(true, 64 << 10, Long.MAX_VALUE);
    long fragment = onLink(Limits.DEFAULT.packetSizeBytes());
    assertTrue(with.waits[ROUNDS - 1] <= 10 * fragment, with.row("I-DATA"));
  }
}
