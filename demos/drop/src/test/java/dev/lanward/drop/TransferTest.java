package dev.lanward.drop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TransferTest {
  private static final Limits LIMITS = Limits.defaults();

  @Test
  void whateverIsSentArrivesWhole() {
    for (int seed = 0; seed < 200; seed++) {
      MemorySource source = MemorySource.drawn(new Random(seed));
      MemoryShelf shelf = new MemoryShelf(source.manifest());
      Pair pair = new Pair(source.manifest(), source, shelf, LIMITS);
      pair.run(new Random(seed), Integer.MAX_VALUE);
      requireWhole(seed, source, shelf, pair);
      assertEquals(source.manifest().bytes().orElseThrow(), pair.sender.sentBytes());
      assertEquals(1, shelf.forgotten);
    }
  }

  /** At every cut no more is sent twice than a window, and what was sent before that is kept. */
  @Test
  void cutAtRandomPointsItGoesOnAndEndsWhole() {
    Limits limits = new Limits(1000, 100_000, 32, 4, 8, 4, 1L << 40, Duration.ofMinutes(1));
    for (int seed = 0; seed < 1_000; seed++) {
      Random random = new Random(seed);
      MemorySource source = MemorySource.drawn(random);
      MemoryShelf shelf = new MemoryShelf(source.manifest());
      Pair pair;
      int cuts = 0;
      do {
        long keptBefore = shelf.keptBytes();
        pair = new Pair(source.manifest(), source, shelf, limits);
        pair.run(random, 1 + random.nextInt(60) + cuts);
        long twice = keptBefore + pair.sender.sentBytes() - shelf.keptBytes();
        assertTrue(twice <= 4L * DropProtocol.CHUNK_BYTES, "seed " + seed + ": " + twice);
        cuts++;
      } while (!pair.sender.isOver() && cuts < 1_000);
      requireWhole(seed, source, shelf, pair);
    }
  }

  @Test
  void aDamagedChunkIsAskedForAgain() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      MemorySource source = MemorySource.drawn(random);
      MemoryShelf shelf = new MemoryShelf(source.manifest());
      Pair pair = new Pair(source.manifest(), source, shelf, LIMITS);
      Set<Object> harmed = new HashSet<>();
      pair.harm =
          chunk ->
              random.nextInt(3) == 0 && harmed.add(chunk.entry() + "/" + chunk.index())
                  ? damaged(chunk, random)
                  : chunk;
      pair.run(random, Integer.MAX_VALUE);
      requireWhole(seed, source, shelf, pair);
    }
  }

  @Test
  void aChunkThatIsAlwaysDamagedEndsIt() {
    MemorySource source = new MemorySource().file("a", new byte[200_000]);
    MemoryShelf shelf = new MemoryShelf(source.manifest());
    Pair pair = new Pair(source.manifest(), source, shelf, LIMITS);
    pair.harm = chunk -> chunk.index() == 1 ? damaged(chunk, new Random(1)) : chunk;
    pair.run();
    assertEquals("corrupt", pair.receiver.failure().orElseThrow().code());
    assertEquals("corrupt", pair.sender.failure().orElseThrow().code());
    assertTrue(shelf.published.isEmpty());
  }

  @Test
  void aPartOfOtherContentsIsThrownAway() {
    MemorySource source = new MemorySource().file("a", new byte[200_000]);
    MemoryShelf shelf = new MemoryShelf(source.manifest());
    byte[] other = new byte[131_072];
    other[5] = 1;
    shelf.parts.put(0, Bytes.copyOf(other));
    Pair pair = new Pair(source.manifest(), source, shelf, LIMITS);
    pair.run();
    requireWhole(0, source, shelf, pair);
    assertEquals(200_000, pair.sender.sentBytes());
  }

  @Test
  void aFileThatChangesWhileItIsSentEndsIt() {
    MemorySource source = new MemorySource().file("a", new byte[200_000]);
    MemoryShelf shelf = new MemoryShelf(source.manifest());
    Pair pair = new Pair(source.manifest(), source, shelf, LIMITS);
    source.isChanged = true;
    pair.run();
    assertEquals("changed", pair.receiver.failure().orElseThrow().code());
    assertTrue(shelf.published.isEmpty());
  }

  @Test
  void aPipeOfUnknownLengthArrivesWhole() {
    for (int length :
        new int[] {0, 1, 65_536, 65_537, 1_000_000, 64 * 65_536, 70 * 65_536, 97 * 65_536}) {
      byte[] bytes = new byte[length];
      new Random(length).nextBytes(bytes);
      MemorySource source = new MemorySource().pipe(bytes);
      MemoryShelf shelf = new MemoryShelf(source.manifest());
      Pair pair = new Pair(source.manifest(), source.once(), shelf, LIMITS);
      pair.run(new Random(length), Integer.MAX_VALUE);
      assertTrue(pair.sender.isDone(), () -> length + ": " + pair.receiver.failure());
      assertEquals(Bytes.copyOf(bytes), shelf.published.get("stdin"));
    }
  }

  @Test
  void aPipeThatHasMoreThanTheQuotaEndsIt() {
    MemorySource source = new MemorySource().pipe(new byte[1_000_000]);
    MemoryShelf shelf = new MemoryShelf(source.manifest());
    Pair pair = new Pair(source.manifest(), source, shelf, LIMITS.withMostBytes(500_000));
    pair.run();
    assertEquals("too-large", pair.sender.failure().orElseThrow().code());
    assertTrue(shelf.keptBytes() <= 500_000);
    assertTrue(shelf.published.isEmpty());
  }

  @Test
  void moreThanTheQuotaIsDeclinedBeforeAnythingIsSent() {
    MemorySource source = new MemorySource().file("a", new byte[1_000]);
    Pair pair =
        new Pair(
            source.manifest(),
            source,
            new MemoryShelf(source.manifest()),
            LIMITS.withMostBytes(999));
    pair.run();
    assertEquals("too-large", pair.sender.failure().orElseThrow().code());
    assertEquals(0, pair.sender.sentBytes());
  }

  @Test
  void tenThousandEntriesCrossInPieces() {
    MemorySource source = new MemorySource().folder("d");
    for (int i = 0; i < 10_000; i++) {
      source.file("d/" + "n".repeat(50) + i, new byte[] {(byte) i});
    }
    MemoryShelf shelf = new MemoryShelf(source.manifest());
    Pair pair = new Pair(source.manifest(), source, shelf, LIMITS);
    pair.run();
    requireWhole(0, source, shelf, pair);
  }

  @Test
  void theSameFilesOfTheSameSenderAreTheSameTransfer() {
    Manifest one = new MemorySource().file("a", new byte[3]).manifest();
    Manifest same = new MemorySource().file("a", new byte[3]).manifest();
    Manifest other = new MemorySource().file("a", new byte[4]).manifest();
    assertEquals(one.transferOf("ada"), same.transferOf("ada"));
    assertFalse(one.transferOf("ada").equals(one.transferOf("bob")));
    assertFalse(one.transferOf("ada").equals(other.transferOf("ada")));
  }

  private static void requireWhole(int seed, MemorySource source, MemoryShelf shelf, Pair pair) {
    String why = "seed " + seed + ": " + pair.sender.failure() + " " + pair.receiver.failure();
    assertTrue(pair.sender.isDone() && shelf.finished > 0, why);
    for (int i = 0; i < source.entries.size(); i++) {
      Entry entry = source.entries.get(i);
      if (entry.isFile()) {
        assertEquals(source.contents.get(i), shelf.published.get(entry.path().text()), why);
      } else {
        assertTrue(shelf.folders.contains(entry.path().text()), why);
      }
    }
  }

  /** A bit that fell over, or an end that went missing. */
  private static DropMessage.Chunk damaged(DropMessage.Chunk chunk, Random random) {
    byte[] data = chunk.data().toArray();
    if (random.nextBoolean() && data.length > 1) {
      return new DropMessage.Chunk(
          chunk.entry(),
          chunk.index(),
          TreeHash.leaf(Bytes.copyOf(data, 0, data.length - 1)),
          Bytes.copyOf(data, 0, data.length - 1));
    }
    data[random.nextInt(data.length)] ^= 4;
    return new DropMessage.Chunk(chunk.entry(), chunk.index(), chunk.leaf(), Bytes.copyOf(data));
  }
}
