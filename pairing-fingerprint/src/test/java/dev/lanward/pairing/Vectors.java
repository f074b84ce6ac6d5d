package dev.lanward.pairing;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lanward.core.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The vector files of docs/vectors, which every implementation runs. */
final class Vectors {
  private Vectors() {}

  static JsonNode file(String name) {
    Path directory = Path.of(System.getProperty("lanward.vectors"));
    try {
      return new ObjectMapper().readTree(directory.resolve(name).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The entries of one list of a file; there must be some. */
  static List<JsonNode> entries(String name, String list) {
    List<JsonNode> entries = new ArrayList<>();
    file(name).get(list).forEach(entries::add);
    assertFalse(entries.isEmpty(), name + " has no " + list);
    return entries;
  }

  /** One test for each entry, named by its number and its why. */
  static Stream<DynamicTest> each(String name, String list, Consumer<JsonNode> test) {
    List<JsonNode> entries = entries(name, list);
    return Stream.iterate(0, i -> i < entries.size(), i -> i + 1)
        .map(
            i ->
                DynamicTest.dynamicTest(
                    list + " " + i + ": " + entries.get(i).path("why").asText(""),
                    () -> test.accept(entries.get(i))));
  }

  static String text(JsonNode entry, String member) {
    return entry.get(member).textValue();
  }

  static Bytes hex(JsonNode entry, String member) {
    return Bytes.ofHex(text(entry, member));
  }

  static BigInteger scalar(JsonNode entry, String member) {
    return new BigInteger(text(entry, member), 16);
  }

  static Fingerprint fingerprint(JsonNode entry, String member) {
    return new Fingerprint(hex(entry, member));
  }

  static boolean valid(JsonNode entry) {
    return entry.get("valid").booleanValue();
  }
}
