package dev.lanward.drop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.testing.Vectors;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class EntryPathTest {
  @TestFactory
  Stream<DynamicTest> vectors() {
    return Vectors.each(
        "drop-names.json",
        entry -> {
          String path = entry.get("path").textValue();
          if (entry.get("valid").booleanValue()) {
            try {
              assertEquals(path, EntryPath.parse(path).text());
            } catch (DropException e) {
              throw new AssertionError(e);
            }
          } else {
            DropException refused = assertThrows(DropException.class, () -> EntryPath.parse(path));
            assertEquals("unsafe-name", refused.code());
          }
        });
  }

  @Property
  void whatIsTakenStaysInsideItsFolder(@ForAll String text) {
    try {
      Path inside = Path.of("/into").resolve(EntryPath.parse(text).text());
      assertTrue(inside.normalize().startsWith("/into"));
      assertEquals(inside.normalize(), inside);
    } catch (DropException e) {
      assertEquals("unsafe-name", e.code());
    } catch (InvalidPathException e) {
      throw new AssertionError("a name that the file system does not take", e);
    }
  }

  @Test
  void whatIsShownOfARefusedNameCommandsNoTerminal() {
    DropException refused =
        assertThrows(DropException.class, () -> EntryPath.parse("a\u001b[2J\u202eb"));
    assertTrue(refused.getMessage().contains("\"a\\u{1b}[2J\\u{202e}b\""), refused.getMessage());
  }
}
