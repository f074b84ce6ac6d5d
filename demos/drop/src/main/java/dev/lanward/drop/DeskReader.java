package dev.lanward.drop;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what a page says on {@code drop-desk}. Members that are not known are passed over, and so
 * is a fingerprint that a page claims: the device knows which one it has.
 */
final class DeskReader {
  /** Longer than any message with all that it may hold. */
  static final int MAX_CHARS = 4_096;

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

  private DeskReader() {}

  /**
   * A message.
   *
   * @throws DropException with code {@code malformed}
   */
  static DeskMessage read(String text) throws DropException {
    if (text.length() > MAX_CHARS) {
      throw DropException.malformed("a message of more than 4,096 characters");
    }
    try {
      return message(MAPPER.readTree(text));
    } catch (JsonProcessingException e) {
      throw DropException.malformed("a message is no JSON within the limits");
    } catch (IllegalArgumentException e) {
      throw DropException.malformed("a description of a page: " + e.getMessage());
    }
  }

  private static DeskMessage message(JsonNode json) throws DropException {
    DeskMessage.Kind kind = kind(string(json, "type"));
    String to = string(json, "to");
    String call = string(json, "call");
    if (!to.matches("[0-9a-f]{32}") || !call.matches("[0-9a-f]{16}")) {
      throw DropException.malformed("a page has 32, a call 16 hexadecimal digits");
    }
    return new DeskMessage(kind, to, call, description(json));
  }

  private static DeskMessage.Kind kind(String type) throws DropException {
    for (DeskMessage.Kind kind : DeskMessage.Kind.values()) {
      if (kind.said.equals(type)) {
        return kind;
      }
    }
    throw DropException.malformed("a message of an unknown type");
  }

  private static PageDescription description(JsonNode json) throws DropException {
    JsonNode all = json.path("candidates");
    if (!all.isArray() || all.size() > PageDescription.MOST_CANDIDATES) {
      throw DropException.malformed("candidates is a list of at most 8");
    }
    List<PageDescription.Candidate> candidates = new ArrayList<>();
    for (JsonNode each : all) {
      candidates.add(
          new PageDescription.Candidate(
              string(each, "address"), number(each, "port"), number(each, "priority")));
    }
    return new PageDescription(string(json, "ufrag"), string(json, "pwd"), candidates);
  }

  private static String string(JsonNode json, String name) throws DropException {
    JsonNode value = json.path(name);
    if (!value.isTextual()) {
      throw DropException.malformed(name + " is a text");
    }
    return value.textValue();
  }

  private static int number(JsonNode json, String name) throws DropException {
    JsonNode value = json.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw DropException.malformed(name + " is a whole number");
    }
    return value.intValue();
  }
}
