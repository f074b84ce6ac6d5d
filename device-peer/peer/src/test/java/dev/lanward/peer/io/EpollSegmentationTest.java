package dev.lanward.peer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What becomes of batches after the kernel has refused one. It refuses those of a socket that sends
 * no checksums, as it does where a link cannot compute them; single datagrams it sends all the
 * same.
 */
@Timeout(60)
class EpollSegmentationTest {
  private static final InetAddress ONE = InetAddress.getLoopbackAddress();

  /** Of socket(7), asm-generic. */
  private static final int SOL_SOCKET = 1;

  private static final int SO_NO_CHECK = 11;
  private static final int BURST = 10;

  private Loop loop;
  private EpollUdpSocket socket;
  private final UdpCounters counters = new UdpCounters();

  @BeforeEach
  void start() throws IOException {
    boolean required = "true".equals(System.getenv("CI"));
    assumeTrue(required || Epoll.isAvailable(), "skipped: there is no epoll here");
    loop = Loop.start(LoopKind.EPOLL, "segmentation-test");
    socket = (EpollUdpSocket) loop.bind(ONE, 0, counters);
  }

  @AfterEach
  void stop() {
    if (loop != null) {
      socket.close();
      loop.close();
    }
  }

  private void refuse(boolean refused) {
    socket
        .channel()
        .config()
        .setOption(
            new IntegerUnixChannelOption("SO_NO_CHECK", SOL_SOCKET, SO_NO_CHECK), refused ? 1 : 0);
  }

  /** Sends a burst in one turn, which must arrive; how many batches it went in. */
  private long batchesOfABurst(DatagramSocket to) throws Exception {
    CompletableFuture<Long> before = new CompletableFuture<>();
    loop.execute(
        () -> {
          before.complete(counters.batches);
          for (int i = 0; i < BURST; i++) {
            byte[] each = new byte[1000];
            each[0] = (byte) i;
            socket.send(ByteBuffer.wrap(each), (InetSocketAddress) to.getLocalSocketAddress());
          }
        });
    DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
    for (int i = 0; i < BURST; i++) {
      to.receive(packet);
      assertEquals(i, packet.getData()[0]);
      assertEquals(1000, packet.getLength());
    }
    CompletableFuture<Long> after = new CompletableFuture<>();
    loop.execute(() -> after.complete(counters.batches));
    return after.get(10, TimeUnit.SECONDS) - before.get(10, TimeUnit.SECONDS);
  }

  private static DatagramSocket receiver() throws IOException {
    DatagramSocket receiver = new DatagramSocket(0, ONE);
    receiver.setSoTimeout(10_000);
    return receiver;
  }

  @Test
  void aRefusedBatchArrivesSinglyAndStopsNoOtherTargetsBatches() throws Exception {
    try (DatagramSocket narrow = receiver();
        DatagramSocket wide = receiver()) {
      assertEquals(1, batchesOfABurst(narrow));
      refuse(true);
      assertEquals(0, batchesOfABurst(narrow));
      refuse(false);
      assertEquals(1, batchesOfABurst(wide), "to another target");
      assertEquals(0, counters.sendErrors);
      assertEquals(3 * BURST, counters.sent);
    }
  }

  @Test
  void batchesToThatTargetComeBackAfterAWhile() throws Exception {
    try (DatagramSocket target = receiver()) {
      refuse(true);
      assertEquals(0, batchesOfABurst(target));
      refuse(false);
      long end = System.nanoTime() + 10 * SegmentationRefusals.PAUSE.toNanos();
      while (batchesOfABurst(target) == 0) {
        assertTrue(System.nanoTime() < end, "no batch for ten pauses");
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  @Test
  void whatIsRefusedSinglyAsWellIsCountedAndSaysNothingOfBatches() throws Exception {
    InetSocketAddress nowhere = new InetSocketAddress(InetAddress.getByName("::1"), 9);
    CompletableFuture<Void> sent = new CompletableFuture<>();
    loop.execute(
        () -> {
          for (int i = 0; i < BURST; i++) {
            socket.send(ByteBuffer.wrap(new byte[1000]), nowhere);
          }
          socket.flush();
          sent.complete(null);
        });
    sent.get(10, TimeUnit.SECONDS);
    assertEquals(BURST, counters.sendErrors);
    try (DatagramSocket target = receiver()) {
      assertEquals(1, batchesOfABurst(target));
    }
  }
}
