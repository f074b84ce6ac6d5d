package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.datachannel.ReconfigChunk.OutgoingReset;
import dev.lanward.datachannel.ReconfigChunk.Response;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Stream reset, both halves of it, RFC 6525, and what it means to channels, RFC 8831 6.7. */
class Rfc6525ResetTest {
  private static final long SECOND = Pair.SECOND;
  private static final int FIRST = RawPeer.FIRST_TSN;
  private static final int TEXT = SctpProtocol.PPID_TEXT;

  /** The peer has opened channel 0, and its OPEN's TSN is FIRST. */
  private static RawPeer opened() {
    RawPeer peer = RawPeer.connected();
    peer.open(0, "x");
    peer.sack(peer.theirTsn, 1 << 20);
    return peer;
  }

  private static OutgoingReset reset(int number, int lastTsn, int... streams) {
    char[] ids = new char[streams.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = (char) streams[i];
    }
    return new OutgoingReset(number, 0, lastTsn, ids);
  }

  private static List<Response> responses(RawPeer peer) {
    return peer.reconfigs().stream()
        .filter(Response.class::isInstance)
        .map(Response.class::cast)
        .toList();
  }

  private static List<OutgoingReset> requests(RawPeer peer) {
    return peer.reconfigs().stream()
        .filter(OutgoingReset.class::isInstance)
        .map(OutgoingReset.class::cast)
        .toList();
  }

  private static OutgoingReset lastRequest(RawPeer peer) {
    List<OutgoingReset> all = requests(peer);
    return all.get(all.size() - 1);
  }

  private static void close(RawPeer peer, int id) {
    peer.association.closeChannel(peer.tick(), id);
    peer.drain();
  }

  @Test
  void thePeersResetClosesTheChannelFromBothSides() {
    RawPeer peer = opened();
    peer.reconfig(reset(FIRST, FIRST, 0));
    assertEquals(List.of(new Response(FIRST, ReconfigResult.PERFORMED)), responses(peer));
    assertEquals(1, requests(peer).size(), "our half follows");
    assertEquals(1, peer.association.channelCount());
    peer.reconfig(new Response(lastRequest(peer).requestNumber(), ReconfigResult.PERFORMED));
    assertEquals(List.of(new Event.ChannelClosed(0)), peer.told(Event.ChannelClosed.class));
    assertEquals(0, peer.association.channelCount());
  }

  /** 5.1.1 allows one request at a time; each can concern all channels, and be tiny. */
  @Test
  void ofManyInOnePacketAFewAreRead() {
    RawPeer peer = opened();
    peer.send(
        w -> {
          for (int i = 0; i < 100; i++) {
            new ReconfigChunk(List.of(reset(FIRST + i, FIRST))).write(w);
          }
        });
    assertEquals(
        List.of(0, 1, 2, 3).stream().map(i -> performed(FIRST + i)).toList(), responses(peer));
    peer.reconfig(reset(FIRST + 4, FIRST));
    assertEquals(performed(FIRST + 4), responses(peer).get(4));
  }

  /** 5.2.2: a reset waits for the DATA before it, then is answered without being asked again. */
  @Test
  void aResetWaitsForTheDataBeforeIt() {
    RawPeer peer = opened();
    peer.reconfig(reset(FIRST, FIRST + 2, 0));
    assertEquals(List.of(new Response(FIRST, ReconfigResult.IN_PROGRESS)), responses(peer));
    peer.text(0, 1, "last");
    peer.text(0, 2, "words");
    assertEquals(List.of("last", "words"), peer.texts());
    assertEquals(new Response(FIRST, ReconfigResult.PERFORMED), responses(peer).get(1));
    peer.reconfig(new Response(lastRequest(peer).requestNumber(), ReconfigResult.PERFORMED));
    assertEquals(1, peer.told(Event.ChannelClosed.class).size());
  }

