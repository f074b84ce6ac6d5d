package dev.lanward.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code send} asks of the process that has this machine's door: one JSON object in a line. It
 * answers with the lines of {@code send --json}.
 *
 * @param peer the id of the one to send to
 * @param files absolute paths
 * @param timeout how long to wait for the peer at first
 * @param patience how long to wait for it after a cut
 */
record Errand(String peer, List<Path> files, Duration timeout, Duration patience) {
  /** Another version is refused: both processes are of one installation, at times an older one. */
  static final int VERSION = 1;

  /** A line has at most so many bytes. */
  static final int MAX_LINE_BYTES = 1 << 20;

  private static final int MOST_FILES = 10_000;
  private static final Duration MOST_TIME = Duration.ofDays(1);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  Errand {
    files = List.copyOf(files);
  }

  String toJson() {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("version", VERSION).put("peer", peer);
    json.put("timeout", timeout.toMillis()).put("patience", patience.toMillis());
    ArrayNode paths = json.putArray("files");
    files.forEach(file -> paths.add(file.toString()));
    return json.toString();
  }

  /**
   * @throws CommandFailedException with code {@code unsupported} or {@code malformed}
   */
  static Errand parse(String line) throws CommandFailedException {
    JsonNode json = parseObject(line);
    if (json.path("version").asInt() != VERSION) {
      throw new CommandFailedException(
          "unsupported",
          "The process that has this machine's door is of another version: start it anew.");
    }
    JsonNode paths = json.path("files");
    if (!paths.isArray() || paths.isEmpty() || paths.size() > MOST_FILES) {
      throw malformed("files is a list of 1 to " + MOST_FILES);
    }
    List<Path> files = new ArrayList<>();
    for (JsonNode each : paths) {
      files.add(path(each));
    }
    if (!json.path("peer").isTextual() || !json.path("peer").textValue().matches("[0-9a-f]{32}")) {
      throw malformed("peer is the id of one");
    }
    return new Errand(
        json.path("peer").textValue(), files, time(json, "timeout"), time(json, "patience"));
  }

  /** A line that is a JSON object. */
  static JsonNode parseObject(String line) throws CommandFailedException {
    try {
      JsonNode json = MAPPER.readTree(line);
      if (json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      // As below.
    }
    throw malformed("a line is a JSON object");
  }

  private static Path path(JsonNode text) throws CommandFailedException {
    try {
      Path path = Path.of(text.asText());
      if (text.isTextual() && path.isAbsolute()) {
        return path;
      }
    } catch (InvalidPathException e) {
      // As below.
    }
    throw malformed("a file is an absolute path");
  }

  private static Duration time(JsonNode json, String name) throws CommandFailedException {
    long millis = json.path(name).asLong(-1);
    if (millis < 0 || millis > MOST_TIME.toMillis()) {
      throw malformed(name + " is a number of milliseconds");
    }
    return Duration.ofMillis(millis);
  }

  private static CommandFailedException malformed(String rule) {
    return new CommandFailedException("malformed", "Not understood: " + rule + ".");
  }
}
