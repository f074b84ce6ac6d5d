package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The retransmission timeout: RFC 9260 section 6.3.1. */
class Rfc9260RtoTest {
  private static final long MILLISECOND = Pair.MILLISECOND;
  private final RttEstimator rtt = new RttEstimator();

  /** C1: before anything was measured, RTO.Initial. */
  @Test
  void c1BeginsWithTheInitialValue() {
    assertEquals(SctpProtocol.RTO_INITIAL, rtt.timeout());
  }

  /** C2: SRTT = R, RTTVAR = R / 2, RTO = SRTT + 4 * RTTVAR. */
  @Test
  void c2TheFirstMeasurementCountsAlone() {
    rtt.measured(400 * MILLISECOND);
    assertEquals(400 * MILLISECOND, rtt.smoothed());
    assertEquals(1_200 * MILLISECOND, rtt.timeout());
  }

  /** C3: RTTVAR is updated before SRTT; by a quarter and by an eighth. */
  @Test
  void c3LaterOnesAreSmoothed() {
    rtt.measured(400 * MILLISECOND);
    rtt.measured(800 * MILLISECOND);
    assertEquals(450 * MILLISECOND, rtt.smoothed());
    // RTTVAR = 3/4 * 200 + 1/4 * 400 = 250.
    assertEquals(450 * MILLISECOND + 4 * 250 * MILLISECOND, rtt.timeout());
  }

  /** C6 and C7: never below RTO.Min, never above RTO.Max. */
  @Test
  void c6AndC7TheTimeoutHasBounds() {
    rtt.measured(MILLISECOND);
    assertEquals(SctpProtocol.RTO_MIN, rtt.timeout());
    for (int i = 0; i < 20; i++) {
      rtt.backOff();
    }
    assertEquals(SctpProtocol.RTO_MAX, rtt.timeout());
  }

  /** C5: what was sent twice tells no round-trip time. */
  @Test
  void c5NothingSentTwiceIsMeasured() {
    RawPeer peer = RawPeer.connected();
    int id = peer.association.openChannel(peer.tick(), ChannelOptions.negotiated("n", 0));
    peer.association.send(peer.tick(), id, MessageKind.BINARY, ByteBuffer.allocate(10));
    peer.drain();
    peer.pass(3 * Pair.SECOND);
    assertTrue(peer.all(SctpProtocol.DATA).size() > 1);
    peer.sack(peer.theirTsn, 1 << 20); // Seconds after it was first sent.
    peer.chunks.clear();
    peer.association.send(peer.tick(), id, MessageKind.BINARY, ByteBuffer.allocate(10));
    peer.drain();
    peer.pass(SctpProtocol.RTO_INITIAL + MILLISECOND);
    assertEquals(2, peer.all(SctpProtocol.DATA).size(), "the timeout is what it was at first");
  }
}
