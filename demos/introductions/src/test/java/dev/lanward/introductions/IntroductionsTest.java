package dev.lanward.introductions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.testing.Vectors;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 9.1 of docs/drop.md. */
class IntroductionsTest {
  private static final String ADA = id(1);
  private static final String BOB = id(2);
  private static final String CALL = "00112233aabbccdd";
  private static final String NAME = "00112233-4455-4677-8899-aabbccddeeff.local";

  private final Introductions introductions = new Introductions();
  private Tick now = new Tick(-5);

  @BeforeEach
  void bothAreHere() {
    introductions.enter(now, ADA, print(1));
    introductions.enter(now, BOB, print(2));
  }

  @Test
  void aCallAndItsAnswerCarryTheFingerprintsThatTheDeviceHasCompared() {
    Introductions.Note called = only(says(ADA, message("call", BOB, CALL)));
    assertEquals(BOB, called.to());
    JsonNode json = json(called);
    assertEquals("called", json.get("type").textValue());
    assertEquals(ADA, json.get("from").textValue());
    assertEquals(CALL, json.get("call").textValue());
    assertEquals(print(1).toString(), json.get("fingerprint").textValue());
    assertEquals("aB3/", json.get("ufrag").textValue());
    assertEquals(NAME, json.get("candidates").get(0).get("address").textValue());
    assertEquals(50_000, json.get("candidates").get(0).get("port").intValue());
    Introductions.Note answered = only(says(BOB, message("answer", ADA, CALL)));
    assertEquals(ADA, answered.to());
    assertEquals("answered", json(answered).get("type").textValue());
    assertEquals(print(2).toString(), json(answered).get("fingerprint").textValue());
  }

  @Test
  void aFingerprintOrAnOriginThatAPageClaimsIsNotPassedOn() {
    String claims =
        message("call", BOB, CALL)
            .replace(
                "{\"type\"",
                "{\"from\":\"" + id(9) + "\",\"fingerprint\":\"" + print(2) + "\",\"type\"");
    JsonNode json = json(only(says(ADA, claims)));
    assertEquals(print(1).toString(), json.get("fingerprint").textValue());
    assertEquals(ADA, json.get("from").textValue());
  }

  @Test
  void whatIsPassedOnHoldsNothingElse() {
    String more =
        message("call", BOB, CALL)
            .replace("\"port\"", "\"foundation\":\"x\\r\\na=y\",\"port\"")
            .replace("{\"type\"", "{\"sdp\":\"v=0\",\"type\"");
    String text = only(says(ADA, more)).text();
    assertFalse(text.contains("sdp") || text.contains("foundation"), text);
  }

  @Test
  void whoIsNotHereIsAway() {
    Introductions.Note note = only(says(ADA, message("call", id(7), CALL)));
    assertEquals(ADA, note.to());
    assertEquals("refused", json(note).get("type").textValue());
    assertEquals("away", json(note).get("code").textValue());
    assertEquals(id(7), json(note).get("from").textValue());
    assertEquals(List.of(), says(id(8), message("call", BOB, CALL)), "nor does a stranger call");
    introductions.leave(BOB);
    assertEquals("away", json(only(says(ADA, message("call", BOB, CALL)))).get("code").textValue());
  }

  @Test
  void anAnswerIsPassedOnOnceAndOnlyToWhoCalled() {
    assertEquals(List.of(), says(BOB, message("answer", ADA, CALL)), "nobody has called");
    says(ADA, message("call", BOB, CALL));
    introductions.enter(now, id(3), print(3));
    assertEquals(List.of(), says(id(3), message("answer", ADA, CALL)), "another was called");
    assertEquals(List.of(), says(ADA, message("answer", BOB, CALL)), "nor the caller itself");
    assertEquals(List.of(), says(BOB, message("answer", ADA, "ffffffffffffffff")));
    assertEquals(1, says(BOB, message("answer", ADA, CALL)).size());
    assertEquals(List.of(), says(BOB, message("answer", ADA, CALL)));
    assertEquals(5, introductions.passedOver());
  }

