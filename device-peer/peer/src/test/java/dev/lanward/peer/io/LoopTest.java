package dev.lanward.peer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Tick;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTest {
  private final Loop loop = start();

  private static Loop start() {
    try {
      return Loop.start("loop-test");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertTrue(latch.await(10, TimeUnit.SECONDS));
  }

  @Test
  void tasksRunInOrderOnTheLoopsThread() throws InterruptedException {
    List<Integer> seen = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    for (int i = 0; i < 5000; i++) {
      int number = i;
      loop.execute(
          () -> {
            assertTrue(loop.isLoopThread());
            seen.add(number);
          });
    }
    loop.execute(done::countDown);
    await(done);
    assertEquals(IntStream.range(0, 5000).boxed().toList(), seen);
    assertFalse(loop.isLoopThread());
    assertEquals(0, loop.escapedExceptions());
  }

  @Test
  void noTaskWaitsForATimeoutToPass() throws InterruptedException {
    // A lost wake-up would leave the loop asleep until something else happens: for ever, here.
    for (int i = 0; i < 2000; i++) {
      CountDownLatch done = new CountDownLatch(1);
      loop.execute(done::countDown);
      await(done);
    }
  }

  private static final class Alarm implements LoopClient {
    Optional<Tick> due = Optional.empty();
    final List<Tick> fired = new ArrayList<>();
    final AtomicInteger turns = new AtomicInteger();
    final CountDownLatch rang = new CountDownLatch(3);

    @Override
    public Optional<Tick> nextTimeout() {
      return due;
    }

    @Override
    public void handleTimeout(Tick now) {
      fired.add(now);
      due = rang.getCount() > 1 ? Optional.of(now.plus(Duration.ofMillis(5))) : Optional.empty();
      rang.countDown();
    }

    @Override
    public void endOfTurn(Tick now) {
      turns.incrementAndGet();
    }
  }

  @Test
  void clientsAreCalledAtTheirTimesAndNeverBefore() throws InterruptedException {
    Alarm alarm = new Alarm();
    Tick first = loop.now().plus(Duration.ofMillis(10));
    loop.execute(
        () -> {
          alarm.due = Optional.of(first);
          loop.add(alarm);
        });
    await(alarm.rang);
    CountDownLatch done = new CountDownLatch(1);
    loop.execute(done::countDown);
    await(done);
    assertFalse(alarm.fired.get(0).isBefore(first));
    assertTrue(alarm.fired.get(1).since(alarm.fired.get(0)).toMillis() >= 5);
    assertEquals(3, alarm.fired.size());
    assertTrue(alarm.turns.get() >= 3, "the end of a turn is announced");
  }

  @Test
  void anEscapedExceptionIsCountedAndTheLoopGoesOn() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    loop.execute(
        () -> {
          throw new IllegalStateException("thrown on purpose by a test");
        });
    loop.execute(done::countDown);
    await(done);
    assertEquals(1, loop.escapedExceptions());
  }

  @Test
  void closingRunsWhatWasGivenBeforeAndRefusesTheRest() {
    AtomicInteger ran = new AtomicInteger();
    for (int i = 0; i < 100; i++) {
      loop.execute(ran::incrementAndGet);
    }
    loop.close();
    assertEquals(100, ran.get());
    assertThrows(RejectedExecutionException.class, () -> loop.execute(ran::incrementAndGet));
  }
}
