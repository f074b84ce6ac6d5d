package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A slow reader stops a fast writer: nothing between the two grows without bound. */
@Timeout(90)
class BackPressureTest {
  private static final int MESSAGE_BYTES = 64 << 10;

  /** The reader's receive window, and what is on its way. */
  private static final long BETWEEN_BYTES = 4 << 20;

  @TempDir Path directory;
  private TwoDevices both;
  private Session caller;
  private Session door;

  @BeforeEach
  void start() throws Exception {
    both = new TwoDevices(directory);
    Peer device = both.pairByLink();
    caller = both.caller.connect(device.id()).get(20, TimeUnit.SECONDS);
    door = TwoDevices.next(both.sessions);
  }

  @AfterEach
  void stop() {
    both.close();
  }

  private static Bytes message(int number) {
    return Bytes.copyOf(ByteBuffer.allocate(MESSAGE_BYTES).putInt(number).clear());
  }

  @Test
  void aHandlerThatBlocksStopsTheWriterAndLosesNothing() throws Exception {
    blocks(caller, door);
  }

  @Test
  void itDoesSoInTheOtherDirectionToo() throws Exception {
    blocks(door, caller);
  }

  private static void blocks(Session writer, Session reader) throws Exception {
    CountDownLatch mayRead = new CountDownLatch(1);
    AtomicInteger wanted = new AtomicInteger();
    AtomicInteger disordered = new AtomicInteger();
    reader.onChannel(
        "slow",
        channel ->
            channel.onBinary(
                each -> {
                  await(mayRead);
                  int number = each.toBuffer().getInt(0);
                  disordered.addAndGet(number == wanted.getAndIncrement() ? 0 : 1);
                }));
    Channel slow = writer.openChannel("slow");
    int sent = fill(slow, 0);
    // What is on its way arrives; then the writer is at the end of its room and stays there.
    for (int still = 0; still < 5; ) {
      Thread.sleep(100);
      int more = fill(slow, sent);
      sent += more;
      still = more == 0 ? still + 1 : 0;
      long taken = (long) sent * MESSAGE_BYTES;
      assertTrue(taken <= Outflow.MAX_BYTES + BETWEEN_BYTES, taken + " bytes were taken");
    }
    assertTrue(slow.bufferedAmount() > Outflow.MAX_BYTES / 2, "the writer's end is what is full");
    assertTrue(wanted.get() <= 1);

    BlockingQueue<String> drained = new LinkedBlockingQueue<>();
    slow.onBufferedAmountLow(0, () -> drained.add("drained"));
    mayRead.countDown();
    assertEquals("drained", TwoDevices.next(drained));
    for (int i = 0; i < 2_000 && wanted.get() < sent; i++) {
      Thread.sleep(10);
    }
    assertEquals(sent, wanted.get());
    assertEquals(0, disordered.get());
    assertEquals(0, slow.bufferedAmount());
  }

  /** The loop is not woken for each: together they are more than the window many times over. */
  @Test
  void smallMessagesGiveTheirRoomBackToo() throws Exception {
    int number = 30_000;
    AtomicInteger heard = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(number);
    door.onChannel(
        "small",
        channel ->
            channel.onBinary(
                each -> {
                  heard.addAndGet(each.length());
                  all.countDown();
                }));
    Channel small = caller.openChannel("small");
    Bytes message = Bytes.copyOf(new byte[64]);
    for (int i = 0; i < number; i++) {
      small.send(message);
    }
    assertTrue(all.await(20, TimeUnit.SECONDS), () -> all.getCount() + " did not come");
    assertEquals(64 * number, heard.get());
  }

  @Test
  void anotherSessionOfTheSameDeviceIsEchoedMeanwhile() throws Exception {
    CountDownLatch mayRead = new CountDownLatch(1);
    door.onChannel("slow", channel -> channel.onBinary(each -> await(mayRead)));
    fill(caller.openChannel("slow"), 0);

    Session second = both.caller.connect(caller.peer().id()).get(20, TimeUnit.SECONDS);
    BlockingQueue<String> back = new LinkedBlockingQueue<>();
    Channel echo = second.openChannel("echo");
    echo.onText(back::add);
    for (String each : List.of("one", "two", "three")) {
      echo.send(each);
      assertEquals(each, TwoDevices.next(back));
    }
    assertFalse(mayRead.getCount() == 0);
    mayRead.countDown();
  }

  /** A peer opens channels and closes them again while no handler can hear of them. */
  @Test
  void channelsThatTheProgramHasNotHeardOfAreBounded() throws Exception {
    CountDownLatch mayRead = new CountDownLatch(1);
    CountDownLatch reading = new CountDownLatch(1);
    door.onChannel(
        "slow",
        channel ->
            channel.onBinary(
                each -> {
                  reading.countDown();
                  await(mayRead);
                }));
    caller.openChannel("slow").send(message(0));
    reading.await();

    BlockingQueue<String> closed = new LinkedBlockingQueue<>();
    for (int round = 0; round < 11; round++) {
      for (int i = 0; i < 100; i++) {
        Channel brief = caller.openChannel("brief");
        brief.onClose(() -> closed.add("closed"));
        brief.close();
      }
      for (int i = 0; i < 100; i++) {
        TwoDevices.next(closed);
      }
    }
    caller.openChannel("one too many").onClose(() -> closed.add("refused"));
    assertEquals("refused", TwoDevices.next(closed));

    mayRead.countDown();
    BlockingQueue<String> opened = new LinkedBlockingQueue<>();
    door.onChannel("another", channel -> opened.add(channel.label()));
    for (int i = 0; i < 200 && opened.isEmpty(); i++) {
      caller.openChannel("another");
      Thread.sleep(100);
    }
    assertEquals("another", TwoDevices.next(opened));
  }

  /** Sends until there is no room; how many it were. */
  private static int fill(Channel channel, int from) {
    int sent = 0;
    try {
      while (true) {
        channel.send(message(from + sent));
        sent++;
      }
    } catch (BufferFullException e) {
      return sent;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