  @Test
  void anAnswerThatComesTooLateOrAfterTheCallerLeftIsPassedOver() {
    says(ADA, message("call", BOB, CALL));
    now = now.plus(Introductions.OPEN).plus(Duration.ofMillis(1));
    assertEquals(List.of(), says(BOB, message("answer", ADA, CALL)));
    says(ADA, message("call", BOB, CALL));
    introductions.enter(now, ADA, print(1)); // A new session of it, which has not called.
    assertEquals(List.of(), says(BOB, message("answer", ADA, CALL)));
  }

  @Test
  void whoCallsHimselfOrTwiceByOneNameIsPassedOver() {
    assertEquals(List.of(), says(ADA, message("call", ADA, CALL)));
    assertEquals(1, says(ADA, message("call", BOB, CALL)).size());
    assertEquals(List.of(), says(ADA, message("call", BOB, CALL)));
  }

  @Test
  void eightOfItsCallsMayWaitForAnAnswer() {
    for (int i = 0; i < Introductions.MOST_OPEN; i++) {
      assertEquals(BOB, only(says(ADA, message("call", BOB, call(i)))).to());
    }
    introductions.enter(now, id(3), print(3));
    assertEquals("busy", refusal(says(ADA, message("call", id(3), call(8)))));
    assertEquals("busy", refusal(says(id(3), message("call", BOB, call(8)))), "nor more to one");
    says(BOB, message("answer", ADA, call(0)));
    assertEquals(BOB, only(says(id(3), message("call", BOB, call(9)))).to());
  }

  @Test
  void aFloodOfCallsIsSixteenAndThenOneEachTwoSeconds() {
    assertEquals(Introductions.MOST_CALLS, callsThatPass(50));
    now = now.plus(Duration.ofSeconds(10));
    assertEquals(5, callsThatPass(10));
    introductions.enter(now, id(3), print(3));
    assertEquals(
        BOB,
        only(says(id(3), message("call", BOB, "aaaaaaaaaaaaaaaa"))).to(),
        "another page is not slowed by it");
  }

  @Test
  void whoComesAnewHasNoMoreAllowedToItThanBefore() {
    assertEquals(Introductions.MOST_CALLS, callsThatPass(50));
    introductions.enter(now, ADA, print(1));
    assertEquals("busy", refusal(says(ADA, message("call", BOB, CALL))));
    introductions.leave(ADA);
    introductions.enter(now, ADA, print(1));
    assertEquals("busy", refusal(says(ADA, message("call", BOB, CALL))));
    introductions.leave(ADA);
    now = now.plus(Introductions.REMEMBERED).plus(Duration.ofSeconds(1));
    introductions.enter(now, ADA, print(1));
    assertEquals(Introductions.MOST_CALLS, callsThatPass(50), "after a while all of it again");
  }

  @Test
  void aFloodOfAnythingIsNotEvenRead() {
    for (int i = 0; i < 10_000; i++) {
      says(ADA, "{");
    }
    assertEquals(10_000, introductions.passedOver());
    assertEquals(List.of(), says(ADA, message("call", BOB, CALL)));
    now = now.plus(Duration.ofSeconds(1));
    assertEquals(1, says(ADA, message("call", BOB, CALL)).size());
  }

