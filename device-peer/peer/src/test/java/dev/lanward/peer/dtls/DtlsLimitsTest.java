package dev.lanward.peer.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DtlsLimitsTest {
  private static final DtlsLimits SMALL =
      new DtlsLimits(3, 2, Duration.ofMillis(300), Duration.ofMillis(50), 4, 1200);

  private static Optional<DtlsEndpoint> waiting(DtlsPair pair, Object source) {
    return pair.handshakes.start(
        DtlsRole.SERVER,
        source,
        DtlsPair.SERVER,
        DtlsPair.CLIENT.fingerprint(),
        datagram -> {},
        pair.server);
  }

  @Test
  void handshakesBeyondTheCapsAreRefusedAndCounted() {
    try (DtlsPair pair = new DtlsPair(SMALL)) {
      assertTrue(waiting(pair, "a").isPresent());
      assertTrue(waiting(pair, "a").isPresent());
      assertTrue(waiting(pair, "a").isEmpty(), "the cap for one source");
      assertTrue(waiting(pair, "b").isPresent());
      assertTrue(waiting(pair, "c").isEmpty(), "the cap for all");
      assertEquals(2, pair.handshakes.refused());
      assertEquals(3, pair.handshakes.halfOpen());
    }
  }

  @Test
  void aHandshakeThatGoesNowhereEndsAtItsTimeLimitAndGivesItsPlaceBack() {
    try (DtlsPair pair = new DtlsPair(SMALL)) {
      long before = System.nanoTime();
      pair.server.endpoint = waiting(pair, "a").orElseThrow();
      pair.until(() -> pair.server.isDecided());
      assertInstanceOf(DtlsFailure.TimedOut.class, pair.server.failure);
      assertTrue(Duration.ofNanos(System.nanoTime() - before).toMillis() >= 300);
    }
  }

  @Test
  void aPeerThatDripsNoiseCannotStretchTheTimeLimit() {
    try (DtlsPair pair = new DtlsPair(SMALL)) {
      long before = System.nanoTime();
      pair.server.endpoint = waiting(pair, "a").orElseThrow();
      Thread dripping = new Thread(() -> drip(pair));
      dripping.start();
      pair.until(() -> pair.server.isDecided());
      dripping.interrupt();
      assertInstanceOf(DtlsFailure.TimedOut.class, pair.server.failure);
      assertTrue(Duration.ofNanos(System.nanoTime() - before).toMillis() < 3000);
    }
  }

  private static void drip(DtlsPair pair) {
    byte[] noise = new byte[40];
    noise[0] = 22;
    noise[1] = (byte) 0xfe;
    noise[2] = (byte) 0xfd;
    noise[12] = 27;
    noise[13] = 1; // a ClientHello of 100 bytes, of which only 15 ever come
    noise[16] = 100;
    noise[24] = 15;
    while (!Thread.currentThread().isInterrupted()) {
      pair.loop.add(() -> pair.server.endpoint.handleDatagram(ByteBuffer.wrap(noise)));
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void datagramsBeyondTheQueueAreDroppedAndCounted() {
    DtlsLimits tiny = new DtlsLimits(1, 1, Duration.ofSeconds(5), Duration.ofMillis(50), 4, 1200);
    try (DtlsPair pair = new DtlsPair(tiny)) {
      pair.server.endpoint = waiting(pair, "a").orElseThrow();
      pair.server.endpoint.close();
      for (int i = 0; i < 10; i++) {
        pair.server.endpoint.handleDatagram(ByteBuffer.wrap(new byte[20]));
      }
      assertEquals(10, pair.server.endpoint.droppedDatagrams());
      DtlsDatagrams queue =
          new DtlsDatagrams(tiny, System.nanoTime() + 1_000_000_000L, ignored -> {});
      int taken = 0;
      for (int i = 0; i < 10; i++) {
        taken += queue.enqueue(ByteBuffer.wrap(new byte[20])) ? 1 : 0;
      }
      assertEquals(4, taken);
    }
  }
}
