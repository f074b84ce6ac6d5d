package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossyLinkTest {
  private static final long SECOND = Pair.SECOND;

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.01, 0.1, 0.3})
  void everyMessageArrivesOnceAndInOrderWhateverIsLost(double loss) {
    for (long seed = 0; seed < 10; seed++) {
      Pair pair = new Pair(seed);
      pair.link = new Pair.Link(loss, loss / 2, Pair.MILLISECOND, 2 * Pair.MILLISECOND);
      pair.connect();
      int there = pair.open(pair.client, ChannelOptions.reliable("there"));
      int back = pair.open(pair.server, ChannelOptions.reliable("back"));
      List<byte[]> sentThere = new ArrayList<>();
      List<byte[]> sentBack = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        sentThere.add(pair.randomBytes(pair.random.nextInt(5_000)));
        pair.send(pair.client, there, sentThere.get(i));
        sentBack.add(pair.randomBytes(pair.random.nextInt(5_000)));
        pair.send(pair.server, back, sentBack.get(i));
      }
      String which = "seed " + seed + " loss " + loss;
      pair.run(
          () ->
              pair.server.messages(there).size() == 100 && pair.client.messages(back).size() == 100,
          600 * SECOND);
      for (int i = 0; i < 100; i++) {
        assertArrayEquals(
            sentThere.get(i), pair.server.messages(there).get(i).toArray(), which + " at " + i);
        assertArrayEquals(
            sentBack.get(i), pair.client.messages(back).get(i).toArray(), which + " at " + i);
      }
      assertEquals(0, pair.client.association.counters().violations(), which);
      assertEquals(0, pair.server.association.counters().violations(), which);
    }
  }

  @Test
  void unorderedMessagesAllArriveAndOvertakeALostOne() {
    boolean overtaken = false;
    for (long seed = 0; seed < 10; seed++) {
      Pair pair = Pair.connected(seed);
      int id = pair.open(pair.client, ChannelOptions.reliable("u").unordered());
      pair.runFor(SECOND);
      pair.link = Pair.Link.losing(0.1);
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        sent.add("message " + i + "x".repeat(1000));
        pair.send(pair.client, id, sent.get(i));
      }
      pair.run(() -> pair.server.messages(id).size() == 200, 600 * SECOND);
      assertEquals(Set.copyOf(sent), new HashSet<>(pair.server.texts(id)), "seed " + seed);
      overtaken |= !sent.equals(pair.server.texts(id));
    }
    assertTrue(overtaken);
  }

  @Test
  void giveUpAfterNoRetransmissionLosesMessagesButNotTheirOrder() {
    for (long seed = 0; seed < 20; seed++) {
      Pair pair = Pair.connected(seed);
      int id = pair.open(pair.client, ChannelOptions.reliable("p").withMaxRetransmits(0));
      int reliable = pair.open(pair.client, ChannelOptions.reliable("r"));
      pair.runFor(SECOND);
      pair.link = Pair.Link.losing(0.1);
      for (int i = 0; i < 200; i++) {
        pair.send(pair.client, id, String.format("%04d", i) + "x".repeat(i % 5 == 0 ? 3000 : 10));
        pair.send(pair.client, reliable, "still here");
      }
      pair.run(() -> pair.server.messages(reliable).size() == 200, 600 * SECOND);
      long empty = Limits.DEFAULT.sendBufferBytes() - 64;
      pair.run(() -> pair.client.association.sendBufferFree() == empty, 600 * SECOND);
      pair.runFor(60 * SECOND);
      List<String> got = pair.server.texts(id);
      assertTrue(got.size() >= 100 && got.size() < 200, "seed " + seed + ": " + got.size());
      assertEquals(got.stream().sorted().toList(), got, "seed " + seed);
      long abandoned = pair.client.association.counters().messagesAbandoned();
      assertTrue(abandoned >= 200 - got.size(), "seed " + seed + ": " + abandoned);
      assertEquals(0, pair.server.association.counters().violations(), "seed " + seed);
      pair.link = Pair.Link.PERFECT;
      pair.send(pair.client, id, "9999 the channel still works");
      pair.run(
          () -> pair.server.texts(id).get(pair.server.texts(id).size() - 1).startsWith("9999"),
          5 * SECOND);
    }
  }

  @Test
  void giveUpAfterALifetimeKeepsWhatIsFresh() {
    Pair pair = Pair.connected(1);
    int id =
        pair.open(
            pair.client,
            ChannelOptions.reliable("t").withMaxPacketLifeTime(Duration.ofMillis(100)));
    pair.runFor(SECOND);
    pair.server.cut = true;
    pair.send(pair.client, id, pair.randomBytes(100_000));
    pair.send(pair.client, id, "stale");
    pair.runFor(3 * SECOND);
    pair.server.cut = false;
    pair.send(pair.client, id, "fresh");
    pair.run(() -> !pair.server.messages(id).isEmpty(), 60 * SECOND);
    assertEquals(List.of("fresh"), pair.server.texts(id));
    assertEquals(2, pair.client.association.counters().messagesAbandoned());
    assertEquals(Limits.DEFAULT.sendBufferBytes() - 64, freeWhenIdle(pair));
  }

  private static long freeWhenIdle(Pair pair) {
    pair.runFor(5 * SECOND);
    return pair.client.association.sendBufferFree();
  }

  @Test
  void channelsOpenAndCloseUnderLoss() {
    for (long seed = 0; seed < 30; seed++) {
      Pair pair = new Pair(seed);
      pair.link = new Pair.Link(0.2, 0.1, Pair.MILLISECOND, 5 * Pair.MILLISECOND);
      pair.connect();
      for (int round = 0; round < 5; round++) {
        int a = pair.open(pair.client, ChannelOptions.reliable("a" + round));
        int b = pair.open(pair.server, ChannelOptions.reliable("b" + round).unordered());
        pair.send(pair.client, a, "to server " + round);
        pair.send(pair.server, b, "to client " + round);
        pair.client.association.closeChannel(pair.tick(), a);
        if (round % 2 == 0) {
          pair.server.association.closeChannel(pair.tick(), a);
        }
        pair.server.association.closeChannel(pair.tick(), b);
        pair.run(
            () ->
                pair.client.association.channelCount() == 0
                    && pair.server.association.channelCount() == 0,
            120 * SECOND);
      }
      assertEquals(5, pair.client.messages(1).size(), "seed " + seed);
      assertEquals(0, pair.client.association.counters().violations(), "seed " + seed);
      assertEquals(0, pair.server.association.counters().violations(), "seed " + seed);
    }
  }
}
