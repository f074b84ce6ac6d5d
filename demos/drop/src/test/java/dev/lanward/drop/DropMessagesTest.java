package dev.lanward.drop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lanward.core.Bytes;
import dev.lanward.testing.Vectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class DropMessagesTest {
  @TestFactory
  Stream<DynamicTest> vectors() {
    return vectors("drop-messages.json");
  }

  @TestFactory
  Stream<DynamicTest> vectorsOfTls() {
    return vectors("drop-bulk-messages.json");
  }

  private static Stream<DynamicTest> vectors(String file) {
    return Vectors.each(
        file,
        entry -> {
          String text = entry.get("text").textValue();
          if (!entry.get("valid").booleanValue()) {
            assertThrows(DropException.class, () -> DropReader.text(text));
            return;
          }
          try {
            String written = DropWriter.text(DropReader.text(text));
            assertEquals(entry.get("canonical"), new ObjectMapper().readTree(written));
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  @Property
  void aChunkIsReadAsItWasWritten(@ForAll byte[] data) throws DropException {
    if (data.length == 0) {
      return;
    }
    Bytes bytes = Bytes.copyOf(data);
    var chunk = new DropMessage.Chunk(7, 0xffff_ffffL, TreeHash.leaf(bytes), bytes);
    assertEquals(chunk, DropReader.binary(DropWriter.binary(chunk)));
  }

  @Test
  void aChunkHasFrom1To65536Bytes() {
    assertThrows(DropException.class, () -> DropReader.binary(Bytes.copyOf(new byte[40])));
    assertThrows(DropException.class, () -> DropReader.binary(Bytes.copyOf(new byte[65_577])));
  }

  @Test
  void aTextHasAtMost65536Bytes() {
    String long1 = "{\"type\":\"more\",\"x\":\"" + "a".repeat(65_536) + "\"}";
    assertThrows(DropException.class, () -> DropReader.text(long1));
  }
}