  /** 5.2.1: a repeated request gets the same answer and is not performed twice. */
  @Test
  void aRepeatedRequestIsAnsweredAlike() {
    RawPeer peer = opened();
    for (int i = 0; i < 3; i++) {
      peer.reconfig(reset(FIRST, FIRST, 0));
    }
    Response performed = performed(FIRST);
    assertEquals(List.of(performed, performed, performed), responses(peer));
    peer.reconfig(reset(FIRST - 1, FIRST, 0));
    assertEquals(new Response(FIRST - 1, ReconfigResult.BAD_SEQUENCE_NUMBER), last(peer));
    assertEquals(1, requests(peer).size(), "performed once");
  }

  /**
   * 5.1.1 allows one request at a time; Pion sends one a channel at once, and forgets each that is
   * refused. The first may get lost, and the others come in any order.
   */
  @Test
  void requestsOfAPeerThatSendsManyAreTakenInAnyOrder() {
    RawPeer peer = RawPeer.connected();
    for (int id = 0; id < 8; id += 2) {
      peer.open(id, "x");
    }
    for (int i : new int[] {3, 1, 2}) {
      peer.reconfig(reset(FIRST + i, FIRST + 3, 2 * i));
      assertEquals(performed(FIRST + i), last(peer));
    }
    peer.reconfig(reset(FIRST, FIRST + 3, 0));
    assertEquals(performed(FIRST), last(peer));
    while (peer.told(Event.ChannelClosed.class).size() < 4) {
      peer.reconfig(performed(lastRequest(peer).requestNumber()));
    }
    peer.reconfig(reset(FIRST + 2, FIRST + 3, 4));
    assertEquals(performed(FIRST + 2), last(peer), "what came of one is known for a while");
  }

  /** Each waits for the DATA before it, whatever came of the others. */
  @Test
  void requestsOfAPeerThatSendsManyWaitEachForItsData() {
    RawPeer peer = opened();
    peer.open(2, "y");
    peer.reconfig(reset(FIRST, FIRST + 2, 0));
    peer.reconfig(reset(FIRST + 1, FIRST + 3, 2));
    assertEquals(new Response(FIRST + 1, ReconfigResult.IN_PROGRESS), last(peer));
    peer.text(0, 1, "first");
    assertEquals(performed(FIRST), last(peer));
    peer.reconfig(reset(FIRST + 1, FIRST + 3, 2));
    assertEquals(new Response(FIRST + 1, ReconfigResult.IN_PROGRESS), last(peer), "still");
    peer.text(2, 1, "second");
    assertEquals(performed(FIRST + 1), last(peer));
    assertEquals(List.of("first", "second"), peer.texts());
  }

  /** Too far ahead: no answer, so that the peer repeats it. What came before is remembered. */
  @Test
  void numbersFarFromTheNextAreNotTaken() {
    RawPeer peer = opened();
    peer.reconfig(reset(FIRST + PeerResets.WINDOW, FIRST, 0));
    assertEquals(List.of(), responses(peer));
    for (int i = 0; i <= PeerResets.WINDOW; i++) {
      peer.reconfig(reset(FIRST + i, FIRST, 100));
    }
    assertEquals(performed(FIRST + PeerResets.WINDOW), last(peer));
    peer.reconfig(reset(FIRST + 1, FIRST, 0));
    assertEquals(performed(FIRST + 1), last(peer));
    peer.reconfig(reset(FIRST, FIRST, 0));
    assertEquals(new Response(FIRST, ReconfigResult.BAD_SEQUENCE_NUMBER), last(peer));
    assertEquals(List.of(), requests(peer), "nothing performed twice");
  }

  /** Requests for DATA that never comes are few, however many the peer sends. */
  @Test
  void requestsThatWaitAreBounded() {
    RawPeer peer = opened();
    for (int i = 0; i < 10_000; i++) {
      peer.reconfig(reset(FIRST + i, FIRST + 10 + i, 0));
    }
    assertEquals(PeerResets.WINDOW, responses(peer).size());
  }

