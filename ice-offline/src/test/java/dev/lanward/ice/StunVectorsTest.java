package dev.lanward.ice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.core.Bytes;
import dev.lanward.testing.Vectors;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/vectors/stun.json, which begins with RFC 5769 sections 2.1 to 2.3. */
class StunVectorsTest {
  private static final JsonNode FILE = Vectors.file("stun.json");

  private final StunReader reader = new StunReader();

  static List<JsonNode> rfc5769() {
    return Vectors.entries(FILE, "rfc5769");
  }

  static List<JsonNode> exchanges() {
    return Vectors.entries(FILE, "exchanges");
  }

  static List<JsonNode> malformed() {
    return Vectors.entries(FILE, "malformed");
  }

  @ParameterizedTest
  @MethodSource("rfc5769")
  void rfc5769SamplesReadAndVerify(JsonNode vector) {
    assertEquals(StunProblem.NONE, reader.read(ByteBuffer.wrap(Vectors.hex(vector, "hex"))));
    assertEquals(vector.path("kind").asText().equals("request"), reader.isBindingRequest());
    assertEquals(vector.path("kind").asText().equals("success"), reader.isBindingSuccess());
    assertEquals(Vectors.text(vector, "transactionId"), reader.transactionId().toHex());
    assertEquals(vector.path("username").asText(), reader.username());
    assertEquals(Vectors.text(vector, "software"), reader.software());
    assertTrue(reader.hasFingerprint());
    assertTrue(reader.verifies(StunKey.ofPassword(Vectors.text(vector, "password"))));
    assertFalse(reader.verifies(StunKey.ofPassword(Vectors.text(vector, "password") + "x")));
    if (vector.has("priority")) {
      assertEquals(Optional.of(vector.path("priority").asInt()), reader.priority());
      assertTrue(reader.hasControlled());
      assertEquals(
          Optional.of(Long.parseUnsignedLong(Vectors.text(vector, "controlled"), 16)),
          reader.tieBreaker());
    }
    if (vector.has("mapped")) {
      assertEquals(Optional.of(Addresses.of(vector.path("mapped"))), reader.xorMappedAddress());
    }
  }

  @ParameterizedTest
  @MethodSource("rfc5769")
  void everyFlippedBitOfASampleIsNoticed(JsonNode vector) {
    byte[] sample = Vectors.hex(vector, "hex");
    StunKey key = StunKey.ofPassword(Vectors.text(vector, "password"));
    for (int bit = 0; bit < 8 * sample.length; bit++) {
      byte[] flipped = sample.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      boolean accepted =
          reader.read(ByteBuffer.wrap(flipped)) == StunProblem.NONE
              && reader.verifies(key)
              && !reader.hasUnprotectedAttributes()
              && reader.hasFingerprint();
      assertFalse(accepted, "bit " + bit);
    }
  }

  @ParameterizedTest
  @MethodSource("rfc5769")
  void everyTruncationOfASampleIsRefused(JsonNode vector) {
    byte[] sample = Vectors.hex(vector, "hex");
    for (int length = 0; length < sample.length; length++) {
      assertEquals(
          StunProblem.TRUNCATED, reader.read(ByteBuffer.wrap(sample, 0, length)), "at " + length);
    }
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  void requestsOfTheVectorsReadAndVerify(JsonNode vector) {
    assertEquals(StunProblem.NONE, reader.read(ByteBuffer.wrap(Vectors.hex(vector, "request"))));
    assertTrue(reader.isBindingRequest());
    assertEquals(username(vector), reader.username());
    assertEquals(Optional.of(vector.path("priority").asInt()), reader.priority());
    assertEquals(vector.path("useCandidate").asBoolean(), reader.hasUseCandidate());
    assertTrue(reader.hasControlling());
    assertTrue(reader.verifies(StunKey.ofPassword(Vectors.text(vector, "doorPwd"))));
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  void theWriterMakesTheVectorsResponse(JsonNode vector) {
    ByteBuffer written =
        StunWriter.success(Bytes.copyOf(Vectors.hex(vector, "transactionId")))
            .xorMappedAddress(Addresses.of(vector.path("source")))
            .messageIntegrity(StunKey.ofPassword(Vectors.text(vector, "doorPwd")))
            .fingerprint()
            .toBuffer();
    assertEquals(Vectors.text(vector, "response"), Bytes.copyOf(written).toHex());
  }

  @ParameterizedTest
  @MethodSource("exchanges")
  void theWriterMakesTheVectorsRequestWhereItHasNothingUnknown(JsonNode vector) {
    StunWriter writer =
        StunWriter.request(Bytes.copyOf(Vectors.hex(vector, "transactionId")))
            .username(username(vector));
    if (vector.path("name").asText().startsWith("optional attributes")) {
      writer.attribute(0xC057, new byte[] {0, 1, 0, 10});
      writer.attribute(0xC070, new byte[900]).attribute(0xC071, new byte[4]);
    }
    writer.controlling(Long.parseUnsignedLong(Vectors.text(vector, "tieBreaker"), 16));
    if (vector.path("useCandidate").asBoolean()) {
      writer.useCandidate();
    }
    writer.priority(vector.path("priority").asInt());
    writer.messageIntegrity(StunKey.ofPassword(Vectors.text(vector, "doorPwd")));
    if (!vector.path("name").asText().equals("without FINGERPRINT")) {
      writer.fingerprint();
    }
    assertArrayEquals(Vectors.hex(vector, "request"), Bytes.copyOf(writer.toBuffer()).toArray());
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void malformedMessagesAreRefusedForTheirReason(JsonNode vector) {
    assertEquals(
        StunProblem.valueOf(Vectors.text(vector, "problem")),
        reader.read(ByteBuffer.wrap(Vectors.hex(vector, "hex"))));
  }

  private static String username(JsonNode vector) {
    return Vectors.text(vector, "doorUfrag") + ":" + Vectors.text(vector, "pageUfrag");
  }
}
