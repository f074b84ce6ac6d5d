package dev.lanward.pairing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.MalformedMessageException.Reason;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The members of one JSON object from a peer, each read by the rule that it must keep. Strict where
 * JSON parsers differ: UTF-8 only, no member twice, nothing after the object.
 */
final class JsonFields {
  /** Our messages are two deep; what a later version adds may be deeper. */
  private static final int MAX_DEPTH = 16;

  /** A port has five digits. */
  private static final int MAX_NUMBER_CHARS = 20;

  private static final int MAX_MEMBER_NAME_CHARS = 256;

  static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_CHARS)
                          .maxNameLength(MAX_MEMBER_NAME_CHARS)
                          .maxStringLength(ControlMessage.MAX_BYTES)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final JsonNode object;

  private JsonFields(JsonNode object) {
    this.object = object;
  }

  static JsonFields parse(Bytes utf8) throws MalformedMessageException {
    if (utf8.length() > ControlMessage.MAX_BYTES) {
      throw new MalformedMessageException(
          Reason.TOO_LONG,
          ControlMessage.MAX_BYTES,
          "a control message has at most 65,536 bytes, not " + utf8.length());
    }
    String text = decode(utf8);
    try {
      JsonNode node = MAPPER.readTree(text);
      if (!node.isObject()) {
        throw new MalformedMessageException(
            Reason.BAD_VALUE, 0, "a control message is one JSON object");
      }
      return new JsonFields(node);
    } catch (JsonProcessingException e) {
      throw new MalformedMessageException(
          Reason.BAD_VALUE, byteOffset(text, e.getLocation()), "not JSON within our limits");
    }
  }

  String text(String name) throws MalformedMessageException {
    return optionalText(name).orElseThrow(() -> missing(name));
  }

  Optional<String> optionalText(String name) throws MalformedMessageException {
    JsonNode node = object.get(name);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isTextual()) {
      throw bad(name, "is a string");
    }
    return Optional.of(node.textValue());
  }

  /** The object that the member {@code name} is. */
  JsonFields object(String name) throws MalformedMessageException {
    JsonNode node = object.get(name);
    if (node == null) {
      throw missing(name);
    }
    if (!node.isObject()) {
      throw bad(name, "is an object");
    }
    return new JsonFields(node);
  }

  boolean bool(String name) throws MalformedMessageException {
    JsonNode node = object.get(name);
    if (node == null) {
      throw missing(name);
    }
    if (!node.isBoolean()) {
      throw bad(name, "is true or false");
    }
    return node.booleanValue();
  }

  boolean has(String name) {
    return object.has(name);
  }

  int integer(String name, int min, int max) throws MalformedMessageException {
    JsonNode node = object.get(name);
    if (node == null) {
      throw missing(name);
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.intValue() < min
        || node.intValue() > max) {
      throw bad(name, "is an integer from " + min + " to " + max);
    }
    return node.intValue();
  }

  long longInteger(String name, long min, long max) throws MalformedMessageException {
    JsonNode node = object.get(name);
    if (node == null) {
      throw missing(name);
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < min
        || node.longValue() > max) {
      throw bad(name, "is an integer from " + min + " to " + max);
    }
    return node.longValue();
  }

  List<String> texts(String name, int most) throws MalformedMessageException {
    JsonNode node = object.get(name);
    if (node == null) {
      throw missing(name);
    }
    if (!node.isArray() || node.size() > most) {
      throw bad(name, "is an array of at most " + most + " strings");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : node) {
      if (!element.isTextual()) {
        throw bad(name, "is an array of strings");
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  /** {@code length} bytes in unpadded base64. */
  Bytes base64(String name, int length) throws MalformedMessageException {
    return Base64s.standard(text(name), length)
        .orElseThrow(() -> bad(name, "is unpadded base64 of " + length + " bytes"));
  }

  /** {@code min} to {@code max} bytes in unpadded base64. */
  Bytes base64(String name, int min, int max) throws MalformedMessageException {
    return Base64s.standard(text(name))
        .filter(bytes -> bytes.length() >= min && bytes.length() <= max)
        .orElseThrow(() -> bad(name, "is unpadded base64 of " + min + " to " + max + " bytes"));
  }

  /** The value of {@code name} that broke the rule {@code rule}; the value itself is not quoted. */
  static MalformedMessageException bad(String name, String rule) {
    return new MalformedMessageException(Reason.BAD_VALUE, -1, name + " " + rule);
  }

  private static MalformedMessageException missing(String name) {
    return new MalformedMessageException(Reason.MISSING, -1, name + " is missing");
  }

  /** Strictly: JSON parsers that guess the encoding would also take UTF-16 and UTF-32. */
  private static String decode(Bytes utf8) throws MalformedMessageException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(utf8.toBuffer()).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedMessageException(Reason.BAD_VALUE, -1, "a control message is UTF-8");
    }
  }

  private static int byteOffset(String text, @Nullable JsonLocation location) {
    if (location == null || location.getCharOffset() < 0) {
      return -1;
    }
    int chars = (int) Math.min(location.getCharOffset(), text.length());
    return text.substring(0, chars).getBytes(StandardCharsets.UTF_8).length;
  }
}
