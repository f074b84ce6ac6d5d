package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** By how much the window is reduced (RFC 9260 section 7.2.3, ADR 9). */
class CongestionControlTest {
  private static final int PACKET = 1_000;
  private static final long MILLISECOND = 1_000_000;

  private final CongestionControl congestion = new CongestionControl(PACKET);
  private final RttEstimator rtt = new RttEstimator();

  @Test
  void aLossWithAQueueHalvesTheWindow() {
    assertTrue(congestion.lossFound(1, false));
    assertEquals(5 * PACKET, congestion.window());
  }

  @Test
  void aLossByChanceTakesAFifthOfIt() {
    assertTrue(congestion.lossFound(1, true));
    assertEquals(8 * PACKET, congestion.window());
  }

  @Test
  void theWindowIsReducedOnceARoundTrip() {
    congestion.lossFound(10, true);
    assertFalse(congestion.lossFound(12, false));
    assertEquals(8 * PACKET, congestion.window());
    congestion.acknowledged(10, PACKET, 0);
    assertTrue(congestion.lossFound(20, false));
    assertEquals(4 * PACKET, congestion.window());
  }

  /**
   * 7.2.2: "of all new DATA chunks acknowledged in that SACK, including [...] by Gap Ack Blocks".
   */
  @Test
  void theWindowGrowsByOnePacketARoundTripInRecoveryToo() {
    congestion.lossFound(10, true);
    congestion.acknowledged(1, 7 * PACKET, 8 * PACKET);
    assertEquals(8 * PACKET, congestion.window());
    congestion.acknowledged(1, PACKET, 8 * PACKET);
    assertTrue(congestion.isRecovering());
    assertEquals(9 * PACKET, congestion.window());
    congestion.acknowledged(1, 8 * PACKET, 9 * PACKET);
    assertEquals(9 * PACKET, congestion.window(), "by no more than that");
  }

  /** 7.2.2: "by PMDCS per RTT if the sender has cwnd or more bytes of data outstanding". */
  @Test
  void aWindowThatIsNotUsedDoesNotGrowInRecovery() {
    congestion.lossFound(10, true);
    congestion.acknowledged(1, 16 * PACKET, 6 * PACKET);
    assertEquals(8 * PACKET, congestion.window());
  }

  /** 7.2.1: not while "in Fast Recovery", from which what is acknowledged may lead. */
  @Test
  void slowStartGoesOnWhenRecoveryIsOver() {
    congestion.lossFound(10, true);
    congestion.acknowledged(9, PACKET, 8 * PACKET);
    assertEquals(8 * PACKET, congestion.window());
    congestion.acknowledged(10, PACKET, 8 * PACKET);
    assertFalse(congestion.isRecovering());
    assertEquals(9 * PACKET, congestion.window());
  }

  /** RFC 9260 7.2.3: "ssthresh = max(cwnd / 2, 4 * PMDCS)". */
  @Test
  void neverBelowFourPackets() {
    for (int tsn = 10; tsn < 200; tsn += 10) {
      congestion.lossFound(tsn, true);
      congestion.acknowledged(tsn, 1, 0);
    }
    assertEquals(4 * PACKET, congestion.window());
  }

  /** RFC 9260 7.2.3: "cwnd = 1 * PMDCS", whatever the round trips say. */
  @Test
  void aTimeoutLeavesOnePacket() {
    congestion.timedOut();
    assertEquals(PACKET, congestion.window());
  }

  @Test
  void withoutAMeasurementALossIsCongestion() {
    assertFalse(rtt.isQueueFree());
  }

  @Test
  void roundTripsThatHaveGrownByMoreThanAnEighthShowAQueue() {
    measure(10 * MILLISECOND, 50);
    assertTrue(rtt.isQueueFree());
    measure(11 * MILLISECOND, 50);
    assertTrue(rtt.isQueueFree());
    measure(12 * MILLISECOND, 50);
    assertFalse(rtt.isQueueFree());
  }

  /** On a LAN a burst of one's own delays by more than an eighth of a round trip. */
  @Test
  void halfAMillisecondIsNoQueueHoweverShortTheRoundTrip() {
    measure(MILLISECOND, 50);
    measure(MILLISECOND * 14 / 10, 50);
    assertTrue(rtt.isQueueFree());
    measure(MILLISECOND * 16 / 10, 50);
    assertFalse(rtt.isQueueFree());
  }

  /** Between a full queue and what a fifth less makes of it lies more than an eighth. */
  @Test
  void aQueueThatNeverEmptiesIsSeenFromItsLowestToItsFullest() {
    for (int cycle = 0; cycle < 3; cycle++) {
      measure(80 * MILLISECOND, 50);
      measure(100 * MILLISECOND, 50);
      assertFalse(rtt.isQueueFree());
      rtt.windowReduced();
    }
  }

  @Test
  void aPathThatHasBecomeLongerIsKnownAfterTwoReductions() {
    measure(MILLISECOND, 50);
    measure(20 * MILLISECOND, 50);
    assertFalse(rtt.isQueueFree());
    rtt.windowReduced();
    measure(20 * MILLISECOND, 50);
    assertFalse(rtt.isQueueFree());
    rtt.windowReduced();
    measure(20 * MILLISECOND, 50);
    assertTrue(rtt.isQueueFree());
  }

  private void measure(long nanos, int times) {
    for (int i = 0; i < times; i++) {
      rtt.measured(nanos);
    }
  }
}