  private static Response performed(int number) {
    return new Response(number, ReconfigResult.PERFORMED);
  }

  private static Response last(RawPeer peer) {
    List<Response> all = responses(peer);
    return all.get(all.size() - 1);
  }

  @Test
  void otherRequestsAreDenied() {
    RawPeer peer = opened();
    int number = FIRST;
    for (int type : new int[] {14, 15, 17, 18}) {
      int request = number++;
      peer.send(
          w -> {
            int chunk = w.beginChunk(SctpProtocol.RE_CONFIG, 0);
            int parameter = w.beginParameter(type);
            w.put32(request).put32(0);
            w.endParameter(parameter);
            w.endChunk(chunk);
          });
    }
    assertEquals(
        List.of(0, 1, 2, 3).stream()
            .map(i -> new Response(FIRST + i, ReconfigResult.DENIED))
            .toList(),
        responses(peer));
  }

  /** No stream list means every stream. */
  @Test
  void aResetOfAllClosesAll() {
    RawPeer peer = RawPeer.connected();
    for (int id = 0; id < 10; id += 2) {
      peer.open(id, "x");
    }
    peer.reconfig(reset(FIRST, FIRST + 4));
    OutgoingReset ours = lastRequest(peer);
    assertEquals(5, ours.streams().length);
    peer.reconfig(new Response(ours.requestNumber(), ReconfigResult.PERFORMED));
    assertEquals(5, peer.told(Event.ChannelClosed.class).size());
    peer.open(0, "again");
    assertEquals(6, peer.told(Event.ChannelOpened.class).size());
  }

  @Test
  void ourRequestIsRepeatedUntilAnsweredAndGivenUpInTheEnd() {
    RawPeer peer = opened();
    close(peer, 0);
    assertEquals(1, requests(peer).size());
    peer.answering = true;
    peer.pass(600 * SECOND);
    assertEquals(1 + SctpProtocol.MAX_RETRANSMITS, requests(peer).size());
    assertEquals(1, requests(peer).stream().map(OutgoingReset::requestNumber).distinct().count());
    assertEquals(1, peer.told(Event.ChannelClosed.class).size());
  }

  /**
   * 5.1.1: the timer runs like T3-rtx, so it doubles. A request given up leaves the peer waiting
   * for its number, and no reset after it would be taken: an outage of a minute must not do that.
   */
  @Test
  void ourRequestOutlivesAnOutage() {
    RawPeer peer = opened();
    close(peer, 0);
    peer.pass(60 * SECOND);
    assertTrue(requests(peer).size() < 10, requests(peer).size() + " requests in a minute");
    peer.reconfig(new Response(lastRequest(peer).requestNumber(), ReconfigResult.PERFORMED));
    peer.reconfig(reset(FIRST, FIRST, 0));
    assertEquals(List.of(new Event.ChannelClosed(0)), peer.told(Event.ChannelClosed.class));
    peer.open(0, "again");
    assertEquals(1, peer.association.channelCount(), "its id was not lost");
  }

