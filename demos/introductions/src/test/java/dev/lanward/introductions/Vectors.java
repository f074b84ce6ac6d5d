package dev.lanward.introductions;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The vector files of docs/vectors. */
final class Vectors {
  private Vectors() {}

  /** One test for each entry of a file, named by its number and its why. */
  static Stream<DynamicTest> each(String file, Consumer<JsonNode> test) {
    List<JsonNode> entries = new ArrayList<>();
    try {
      Path path = Path.of(System.getProperty("lanward.vectors")).resolve(file);
      new ObjectMapper().readTree(path.toFile()).get("vectors").forEach(entries::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertFalse(entries.isEmpty());
    return entries.stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entries.indexOf(entry) + ": " + entry.path("why").asText(),
                    () -> test.accept(entry)));
  }
}
