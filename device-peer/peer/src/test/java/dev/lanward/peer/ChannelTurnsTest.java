package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a program hears when its handlers are slow: of each channel in turn, and the end last. */
@Timeout(90)
class ChannelTurnsTest {
  private static final Bytes BULK = Bytes.copyOf(new byte[64 << 10]);

  /** Less than the receive window, of which the rest is for what else is sent. */
  private static final int BULK_MESSAGES = 12;

  @TempDir Path directory;
  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch blocked = new CountDownLatch(1);
  private final CountDownLatch mayGoOn = new CountDownLatch(1);
  private TwoDevices both;
  private Session caller;
  private Session door;

  @BeforeEach
  void start() throws Exception {
    both = new TwoDevices(directory);
    Peer device = both.pairByLink();
    caller = both.caller.connect(device.id()).get(20, TimeUnit.SECONDS);
    door = TwoDevices.next(both.sessions);
    door.onChannel(this::hear);
  }

  private void hear(Channel channel) {
    heard.add("open " + channel.label());
    channel.onText(text -> heard.add(channel.label() + ' ' + text));
    channel.onBinary(message -> heard.add(channel.label()));
    channel.onClose(() -> heard.add("close " + channel.label()));
  }

  @AfterEach
  void stop() {
    mayGoOn.countDown();
    both.close();
  }

  /** The callback thread of the door is busy from here until {@link #mayGoOn}. */
  private void block() throws Exception {
    door.onChannel(
        "blocker",
        channel -> {
          blocked.countDown();
          await(mayGoOn);
        });
    caller.openChannel("blocker");
    assertTrue(blocked.await(20, TimeUnit.SECONDS));
  }

  /** What was sent before is at the door: its loop returns this. */
  private void awaitArrival() throws Exception {
    BlockingQueue<String> back = new LinkedBlockingQueue<>();
    Channel echo = caller.openChannel("echo");
    echo.onText(back::add);
    echo.send("there");
    assertEquals("there", TwoDevices.next(back));
  }

  private void awaitHeard(int count) throws InterruptedException {
    for (int i = 0; i < 2_000 && heard.size() < count; i++) {
      Thread.sleep(10);
    }
  }

  @Test
  void aMessageDoesNotWaitForThoseOfAnotherChannel() throws Exception {
    Channel bulk = caller.openChannel("bulk");
    Channel game = caller.openChannel("game");
    game.send("hello");
    awaitArrival();
    awaitHeard(3);
    assertEquals(3, heard.size());
    block();
    heard.clear();

    for (int i = 0; i < BULK_MESSAGES; i++) {
      bulk.send(BULK);
    }
    bulk.send("last");
    awaitArrival();
    game.send("jump");
    awaitArrival();
    mayGoOn.countDown();
    awaitHeard(BULK_MESSAGES + 2);
    assertEquals(BULK_MESSAGES + 2, heard.size());
    assertTrue(heard.indexOf("game jump") <= 1, () -> "heard was " + heard);
    assertEquals("bulk last", heard.get(heard.size() - 1), "each keeps its order");
  }

  /** More than a channel may hold without a handler: it has one before its first message comes. */
  @Test
  void aChannelIsHeardOfBeforeItsMessages() throws Exception {
    block();
    Channel fresh = caller.openChannel("fresh");
    for (int i = 0; i < BULK_MESSAGES; i++) {
      fresh.send(BULK);
    }
    awaitArrival();
    mayGoOn.countDown();
    awaitHeard(BULK_MESSAGES + 1);
    List<String> expected = new ArrayList<>(Collections.nCopies(BULK_MESSAGES, "fresh"));
    expected.add(0, "open fresh");
    assertEquals(expected, List.copyOf(heard));
  }

  @Test
  void theEndOfASessionIsHeardAfterAllThatCameInIt() throws Exception {
    block();
    door.onClose(end -> heard.add("end " + end));
    Channel one = caller.openChannel("one");
    Channel two = caller.openChannel("two");
    for (int i = 0; i < 20; i++) {
      one.send(Integer.toString(i));
    }
    two.send("only");
    awaitArrival();
    caller.close();
    for (int i = 0; i < 2_000 && door.isOpen(); i++) {
      Thread.sleep(10);
    }
    mayGoOn.countDown();
    awaitHeard(26);
    assertEquals(26, heard.size());
    assertEquals("end " + SessionEnd.CLOSED_BY_PEER, heard.get(25));
    assertTrue(heard.indexOf("one 19") < heard.indexOf("close one"));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
