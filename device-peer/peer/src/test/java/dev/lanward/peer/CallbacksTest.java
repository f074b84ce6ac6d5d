package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In order within a lane, in turn between lanes, one at a time. */
@Timeout(60)
class CallbacksTest {
  private final Callbacks callbacks = new Callbacks();
  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch blocked = new CountDownLatch(1);
  private final CountDownLatch mayGoOn = new CountDownLatch(1);

  @AfterEach
  void close() {
    mayGoOn.countDown();
    callbacks.close();
  }

  /** Until {@link #mayGoOn} nothing else runs, so that what is given meanwhile waits. */
  private void block() throws InterruptedException {
    callbacks.run(
        () -> {
          blocked.countDown();
          await(mayGoOn);
        });
    await(blocked);
  }

  private void finish() {
    mayGoOn.countDown();
    callbacks.close(20_000);
  }

  private Callbacks.Lane started() {
    Callbacks.Lane lane = callbacks.lane();
    lane.start();
    return lane;
  }

  private void give(Callbacks.Lane lane, String name, int count) {
    for (int i = 0; i < count; i++) {
      String handler = name + i;
      lane.run(() -> ran.add(handler));
    }
  }

  @Test
  void lanesAreServedInTurnAndEachKeepsItsOrder() throws InterruptedException {
    Callbacks.Lane bulk = started();
    Callbacks.Lane game = started();
    block();
    give(bulk, "bulk", 4);
    give(game, "game", 2);
    callbacks.run(() -> ran.add("general"));
    finish();
    assertEquals(
        List.of("bulk0", "game0", "general", "bulk1", "game1", "bulk2", "bulk3"), List.copyOf(ran));
  }

  /** Whatever waits elsewhere, who had nothing to hear waits for one handler of each other lane. */
  @Test
  void aLaneThatWasIdleWaitsForOneHandlerOfEachOther() throws InterruptedException {
    block();
    for (int i = 0; i < 10; i++) {
      give(started(), "busy" + i + '.', 1_000);
    }
    give(started(), "late", 1);
    finish();
    assertEquals(10_001, ran.size());
    assertEquals(10, ran.indexOf("late0"));
  }

  @Test
  void aLaneRunsNothingUntilItIsStartedAndThenAllInOrder() throws InterruptedException {
    Callbacks.Lane lane = callbacks.lane();
    give(lane, "early", 3);
    block();
    callbacks.run(
        () -> {
          lane.start();
          lane.start();
          ran.add("started");
        });
    finish();
    assertEquals(List.of("started", "early0", "early1", "early2"), List.copyOf(ran));
  }

  @Test
  void handlersGivenByManyThreadsAllRunOneAtATime() throws InterruptedException {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger together = new AtomicInteger();
    List<List<Integer>> seen = IntStream.range(0, 4).mapToObj(i -> newList()).toList();
    List<Thread> givers =
        seen.stream()
            .map(
                list -> {
                  Callbacks.Lane lane = started();
                  return new Thread(
                      () ->
                          IntStream.range(0, 5_000)
                              .forEach(
                                  number ->
                                      lane.run(
                                          () -> {
                                            together.addAndGet(inside.getAndIncrement());
                                            list.add(number);
                                            inside.decrementAndGet();
                                          })));
                })
            .toList();
    givers.forEach(Thread::start);
    for (Thread giver : givers) {
      giver.join();
    }
    callbacks.close(20_000);
    seen.forEach(list -> assertEquals(IntStream.range(0, 5_000).boxed().toList(), list));
    assertEquals(0, together.get());
  }

  @Test
  void anExceptionEndsNothing() throws InterruptedException {
    Callbacks.Lane lane = started();
    lane.run(
        () -> {
          throw new IllegalStateException("thrown on purpose by a test");
        });
    lane.run(
        () -> {
          throw new AssertionError("thrown on purpose by a test");
        });
    lane.run(() -> Thread.currentThread().interrupt());
    give(lane, "after", 1);
    callbacks.close(20_000);
    assertEquals(List.of("after0"), List.copyOf(ran));
    give(lane, "closed", 1);
    assertEquals(1, ran.size());
  }

  private static List<Integer> newList() {
    return new ArrayList<>();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
