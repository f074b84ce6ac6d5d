package dev.lanward.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.introductions.MalformedTextException;
import dev.lanward.testing.Vectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Section 2 of docs/rooms.md. */
class RoomReaderTest {
  @TestFactory
  Stream<DynamicTest> vectors() {
    return Vectors.each("room-messages.json", RoomReaderTest::check);
  }

  @Test
  void whatIsReadIsWhatWasSaid() throws MalformedTextException {
    assertEquals(
        new RoomMessage.Join("main", "Ada", "00112233aabbccdd"),
        RoomReader.read(
            "{\"type\":\"join\",\"room\":\"main\",\"name\":\" Ada\\u202e\","
                + "\"visit\":\"00112233aabbccdd\"}"));
    String bob = "b2".repeat(16);
    assertEquals(
        new RoomMessage.Kick(bob, true),
        RoomReader.read("{\"type\":\"ban\",\"player\":\"" + bob + "\"}"));
    assertEquals(new RoomMessage.Ping(12), RoomReader.read("{\"type\":\"ping\",\"sent\":12}"));
    assertEquals(
        new RoomMessage.Lock(false), RoomReader.read("{\"type\":\"lock\",\"locked\":false}"));
  }

  private static void check(JsonNode vector) {
    String text = vector.get("text").textValue();
    if (vector.get("valid").booleanValue()) {
      try {
        RoomReader.read(text);
      } catch (MalformedTextException e) {
        throw new AssertionError(e);
      }
    } else {
      assertThrows(MalformedTextException.class, () -> RoomReader.read(text));
    }
  }
}
