package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssociationTest {
  private static final long SECOND = Pair.SECOND;

  @Test
  void connectsWhenOneSideIsPassive() {
    Pair pair = new Pair(1);
    pair.client.association.connect(pair.tick());
    pair.run(() -> pair.server.association.isConnected(), SECOND);
    pair.runFor(SECOND / 10);
    assertTrue(pair.client.association.isConnected());
    assertEquals(1, pair.client.all(Event.Connected.class).size());
    assertEquals(1, pair.server.all(Event.Connected.class).size());
  }

  @Test
  void connectsWhenBothSidesSendInitAtOnce() {
    Pair pair = Pair.connected(2);
    pair.runFor(SECOND);
    assertEquals(1, pair.client.all(Event.Connected.class).size());
    assertEquals(1, pair.server.all(Event.Connected.class).size());
    assertTrue(pair.client.all(Event.PeerViolation.class).isEmpty());
    assertTrue(pair.server.all(Event.PeerViolation.class).isEmpty());
  }

  @Test
  void opensChannelsWithDcepFromBothSides() {
    Pair pair = Pair.connected(3);
    ChannelOptions options =
        ChannelOptions.reliable("näme").withProtocol("p").unordered().withMaxRetransmits(7);
    int even = pair.open(pair.client, options);
    int odd =
        pair.open(
            pair.server,
            ChannelOptions.reliable("").withMaxPacketLifeTime(Duration.ofMillis(1234)));
    pair.runFor(SECOND);
    assertEquals(0, even);
    assertEquals(1, odd);
    assertEquals(
        List.of(new ChannelInfo(0, options)),
        pair.server.all(Event.ChannelOpened.class).stream().map(e -> e.channel()).toList());
    assertEquals(
        Duration.ofMillis(1234),
        pair.client
            .all(Event.ChannelOpened.class)
            .get(0)
            .channel()
            .options()
            .maxPacketLifeTime()
            .orElseThrow());
    assertEquals(List.of(new Event.ChannelOpen(0)), pair.client.all(Event.ChannelOpen.class));
    assertEquals(List.of(new Event.ChannelOpen(1)), pair.server.all(Event.ChannelOpen.class));
  }

  @Test
  void negotiatedChannelsOpenSilently() {
    Pair pair = new Pair(4);
    ChannelOptions options = ChannelOptions.negotiated("lanward", 0);
    pair.client.association.openChannel(pair.tick(), options);
    pair.server.association.openChannel(pair.tick(), options);
    pair.connect();
    pair.send(pair.server, 0, "hello");
    pair.run(() -> !pair.client.messages(0).isEmpty(), SECOND);
    assertEquals(List.of("hello"), pair.client.texts(0));
    assertEquals(List.of(new Event.ChannelOpen(0)), pair.client.all(Event.ChannelOpen.class));
    assertTrue(pair.client.all(Event.ChannelOpened.class).isEmpty());
  }

  @Test
  void announcementAndFirstMessageTravelWithTheCookie() {
    Pair pair = new Pair(5);
    int id = pair.client.association.openChannel(pair.tick(), ChannelOptions.reliable("early"));
    pair.send(pair.client, id, "bird");
    pair.client.association.connect(pair.tick());
    pair.run(() -> !pair.server.messages(id).isEmpty(), SECOND);
    assertEquals(2, pair.client.packetsOut, "INIT, then COOKIE ECHO with all the rest");
    assertEquals(List.of("bird"), pair.server.texts(id));
  }

  @Test
  void messagesOfEverySizeArriveAsTheyWereSent() {
    Pair pair = Pair.connected(6);
    int id = pair.open(pair.client, ChannelOptions.reliable("sizes"));
    List<byte[]> sent = new ArrayList<>();
    for (int size : new int[] {0, 1, 2, 3, 4, 1163, 1164, 1165, 1168, 2328, 100_000, 262_144}) {
      sent.add(pair.randomBytes(size));
      pair.send(pair.client, id, sent.get(sent.size() - 1));
    }
    pair.run(() -> pair.server.messages(id).size() == sent.size(), 10 * SECOND);
    for (int i = 0; i < sent.size(); i++) {
      assertArrayEquals(sent.get(i), pair.server.messages(id).get(i).toArray());
    }
  }

  @Test
  void emptyTextStaysTextAndEmpty() {
    Pair pair = Pair.connected(7);
    int id = pair.open(pair.client, ChannelOptions.reliable("empty"));
    pair.send(pair.client, id, "");
    pair.run(() -> !pair.server.messages(id).isEmpty(), SECOND);
    Event.MessageReceived event = pair.server.all(Event.MessageReceived.class).get(0);
    assertEquals(MessageKind.TEXT, event.kind());
    assertEquals(0, event.payload().length());
  }

  @Test
  void channelsCloseInBothDirectionsAndTheirIdsAreUsedAgain() {
    Pair pair = Pair.connected(8);
    int id = pair.open(pair.client, ChannelOptions.reliable("a"));
    pair.send(pair.client, id, "last words");
    pair.client.association.closeChannel(pair.tick(), id);
    assertThrows(IllegalStateException.class, () -> pair.send(pair.client, id, "no"));
    pair.run(() -> !pair.client.all(Event.ChannelClosed.class).isEmpty(), SECOND);
    pair.runFor(SECOND);
    assertEquals(List.of("last words"), pair.server.texts(id));
    assertEquals(List.of(new Event.ChannelClosed(id)), pair.client.all(Event.ChannelClosed.class));
    assertEquals(List.of(new Event.ChannelClosed(id)), pair.server.all(Event.ChannelClosed.class));
    assertEquals(0, pair.server.association.channelCount());

    assertEquals(id, pair.open(pair.client, ChannelOptions.reliable("b")));
    pair.send(pair.client, id, "again");
    pair.run(() -> pair.server.messages(id).size() == 2, SECOND);
    assertEquals(List.of("last words", "again"), pair.server.texts(id));
  }

  @Test
  void bufferedAmountFallsAndTellsAtTheThreshold() {
    Pair pair = Pair.connected(9);
    int id = pair.open(pair.client, ChannelOptions.reliable("bulk"));
    pair.client.association.setBufferedAmountLowThreshold(id, 50_000);
    pair.send(pair.client, id, pair.randomBytes(200_000));
    assertEquals(200_000, pair.client.association.bufferedAmount(id));
    pair.run(() -> !pair.client.all(Event.BufferedAmountLow.class).isEmpty(), SECOND);
    assertTrue(pair.client.association.bufferedAmount(id) <= 50_000);
    pair.run(() -> pair.server.messages(id).size() == 1, SECOND);
    assertEquals(0, pair.client.association.bufferedAmount(id));
    assertEquals(1, pair.client.all(Event.BufferedAmountLow.class).size());
  }

  @Test
  void aFullSendBufferRefusesClearly() {
    Pair pair = Pair.connected(10);
    int id = pair.open(pair.client, ChannelOptions.reliable("bulk"));
    byte[] data = new byte[200_000];
    SendBufferFullException refusal =
        assertThrows(
            SendBufferFullException.class,
            () -> {
              while (true) {
                pair.send(pair.client, id, data);
              }
            });
    assertTrue(refusal.getMessage().contains("200000 bytes refused"), refusal.getMessage());
    long sent = pair.client.association.counters().messagesSent();
    pair.run(() -> pair.server.messages(id).size() == sent, 60 * SECOND);
    pair.runFor(SECOND);
    assertEquals(Limits.DEFAULT.sendBufferBytes() - 64, pair.client.association.sendBufferFree());
  }

  @Test
  void shutdownDeliversEverythingFirst() {
    Pair pair = Pair.connected(11);
    int id = pair.open(pair.client, ChannelOptions.reliable("x"));
    pair.send(pair.client, id, pair.randomBytes(250_000));
    pair.client.association.shutdown(pair.tick());
    pair.run(
        () -> pair.client.association.isClosed() && pair.server.association.isClosed(), SECOND);
    assertEquals(1, pair.server.messages(id).size());
    assertEquals(
        List.of(CloseReason.SHUTDOWN),
        pair.server.all(Event.Closed.class).stream().map(Event.Closed::reason).toList());
    assertEquals(
        List.of(CloseReason.SHUTDOWN),
        pair.client.all(Event.Closed.class).stream().map(Event.Closed::reason).toList());
    assertTrue(pair.client.association.nextTimeout().isEmpty());
  }

  @Test
  void abortTellsThePeerWhy() {
    Pair pair = Pair.connected(12);
    pair.client.association.abort(pair.tick(), "had enough");
    pair.run(() -> pair.server.association.isClosed(), SECOND);
    Event.Closed closed = pair.server.all(Event.Closed.class).get(0);
    assertEquals(CloseReason.PEER_ABORTED, closed.reason());
    assertEquals("cause 12: had enough", closed.detail());
  }

  @Test
  void aSilentPeerIsGivenUp() {
    Pair pair = new Pair(13);
    pair.server.cut = true;
    pair.client.association.connect(pair.tick());
    pair.run(() -> pair.client.association.isClosed(), 30 * SECOND);
    assertEquals(CloseReason.NO_ANSWER, pair.client.all(Event.Closed.class).get(0).reason());

    Pair later = Pair.connected(14);
    int id = later.open(later.client, ChannelOptions.reliable("x"));
    later.server.cut = true;
    later.send(later.client, id, "anybody?");
    later.run(() -> later.client.association.isClosed(), 600 * SECOND);
    assertEquals(CloseReason.UNREACHABLE, later.client.all(Event.Closed.class).get(0).reason());
  }

  @Test
  void anIdlePairOnlySendsHeartbeats() {
    Pair pair = Pair.connected(15);
    pair.runFor(SECOND);
    long before = pair.packets;
    pair.runFor(100 * SECOND);
    assertEquals(before + 3 * 4, pair.packets, "three heartbeats each way, each answered");
    assertFalse(pair.client.association.isClosed());
  }

  @Test
  void aPausedReceiverStopsTheSenderAndAPolledOneStartsItAgain() {
    Pair pair = Pair.connected(16);
    int id = pair.open(pair.client, ChannelOptions.reliable("x"));
    pair.server.polling = false;
    int count = 0;
    while (pair.client.association.sendBufferFree() > 60_000) {
      pair.send(pair.client, id, pair.randomBytes(60_000));
      count++;
    }
    pair.runFor(5 * SECOND);
    long received = pair.server.association.counters().bytesReceived();
    assertTrue(received <= Limits.DEFAULT.receiveWindowBytes(), received + " bytes taken");
    assertTrue(received >= Limits.DEFAULT.receiveWindowBytes() / 2, received + " bytes taken");
    pair.server.polling = true;
    int all = count;
    pair.run(() -> pair.server.messages(id).size() == all, SECOND / 2);
  }

  @Test
  void manualConsumptionHoldsTheWindowUntilConsumed() {
    Pair pair = Pair.connected(17);
    int id = pair.open(pair.client, ChannelOptions.reliable("x"));
    pair.server.association.setManualConsumption(id, true);
    for (int i = 0; i < 40; i++) {
      pair.send(pair.client, id, pair.randomBytes(60_000));
    }
    pair.runFor(5 * SECOND);
    int before = pair.server.messages(id).size();
    assertTrue(before < 20, before + " messages");
    for (int taken = 0; taken < 40; ) {
      pair.server.association.consumed(pair.tick(), id, 60_000);
      taken++;
      int want = Math.min(40, taken + 1);
      pair.run(() -> pair.server.messages(id).size() >= want, SECOND);
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> pair.server.association.consumed(pair.tick(), id, -1));
  }

  /** An empty message has no payload to hold the window, and still occupies whoever is slow. */
  @Test
  void emptyMessagesFillTheWindowOfASlowApplicationToo() {
    Pair pair = Pair.connected(18);
    int id = pair.open(pair.client, ChannelOptions.reliable("x"));
    pair.server.association.setManualConsumption(id, true);
    int sent = 30_000;
    for (int i = 0; i < sent; i++) {
      pair.send(pair.client, id, new byte[0]);
    }
    pair.runFor(5 * SECOND);
    int most = 2 * Limits.DEFAULT.receiveWindowBytes() / ReceiveWindow.OVERHEAD_BYTES;
    int before = pair.server.messages(id).size();
    assertTrue(before < sent && before <= most, before + " empty messages were let in");
    int atATime = 1000;
    for (int taken = 0; pair.server.messages(id).size() < sent; taken += atATime) {
      assertTrue(taken <= sent, "what was consumed made no room");
      for (int i = 0; i < atATime; i++) {
        pair.server.association.consumed(pair.tick(), id, 0);
      }
      pair.runFor(SECOND);
    }
  }

  /** Whoever is slow may finish with a message when its channel is gone and the id in use again. */
  @Test
  void consumingLateFreesNothingTwice() {
    Pair pair = Pair.connected(19);
    for (int round = 0; round < 2; round++) {
      int id = pair.open(pair.client, ChannelOptions.reliable("x"));
      pair.server.association.setManualConsumption(id, true);
      pair.send(pair.client, id, pair.randomBytes(1000 * (1 + round)));
      pair.runFor(SECOND);
      assertEquals(
          1000 * (1 + round) + ReceiveWindow.OVERHEAD_BYTES, pair.server.association.heldBytes());
      pair.server.association.consumed(pair.tick(), id, 60_000);
      pair.server.association.consumed(pair.tick(), id, 60_000);
      assertEquals(0, pair.server.association.heldBytes());
      pair.client.association.closeChannel(pair.tick(), id);
      pair.runFor(SECOND);
      pair.server.association.consumed(pair.tick(), id, 60_000);
      assertEquals(0, pair.server.association.heldBytes());
    }
  }

  @Test
  void aChannelIsUsableUntilEitherSideBeginsToCloseIt() {
    Pair pair = Pair.connected(20);
    Association a = pair.server.association;
    int id = pair.open(pair.client, ChannelOptions.reliable("x"));
    int other = pair.open(pair.client, ChannelOptions.reliable("y"));
    assertTrue(a.isUsable(id) && a.isUsable(other));
    assertFalse(a.isUsable(other + 2));
    pair.client.association.closeChannel(pair.tick(), id);
    assertFalse(pair.client.association.isUsable(id));
    pair.runFor(SECOND);
    assertFalse(a.isUsable(id));
    pair.client.association.shutdown(pair.tick());
    assertFalse(pair.client.association.isUsable(other));
    pair.runFor(SECOND);
    assertFalse(a.isUsable(other));
  }

  @Test
  void callersMistakesAreTold() {
    Pair pair = Pair.connected(18);
    Association a = pair.client.association;
    assertThrows(IllegalStateException.class, () -> pair.send(pair.client, 4, "x"));
    assertThrows(IllegalArgumentException.class, () -> a.pollTransmit(ByteBuffer.allocate(1191)));
    int id = a.openChannel(pair.tick(), ChannelOptions.reliable("x"));
    assertThrows(
        IllegalArgumentException.class, () -> pair.send(pair.client, id, new byte[262_145]));
    assertThrows(
        IllegalStateException.class,
        () -> a.openChannel(pair.tick(), ChannelOptions.negotiated("x", id)));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            ChannelOptions.reliable("x")
                .withMaxRetransmits(1)
                .withMaxPacketLifeTime(Duration.ofMillis(1)));
  }
}
