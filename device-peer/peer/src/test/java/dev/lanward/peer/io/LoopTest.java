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
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("dev.lanward.peer.io.LoopKinds#here")
class LoopTest {
  private final Loop loop;

  LoopTest(LoopKind kind) throws IOException {
    loop = Loop.start(kind, "loop-test");
    assertEquals(kind, loop.kind());
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

  /** It may be looking for the task, about to sleep, or asleep. */
  @Test
  void noExpectedTaskWaitsEitherHoweverLateItComes() throws InterruptedException {
    for (int i = 0; i < 2000; i++) {
      CountDownLatch asked = new CountDownLatch(1);
      loop.execute(
          () -> {
            loop.expectTask();
            asked.countDown();
          });
      await(asked);
      long until = System.nanoTime() + i * 50;
      while (System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      CountDownLatch done = new CountDownLatch(1);
      loop.execute(done::countDown);
      await(done);
    }
  }

  @Test
  void aLoopWhoseTaskDoesNotComeSleepsAgain() throws InterruptedException {
    Alarm turns = new Alarm();
    CountDownLatch asked = new CountDownLatch(1);
    loop.execute(
        () -> {
          loop.add(turns);
          loop.expectTask();
          asked.countDown();
        });
    await(asked);
    int seen = -1;
    for (int i = 0; i < 500 && turns.turns.get() != seen; i++) {
      seen = turns.turns.get();
      Thread.sleep(20);
    }
    assertEquals(seen, turns.turns.get(), "it is still turning");
  }

  @Test
  void whatCanWaitRunsInTheNextTurnInItsOrder() throws InterruptedException {
    List<Integer> seen = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    loop.executeWhenAwake(() -> seen.add(1));
    loop.execute(() -> seen.add(2));
    loop.executeWhenAwake(() -> seen.add(3));
    loop.execute(done::countDown);
    await(done);
    assertEquals(List.of(1, 2, 3), seen);
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

  /** A stack that overflows, an assertion: of one session, and no reason to end all. */
  @Test
  void anEscapedErrorIsCountedToo() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    loop.execute(
        () -> {
          throw new AssertionError("thrown on purpose by a test");
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