  @Test
  void theLargestMessageFitsAndALargerOneIsPassedOver() {
    String candidate =
        "{\"address\":\"" + NAME + "\",\"port\":65535,\"priority\":" + Integer.MAX_VALUE + "}";
    String largest =
        start("call", BOB, CALL)
            + ",\"ufrag\":\""
            + "u".repeat(256)
            + "\",\"pwd\":\""
            + "p".repeat(256)
            + "\",\"candidates\":["
            + (candidate + ",").repeat(7)
            + candidate
            + "]}";
    assertEquals(8, json(only(says(ADA, largest))).get("candidates").size());
    String padded = message("call", BOB, call(1));
    assertEquals(
        List.of(), says(ADA, padded + " ".repeat(DeskReader.MAX_CHARS + 1 - padded.length())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "\"call\"",
        "{\"type\":\"call\"}",
        "{\"type\":\"present\",\"pages\":[]}",
        "{\"type\":1}",
        "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]",
      })
  void whatIsNoMessageIsPassedOver(String text) {
    assertEquals(List.of(), says(ADA, text));
    assertEquals(1, introductions.passedOver());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        CALL + "->xyz",
        CALL + "->00112233AABBCCDD",
        "00000000000000000000000000000002->2",
        "}]}->}]} x",
        "[{->{\"a\":[{",
        "50000->99999999999999999999999",
        "\"type\"->\"call\":\"x\",\"type\"",
      })
  void whatIsOutOfItsRangeIsPassedOver(String change) {
    String[] parts = change.split("->", 2);
    String text = message("call", BOB, CALL).replace(parts[0], parts[1]);
    assertFalse(text.equals(message("call", BOB, CALL)), "the change must change something");
    assertEquals(List.of(), says(ADA, text), text);
    assertEquals(1, introductions.passedOver());
  }

  @TestFactory
  Stream<DynamicTest> descriptionsOfTheVectors() {
    return Vectors.each(
        "page-descriptions.json",
        vector -> {
          Introductions fresh = new Introductions();
          fresh.enter(now, ADA, print(1));
          fresh.enter(now, BOB, print(2));
          ObjectNode said = vector.get("description").deepCopy();
          said.put("type", "call").put("to", BOB).put("call", CALL);
          List<Introductions.Note> notes = fresh.handleText(now, ADA, said.toString());
          assertEquals(vector.get("valid").booleanValue() ? 1 : 0, notes.size());
          for (Introductions.Note note : notes) {
            ObjectNode passedOn = json(note).deepCopy();
            passedOn.remove(List.of("type", "from", "call", "fingerprint"));
            assertEquals(vector.get("description"), passedOn);
          }
        });
  }

  private int callsThatPass(int tries) {
    int passed = 0;
    for (int i = 0; i < tries; i++) {
      String name = "%08x%08x".formatted(now.nanos() & 0xffff_ffffL, i);
      List<Introductions.Note> notes = says(ADA, message("call", BOB, name));
      if (!notes.isEmpty() && json(notes.get(0)).get("type").textValue().equals("called")) {
        passed++;
        says(BOB, message("answer", ADA, name));
      }
    }
    return passed;
  }

  private List<Introductions.Note> says(String from, String text) {
    return introductions.handleText(now, from, text);
  }

  private static Introductions.Note only(List<Introductions.Note> notes) {
    assertEquals(1, notes.size());
    return notes.get(0);
  }

  private static String refusal(List<Introductions.Note> notes) {
    JsonNode json = json(only(notes));
    assertTrue(json.get("type").textValue().equals("refused"));
    return json.get("code").textValue();
  }

  private static JsonNode json(Introductions.Note note) {
    try {
      return new ObjectMapper().readTree(note.text());
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static String start(String type, String to, String call) {
    return "{\"type\":\"%s\",\"to\":\"%s\",\"call\":\"%s\"".formatted(type, to, call);
  }

  private static String message(String type, String to, String call) {
    return start(type, to, call)
        + ",\"ufrag\":\"aB3/\",\"pwd\":\"xxxxxxxxxxxxxxxxxxxxxxxx\",\"candidates\":[{\"address\":\""
        + NAME
        + "\",\"port\":50000,\"priority\":2113937151}]}";
  }

  private static String call(int number) {
    return "%016x".formatted(number);
  }

  private static String id(int number) {
    return "%032x".formatted(number);
  }

  private static Fingerprint print(int number) {
    return new Fingerprint(Bytes.ofHex("%064x".formatted(number)));
  }
}
