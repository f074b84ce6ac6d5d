package dev.lanward.drop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.lanward.core.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A paired peer's messages against everything that reads them. As a test it runs the seeds that
 * stand beside it in the resources. To look for new ones:
 *
 * <pre>JAZZER_FUZZ=1 mvn -pl demos/drop -am test -Djazzer.hooks=true
 *     -Dtest='DropFuzzTest#theReaderThrowsNothingUndeclared' -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 *
 * <p>What it finds is written beside the seeds, and stays there when it is mended.
 */
class DropFuzzTest {
  /** What is read can be written, and is read again as the same. */
  @FuzzTest(maxDuration = "60s")
  void theReaderThrowsNothingUndeclared(byte[] input) {
    try {
      DropMessage read = DropReader.text(new String(input, StandardCharsets.UTF_8));
      assertEquals(read, DropReader.text(DropWriter.text(read)));
    } catch (DropException e) {
      assertTrue(List.of("malformed", "unsafe-name").contains(e.code()), e.code());
    }
    try {
      DropMessage.Chunk chunk = DropReader.binary(Bytes.copyOf(input));
      assertEquals(Bytes.copyOf(input), DropWriter.binary(chunk));
    } catch (DropException e) {
      assertEquals("malformed", e.code());
    }
  }

  /** Lines are texts; one that begins with a zero byte is a chunk. */
  @FuzzTest(maxDuration = "60s")
  void theReceiverThrowsNothing(byte[] input) {
    ReceivingEnd receiver = new ReceivingEnd(Limits.defaults().withMostBytes(1 << 20));
    MemoryShelf shelf = new MemoryShelf(new Manifest(List.of()));
    for (String line : new String(input, StandardCharsets.ISO_8859_1).split("\n", 64)) {
      byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
      if (line.startsWith("\0")) {
        receiver.handleBinary(Bytes.copyOf(bytes));
      } else {
        receiver.handleText(new String(bytes, StandardCharsets.UTF_8));
      }
      if (receiver.isOffered()) {
        shelf = new MemoryShelf(receiver.manifest());
        receiver.accept(shelf);
      }
      while (receiver.pollTransmit().isPresent()) {
        // What it says does not matter here.
      }
    }
    assertTrue(receiver.takenBytes() <= 1 << 20, "more than the quota");
    assertTrue(!receiver.isDone() || receiver.failure().isEmpty());
  }
}
