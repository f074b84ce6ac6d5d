package dev.lanward.introductions;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what a page says on a desk, to call another page or to answer one. Members that are not
 * known are passed over, and so is a fingerprint that a page claims: the device knows which one it
 * has.
 */
public final class DeskReader {
  /** Longer than any message with all that it may hold. */
  static final int MAX_CHARS = 4_096;

  private DeskReader() {}

  /**
   * Checks that {@code text} is a call or an answer.
   *
   * @throws MalformedTextException where it is none
   */
  public static void check(String text) throws MalformedTextException {
    read(text);
  }

  /** A message. */
  static DeskMessage read(String text) throws MalformedTextException {
    JsonNode json = PageJson.parse(text, MAX_CHARS);
    try {
      return message(json);
    } catch (IllegalArgumentException e) {
      throw new MalformedTextException("a description of a page: " + e.getMessage());
    }
  }

  private static DeskMessage message(JsonNode json) throws MalformedTextException {
    DeskMessage.Kind kind = kind(PageJson.text(json, "type"));
    String to = PageJson.text(json, "to");
    String call = PageJson.text(json, "call");
    if (!to.matches("[0-9a-f]{32}") || !call.matches("[0-9a-f]{16}")) {
      throw new MalformedTextException("a page has 32, a call 16 hexadecimal digits");
    }
    return new DeskMessage(kind, to, call, description(json));
  }

  private static DeskMessage.Kind kind(String type) throws MalformedTextException {
    for (DeskMessage.Kind kind : DeskMessage.Kind.values()) {
      if (kind.said.equals(type)) {
        return kind;
      }
    }
    throw new MalformedTextException("a message of an unknown type");
  }

  private static PageDescription description(JsonNode json) throws MalformedTextException {
    JsonNode all = json.path("candidates");
    if (!all.isArray() || all.size() > PageDescription.MOST_CANDIDATES) {
      throw new MalformedTextException("candidates is a list of at most 8");
    }
    List<PageDescription.Candidate> candidates = new ArrayList<>();
    for (JsonNode each : all) {
      candidates.add(
          new PageDescription.Candidate(
              PageJson.text(each, "address"),
              PageJson.number(each, "port"),
              PageJson.number(each, "priority")));
    }
    return new PageDescription(
        PageJson.text(json, "ufrag"), PageJson.text(json, "pwd"), candidates);
  }
}
