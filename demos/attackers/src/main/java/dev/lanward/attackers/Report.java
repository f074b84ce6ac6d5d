package dev.lanward.attackers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What an attacker did and saw: one JSON object a line. Any thread. */
final class Report {
  private final ObjectMapper json = new ObjectMapper();
  private final Consumer<String> lines;

  Report(Consumer<String> lines) {
    this.lines = lines;
  }

  /**
   * Writes one line.
   *
   * @param event its member {@code event}
   * @param members names and values by turns: strings, numbers, booleans, maps of them
   */
  synchronized void event(String event, Object... members) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("event", event);
    for (int i = 0; i < members.length; i += 2) {
      object.put((String) members[i], members[i + 1]);
    }
    try {
      lines.accept(json.writeValueAsString(object));
    } catch (JsonProcessingException e) {
      throw new AssertionError("an event is made of plain values", e);
    }
  }
}
