package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** RFC 9260 section 6.1 D: 'Max.Burst' limits "the number of packets sent", here with a clock. */
class PacerTest {
  private static final int PACKET = 1_000;
  private static final int BURST = 16 * PACKET;
  private static final long WINDOW = 100 * PACKET;
  private static final long RTT = 20_000_000;

  private final Pacer pacer = new Pacer(BURST);

  @Test
  void section61AWindowThatOpensAllAtOnceLeavesInBursts() {
    long sent = 0;
    long now = 0;
    for (; now < RTT / 2; now = pacer.readyAt(now, WINDOW, RTT)) {
      pacer.elapse(now, WINDOW, RTT);
      long burst = sendAll();
      assertTrue(burst <= BURST, burst + " at once");
      sent += burst;
    }
    assertTrue(sent <= BURST + WINDOW, "two windows a round trip, so one in half of it: " + sent);
    assertTrue(sent >= WINDOW * 9 / 10, "and not much less: " + sent);
  }

  /** So that it never binds where acknowledgements are the clock. */
  @Test
  void acknowledgementsFillItTwiceAsFastAsTheyAreSent() {
    pacer.elapse(0, WINDOW, RTT);
    assertEquals(BURST, sendAll());
    assertFalse(pacer.mayStart());
    pacer.acknowledged(2 * PACKET);
    assertEquals(4 * PACKET, sendAll());
    pacer.acknowledged(100 * BURST);
    assertEquals(BURST, sendAll(), "never more than a burst");
  }

  /** A clock that was read late or wraps neither fills it twice nor empties it. */
  @Test
  void timeThatStandsStillFillsNothing() {
    pacer.elapse(RTT, WINDOW, RTT);
    sendAll();
    pacer.elapse(RTT, WINDOW, RTT);
    assertFalse(pacer.mayStart());
  }

  private long sendAll() {
    long sent = 0;
    for (; pacer.mayStart(); sent += PACKET) {
      pacer.sent(PACKET);
    }
    return sent;
  }
}
