package dev.lanward.lab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.lab.DelayLine.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DelayLineTest {
  private static final long MS = 1_000_000L;

  @Test
  void aFrameComesOutWhenItsDelayIsOverAndNotBefore() {
    DelayLine line = line(20 * MS, 0, 0, 1);
    byte[] frame = {1, 2, 3};
    line.offer(100, frame);

    assertEquals(OptionalLong.of(100 + 20 * MS), line.nextTimeout());
    assertTrue(line.poll(100 + 20 * MS - 1).isEmpty());
    assertArrayEquals(frame, line.poll(100 + 20 * MS).orElseThrow());
    assertTrue(line.poll(Long.MAX_VALUE).isEmpty());
    assertEquals(OptionalLong.empty(), line.nextTimeout());
  }

  @Property(tries = 200)
  void jitterStaysInItsBoundsAndKeepsTheOrder(
      @ForAll @IntRange(max = 50) int delayMs,
      @ForAll @IntRange(max = 50) int jitterMs,
      @ForAll long seed) {
    DelayLine line = line(delayMs * MS, jitterMs * MS, 0, seed);
    long previous = 0;
    for (int i = 0; i < 50; i++) {
      line.offer(i * MS, new byte[] {(byte) i});
    }
    for (int i = 0; i < 50; i++) {
      long due = line.nextTimeout().orElseThrow();
      assertTrue(due >= previous && due >= (i + delayMs) * MS, "frame " + i + " at " + due);
      // In order, so a frame may wait for those before it, whose latest time is at most this:
      assertTrue(due <= (i + delayMs + jitterMs) * MS, "frame " + i + " at " + due);
      assertEquals(i, line.poll(due).orElseThrow()[0]);
      previous = due;
    }
  }

  @Test
  void theSameSeedGivesEveryFrameTheSameFate() {
    assertEquals(survivors(0.3, 7, Direction.OUT), survivors(0.3, 7, Direction.OUT));
    assertNotEquals(survivors(0.3, 7, Direction.OUT), survivors(0.3, 8, Direction.OUT));
    assertNotEquals(survivors(0.3, 7, Direction.OUT), survivors(0.3, 7, Direction.IN));
  }

  @Test
  void aFrameThatSurvivesALossSurvivesEverySmallerOne() {
    assertTrue(survivors(0.1, 7, Direction.OUT).containsAll(survivors(0.3, 7, Direction.OUT)));
  }

  @Test
  void lossIsWhatWasAskedFor() {
    DelayLine line = line(0, 0, 0.02, 42);
    for (int i = 0; i < 100_000; i++) {
      line.offer(i, new byte[1]);
    }
    assertEquals(2_000, line.lost(), 200);
  }

  @Test
  void lossOfOneLosesAllAndLossOfZeroNone() {
    assertEquals(List.of(), survivors(1, 7, Direction.OUT));
    assertEquals(1_000, survivors(0, 7, Direction.OUT).size());
  }

  @Test
  void aFullLineDropsAndCountsAndWorksAgainAfterwards() {
    DelayLine line = line(MS, 0, 0, 1);
    int frameBytes = 1 << 16;
    int fitting = DelayLine.MAX_QUEUED_BYTES / frameBytes;
    for (int i = 0; i < fitting + 3; i++) {
      line.offer(0, new byte[frameBytes]);
    }
    assertEquals(3, line.overflowed());
    int delivered = 0;
    while (line.poll(MS).isPresent()) {
      delivered++;
    }
    assertEquals(fitting, delivered);
    line.offer(MS, new byte[1]);
    assertTrue(line.poll(2 * MS).isPresent());
  }

  private static DelayLine line(long delayNanos, long jitterNanos, double loss, long seed) {
    return new DelayLine(new Impairment(delayNanos, jitterNanos, loss, seed), Direction.OUT);
  }

  private static List<Integer> survivors(double loss, long seed, Direction direction) {
    DelayLine line = new DelayLine(new Impairment(0, 0, loss, seed), direction);
    List<Integer> survivors = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      line.offer(i, new byte[0]);
      if (line.poll(i).isPresent()) {
        survivors.add(i);
      }
    }
    return survivors;
  }
}
