package dev.lanward.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** docs/protocol.md section 5.2: "A door remembers the latest 65,536". */
class NonceMemoryTest {
  private static Bytes nonce(long i) {
    byte[] nonce = new byte[12];
    new Random(i).nextBytes(nonce);
    return Bytes.copyOf(nonce);
  }

  @Test
  void theLatest65536AreRememberedAndNoMore() {
    int limit = Limits.defaults().nonceMemory();
    assertEquals(65_536, limit);
    NonceMemory memory = new NonceMemory(limit, 7);
    for (int i = 0; i < limit + 1000; i++) {
      memory.remember(nonce(i));
    }
    assertEquals(limit, memory.size());
    assertEquals(limit, memory.capacity());
    for (int i = 0; i < limit + 1000; i++) {
      assertEquals(i >= 1000, memory.contains(nonce(i)), "nonce " + i);
    }
  }

  @Test
  void aNonceRememberedTwiceCountsOnce() {
    NonceMemory memory = new NonceMemory(10, 7);
    for (int i = 0; i < 100; i++) {
      memory.remember(nonce(1));
    }
    assertEquals(1, memory.size());
  }

  @Test
  void allTwelveBytesCount() {
    NonceMemory memory = new NonceMemory(10, 7);
    byte[] base = nonce(1).toArray();
    memory.remember(Bytes.copyOf(base));
    for (int bit = 0; bit < 96; bit++) {
      byte[] other = base.clone();
      other[bit / 8] ^= (byte) (1 << bit % 8);
      assertFalse(memory.contains(Bytes.copyOf(other)), "bit " + bit);
    }
  }

  @Test
  void theNonceOfZerosIsANonce() {
    NonceMemory memory = new NonceMemory(10, 7);
    Bytes zeros = Bytes.copyOf(new byte[12]);
    assertFalse(memory.contains(zeros));
    memory.remember(zeros);
    assertTrue(memory.contains(zeros));
  }

  @Test
  void memoryGrowsOnDemandOnly() {
    NonceMemory memory = new NonceMemory(65_536, 7);
    assertEquals(64, memory.capacity());
    for (int i = 0; i < 65; i++) {
      memory.remember(nonce(i));
    }
    assertEquals(128, memory.capacity());
  }

  /** Few distinct nonces and a small limit, so that places are freed and reused all the time. */
  @Property(tries = 300)
  void itBehavesAsASetThatForgetsItsOldest(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int limit) {
    NonceMemory memory = new NonceMemory(limit, seed);
    Deque<Bytes> order = new ArrayDeque<>();
    Set<Bytes> model = new HashSet<>();
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      Bytes nonce = nonce(random.nextInt(3 * limit));
      if (random.nextInt(3) > 0) {
        memory.remember(nonce);
        if (model.add(nonce)) {
          order.add(nonce);
        }
        if (order.size() > limit) {
          model.remove(order.remove());
        }
      }
      assertEquals(model.contains(nonce), memory.contains(nonce));
      assertEquals(model.size(), memory.size());
    }
    for (int i = 0; i < 3 * limit; i++) {
      assertEquals(model.contains(nonce(i)), memory.contains(nonce(i)));
    }
  }
}