  /** A stream of which nobody knows how it stands is not used again. */
  @Test
  void aDeniedStreamIsNeverUsedAgain() {
    RawPeer peer = RawPeer.connected();
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.reliable("a"));
    peer.drain();
    peer.sack(peer.theirTsn, 1 << 20);
    close(peer, id);
    peer.reconfig(new Response(lastRequest(peer).requestNumber(), ReconfigResult.DENIED));
    assertEquals(1, peer.told(Event.ChannelClosed.class).size());
    assertEquals(id + 2, peer.association.openChannel(peer.tick(), ChannelOptions.reliable("b")));
  }

  /** "In progress": some peers answer the first request later, others want to be asked anew. */
  @Test
  void inProgressIsAskedAnewUnlessTheAnswerComes() {
    RawPeer peer = opened();
    close(peer, 0);
    int number = lastRequest(peer).requestNumber();
    peer.reconfig(new Response(number, ReconfigResult.IN_PROGRESS));
    peer.pass(SECOND);
    int renewed = lastRequest(peer).requestNumber();
    assertEquals(number + 1, renewed);
    peer.reconfig(new Response(renewed, ReconfigResult.IN_PROGRESS));
    peer.reconfig(new Response(renewed, ReconfigResult.PERFORMED));
    peer.reconfig(reset(FIRST, FIRST, 0));
    assertEquals(1, peer.told(Event.ChannelClosed.class).size(), "the late answer counts");
    int before = requests(peer).size();
    peer.pass(5 * SECOND);
    assertEquals(before, requests(peer).size());
    peer.open(2, "y");
    close(peer, 2);
    assertEquals(number + 2, lastRequest(peer).requestNumber(), "numbers have no gap");
  }

  /** What waits for an SSN that will never come goes with the stream. */
  @Test
  void aResetForgetsWhatWaited() {
    RawPeer peer = opened();
    peer.text(0, 5, "never in order");
    peer.reconfig(reset(FIRST, FIRST + 1, 0));
    peer.reconfig(new Response(lastRequest(peer).requestNumber(), ReconfigResult.PERFORMED));
    peer.open(0, "again");
    for (int i = 1; i <= 6; i++) {
      peer.text(0, i, "message " + i);
    }
    assertFalse(peer.association.isClosed(), peer.events.toString());
    assertEquals(6, peer.texts().size());
    assertEquals("message 5", peer.texts().get(4));
    peer.pass(SECOND);
    assertEquals(0, peer.association.heldBytes());
  }

  /**
   * The peer may use an id again as soon as it has answered our request; its OPEN may come before
   * that answer.
   */
  @Test
  void anOpenThatOvertakesTheAnswerToOurResetIsTaken() {
    RawPeer peer = opened();
    peer.reconfig(reset(FIRST, FIRST, 0));
    int number = lastRequest(peer).requestNumber();
    peer.open(0, "again");
    assertEquals(0, peer.counters().violations(), peer.events.toString());
    assertEquals(2, peer.told(Event.ChannelOpened.class).size());
    assertEquals(1, peer.told(Event.ChannelClosed.class).size());
    assertTrue(
        peer.events.indexOf(new Event.ChannelClosed(0))
            < peer.events.indexOf(peer.told(Event.ChannelOpened.class).get(1)));
    peer.reconfig(new Response(number, ReconfigResult.PERFORMED));
    assertEquals(1, peer.association.channelCount(), "the late answer is about the old channel");
    assertEquals(1, peer.told(Event.ChannelClosed.class).size());
    peer.text(0, 1, "works");
    assertEquals(List.of("works"), peer.texts());
  }

  /** A request asked anew is a new reset: it would close the channel that uses the id by now. */
  @Test
  void aResetInProgressIsNotAskedAnewForAnIdInUseAgain() {
    RawPeer peer = opened();
    close(peer, 0);
    int number = lastRequest(peer).requestNumber();
    peer.reconfig(new Response(number, ReconfigResult.IN_PROGRESS));
    peer.reconfig(reset(FIRST, FIRST, 0));
    peer.open(0, "again, and the answer PERFORMED is lost");
    peer.pass(5 * SECOND);
    assertEquals(1, requests(peer).size());
    assertEquals(1, peer.association.channelCount());
    close(peer, 0);
    assertEquals(number + 1, lastRequest(peer).requestNumber(), "numbers have no gap");
  }

  /** Streams of the same request that are not in use again are still asked for, and only those. */
  @Test
  void aResetAskedAnewNamesOnlyStreamsStillToBeReset() {
    RawPeer peer = opened();
    peer.open(2, "y");
    peer.association.closeChannel(peer.tick(), 0);
    close(peer, 2);
    assertEquals(List.of(0, 2), ids(lastRequest(peer)));
    peer.reconfig(new Response(lastRequest(peer).requestNumber(), ReconfigResult.IN_PROGRESS));
    peer.reconfig(reset(FIRST, FIRST + 1, 0));
    peer.open(0, "again");
    peer.pass(SECOND);
    assertEquals(List.of(2), ids(lastRequest(peer)));
  }

  /** The other side of it: the peer asks anew before it hears that the reset was performed. */
  @Test
  void aResetPerformedLateIsNotPerformedAgainWhenAskedAnew() {
    RawPeer peer = opened();
    peer.reconfig(reset(FIRST, FIRST + 1, 0));
    peer.text(0, 1, "the last");
    peer.reconfig(new Response(lastRequest(peer).requestNumber(), ReconfigResult.PERFORMED));
    assertEquals(1, peer.told(Event.ChannelClosed.class).size());
    peer.open(0, "again");
    peer.reconfig(reset(FIRST + 1, FIRST + 1, 0));
    List<Response> answers = responses(peer);
    assertEquals(
        new Response(FIRST + 1, ReconfigResult.PERFORMED), answers.get(answers.size() - 1));
    peer.text(0, 1, "still open");
    assertEquals(List.of("the last", "still open"), peer.texts());
    peer.reconfig(reset(FIRST + 2, FIRST + 3, 0));
    peer.reconfig(new Response(lastRequest(peer).requestNumber(), ReconfigResult.PERFORMED));
    assertEquals(2, peer.told(Event.ChannelClosed.class).size(), "a new one is performed");
  }

  /**
   * Of two channels that the peer refuses on one stream, without DATA between them, the second's
   * reset has the last TSN of the first's, and would be taken for that one asked anew.
   */
  @Test
  void anIdWhoseResetMayBeAskedAnewIsNotUsedYet() {
    RawPeer peer = RawPeer.connected();
    int refused = openedAndResetLate(peer);
    int next = peer.association.openChannel(peer.tick(), ChannelOptions.reliable("b"));
    peer.drain();
    peer.reconfig(reset(FIRST + 1, FIRST, next));
    peer.reconfig(performed(lastRequest(peer).requestNumber()));
    assertEquals(
        List.of(new Event.ChannelClosed(refused), new Event.ChannelClosed(next)),
        peer.told(Event.ChannelClosed.class));
    int third = peer.association.openChannel(peer.tick(), ChannelOptions.reliable("c"));
    assertEquals(refused, third, "the peer asked for another, so that it will not ask anew");
  }

  @Test
  void theLastIdIsUsedAllTheSame() {
    InitChunk small =
        new InitChunk(RawPeer.TAG, 1 << 20, 2, 2, FIRST, true, true, Bytes.empty(), List.of());
    RawPeer peer = new RawPeer(Limits.DEFAULT).connect(small);
    int id = openedAndResetLate(peer);
    assertEquals(id, peer.association.openChannel(peer.tick(), ChannelOptions.reliable("b")));
  }

  /** A channel of this side's that the peer resets before the DATA that this waits for. */
  private static int openedAndResetLate(RawPeer peer) {
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.reliable("a"));
    peer.drain();
    close(peer, id);
    peer.reconfig(performed(lastRequest(peer).requestNumber()));
    peer.reconfig(reset(FIRST, FIRST, id));
    assertEquals(new Response(FIRST, ReconfigResult.IN_PROGRESS), last(peer));
    peer.open(0, "x");
    assertEquals(performed(FIRST), last(peer));
    assertEquals(List.of(new Event.ChannelClosed(id)), peer.told(Event.ChannelClosed.class));
    return id;
  }

  private static List<Integer> ids(OutgoingReset request) {
    return new String(request.streams()).chars().boxed().toList();
  }

  @Test
  void channelsFollowEachOtherAtOnceUnderLossAndReordering() {
    for (long seed = 0; seed < 60; seed++) {
      Pair pair = Pair.connected(seed);
      pair.link = new Pair.Link(0.15, 0.1, Pair.MILLISECOND, 10 * Pair.MILLISECOND);
      String which = "seed " + seed;
      for (int round = 1; round <= 8; round++) {
        int all = round;
        int id = pair.client.association.openChannel(pair.tick(), ChannelOptions.reliable("r"));
        pair.send(pair.client, id, "round " + round);
        pair.run(() -> pair.server.all(Event.MessageReceived.class).size() == all, 200 * SECOND);
        Pair.End closer = round % 2 == 0 ? pair.client : pair.server;
        closer.association.closeChannel(pair.tick(), id);
        pair.run(() -> pair.client.all(Event.ChannelClosed.class).size() == all, 200 * SECOND);
      }
      pair.runFor(60 * SECOND);
      assertEquals(8, pair.server.all(Event.ChannelOpened.class).size(), which);
      assertEquals(8, pair.server.all(Event.ChannelClosed.class).size(), which);
      assertEquals(List.of(), pair.server.all(Event.PeerViolation.class), which);
      assertEquals(List.of(), pair.client.all(Event.PeerViolation.class), which);
    }
  }

  /** RFC 8831 6.7 needs RE-CONFIG; with a peer that has none a channel closes here alone. */
  @Test
  void withoutThePeersSupportAChannelClosesHereAlone() {
    InitChunk plain =
        new InitChunk(
            RawPeer.TAG, 1 << 20, 65_535, 65_535, FIRST, true, false, Bytes.empty(), List.of());
    RawPeer peer = new RawPeer(Limits.DEFAULT).connect(plain);
    peer.open(0, "x");
    close(peer, 0);
    assertEquals(1, peer.told(Event.ChannelClosed.class).size());
    assertTrue(peer.all(SctpProtocol.RE_CONFIG).isEmpty());
  }

  /** The ACK of such a channel comes when it is gone, and the peer has broken no rule. */
  @Test
  void theLateAckOfAChannelClosedHereAloneIsNoViolation() {
    InitChunk plain =
        new InitChunk(
            RawPeer.TAG, 1 << 20, 65_535, 65_535, FIRST, true, false, Bytes.empty(), List.of());
    RawPeer peer = new RawPeer(Limits.DEFAULT).connect(plain);
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.reliable("x"));
    peer.drain();
    close(peer, id);
    assertEquals(1, peer.told(Event.ChannelClosed.class).size());
    peer.message(id, 0, SctpProtocol.PPID_DCEP, new byte[] {DcepOpen.ACK});
    assertEquals(List.of(), peer.told(Event.PeerViolation.class));
    assertEquals(List.of(), peer.told(Event.ChannelOpen.class));
  }

  /** Room that a closing channel held is offered to the peer at once, not when it next probes. */
  @Test
  void closingAChannelGivesItsWindowBack() {
    RawPeer peer = RawPeer.connected(Limits.DEFAULT.withBuffers(8192, 65_536));
    peer.open(0, "x");
    peer.open(2, "y");
    peer.sack(peer.theirTsn + 1, 1 << 20);
    peer.association.setManualConsumption(0, true);
    for (int i = 1; i <= 7; i++) {
      peer.message(0, i, TEXT, new byte[1000]);
    }
    peer.pass(SctpProtocol.SACK_DELAY);
    assertTrue(peer.last(SctpProtocol.SACK).sack().windowBytes() < 2000);
    peer.reconfig(reset(FIRST, peer.nextTsn - 1, 0));
    peer.chunks.clear();
    peer.reconfig(new Response(peer.theirTsn, ReconfigResult.PERFORMED));
    assertEquals(1, peer.told(Event.ChannelClosed.class).size());
    assertTrue(peer.last(SctpProtocol.SACK).sack().windowBytes() > 8000);
  }
}
