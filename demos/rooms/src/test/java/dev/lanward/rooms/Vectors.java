package dev.lanward.rooms;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.pairing.PairingCode;
import dev.lanward.pairing.PairingLink;
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
  /** That of room-desk.json, with the first link of links.json. */
  static final Invitation INVITATION = invitation();

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

  private static Invitation invitation() {
    try {
      return new Invitation(
          PairingCode.parse("7-482913"),
          PairingLink.parse(
              "lanward:1?f=gIDAlkS15bWJndf-nUV4lPzJb315uK1y_YTwnbknPSM"
                  + "&s=OlJykfp7WAwX05GcdGbtFQ&h=0332a6d6-d0a5-4a4a-9d5c-e024a28389cc"),
          "http://10.77.0.1:47480/");
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }
}
