package dev.lanward.introductions;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Reads the JSON that pages say: one object, no member twice, nothing behind it. */
public final class PageJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(8)
                          .maxNumberLength(20)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private PageJson() {}

  /** The message, of at most {@code maxChars} UTF-16 units. */
  public static JsonNode parse(String text, int maxChars) throws MalformedTextException {
    if (text.length() > maxChars) {
      throw new MalformedTextException("a message has at most " + maxChars + " characters");
    }
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new MalformedTextException("a message is no JSON within the limits");
    }
  }

  /** The member {@code name}, which is a text. */
  public static String text(JsonNode json, String name) throws MalformedTextException {
    JsonNode value = json.path(name);
    if (!value.isTextual()) {
      throw new MalformedTextException(name + " is a text");
    }
    return value.textValue();
  }

  /** The member {@code name}, which is a whole number of 32 bits. */
  public static int number(JsonNode json, String name) throws MalformedTextException {
    JsonNode value = json.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new MalformedTextException(name + " is a whole number");
    }
    return value.intValue();
  }

  /** The member {@code name}, which is true or false. */
  public static boolean flag(JsonNode json, String name) throws MalformedTextException {
    JsonNode value = json.path(name);
    if (!value.isBoolean()) {
      throw new MalformedTextException(name + " is true or false");
    }
    return value.booleanValue();
  }
}
