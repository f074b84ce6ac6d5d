package dev.lanward.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The vector files of docs/vectors, which every implementation runs. */
public final class Vectors {
  private Vectors() {}

  /** Where they are; the build says so. */
  public static Path directory() {
    return Path.of(System.getProperty("lanward.vectors", "docs/vectors"));
  }

  /** A file as it is. */
  public static JsonNode file(String name) {
    try {
      return new ObjectMapper().readTree(directory().resolve(name).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The entries of one list of a file; there must be some: a test over nothing proves nothing. */
  public static List<JsonNode> entries(String name, String list) {
    return entries(file(name), list);
  }

  /** The same of what was read already. */
  public static List<JsonNode> entries(JsonNode file, String list) {
    List<JsonNode> entries = new ArrayList<>();
    file.path(list).forEach(entries::add);
    assertFalse(entries.isEmpty(), "there is no " + list);
    return entries;
  }

  /** One test for each entry of one list, named by its number and its why. */
  public static Stream<DynamicTest> each(String name, String list, Consumer<JsonNode> test) {
    List<JsonNode> entries = entries(name, list);
    return Stream.iterate(0, i -> i < entries.size(), i -> i + 1)
        .map(
            i ->
                DynamicTest.dynamicTest(
                    list + " " + i + ": " + entries.get(i).path("why").asText(""),
                    () -> test.accept(entries.get(i))));
  }

  /** The same for files that have one list, {@code vectors}. */
  public static Stream<DynamicTest> each(String name, Consumer<JsonNode> test) {
    return each(name, "vectors", test);
  }

  /** A member that must be text. */
  public static String text(JsonNode entry, String member) {
    assertTrue(entry.path(member).isTextual(), "no text " + member + " in " + entry);
    return entry.path(member).textValue();
  }

  /** A member that must be bytes in hexadecimal. */
  public static byte[] hex(JsonNode entry, String member) {
    return HexFormat.of().parseHex(text(entry, member));
  }
}
