package dev.lanward.pairing;

import static dev.lanward.pairing.Values.valid;
import static dev.lanward.testing.Vectors.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.testing.Vectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Everything of docs/vectors/control-messages.json and media-messages.json. */
class ControlMessageVectorsTest {
  @TestFactory
  Stream<DynamicTest> messages() {
    return each("control-messages.json");
  }

  @TestFactory
  Stream<DynamicTest> messagesAboutMedia() {
    return each("media-messages.json");
  }

  private static Stream<DynamicTest> each(String file) {
    return Vectors.each(
        file,
        "vectors",
        v -> {
          Bytes utf8 = Bytes.copyOf(text(v, "text").getBytes(StandardCharsets.UTF_8));
          if (!valid(v)) {
            assertThrows(MalformedMessageException.class, () -> ControlMessage.read(utf8));
            return;
          }
          ControlMessage message = read(utf8);
          assertEquals(text(v, "kind"), kind(message));
          if (!(message instanceof ControlMessage.Unknown)) {
            assertEquals(json(text(v, "canonical")), json(utf8Text(message.write())));
            assertEquals(message, read(message.write()));
          }
        });
  }

  private static String kind(ControlMessage message) {
    String name = message.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    if (message instanceof MediaMessage.Want || message instanceof MediaMessage.State) {
      return "media " + name;
    }
    return message instanceof PairMessage ? "pair " + name : name;
  }

  private static ControlMessage read(Bytes utf8) {
    try {
      return ControlMessage.read(utf8);
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }

  private static String utf8Text(Bytes utf8) {
    return new String(utf8.toArray(), StandardCharsets.UTF_8);
  }

  private static Object json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
