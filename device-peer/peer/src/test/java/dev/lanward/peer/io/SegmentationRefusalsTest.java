package dev.lanward.peer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Tick;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SegmentationRefusalsTest {
  private static final Tick NOW = new Tick(5_000_000_000L);

  private final SegmentationRefusals refusals = new SegmentationRefusals();

  private static InetSocketAddress target(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  @Test
  void aRefusalHoldsForItsTargetOnly() {
    refusals.refused(NOW, target(1));
    assertFalse(refusals.mayBatch(NOW, target(1)));
    assertTrue(refusals.mayBatch(NOW, target(2)));
  }

  @Test
  void itIsForgottenAfterAWhileAndMayBeRepeated() {
    refusals.refused(NOW, target(1));
    Tick before = NOW.plus(SegmentationRefusals.PAUSE.minus(Duration.ofNanos(1)));
    Tick after = NOW.plus(SegmentationRefusals.PAUSE);
    assertFalse(refusals.mayBatch(before, target(1)));
    assertTrue(refusals.mayBatch(after, target(1)));
    assertEquals(0, refusals.size());
    refusals.refused(after, target(1));
    assertFalse(refusals.mayBatch(after, target(1)));
  }

  @Test
  void theEldestOfManyAreForgotten() {
    for (int port = 1; port <= 10_000; port++) {
      refusals.refused(NOW, target(port));
    }
    assertEquals(SegmentationRefusals.MAX_TARGETS, refusals.size());
    assertTrue(refusals.mayBatch(NOW, target(1)));
    assertFalse(refusals.mayBatch(NOW, target(10_000)));
  }
}
