package dev.lanward.rooms.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.rooms.RoomState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rooms as a file of a device's state directory: JSON, readable to the owner only. */
final class RoomsFile {
  private static final Logger LOG = LoggerFactory.getLogger(RoomsFile.class);

  /** Sixteen rooms of eight players have under 64 KiB. */
  private static final long MAX_BYTES = 1 << 20;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path file;

  RoomsFile(Path file) {
    this.file = file;
  }

  /**
   * What was saved; nothing where there is no file. One that is damaged is set aside, as {@code
   * rooms.json.damaged}, and rooms are made anew.
   */
  List<RoomState> load() {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("it has more than " + MAX_BYTES + " bytes");
      }
      List<RoomState> states = new ArrayList<>();
      for (JsonNode room : MAPPER.readTree(file.toFile()).path("rooms")) {
        states.add(room(room));
      }
      return states;
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("{} cannot be read, and the rooms are made anew: {}", file, e.toString());
      setAside();
      return List.of();
    }
  }

  private void setAside() {
    Path aside = file.resolveSibling(file.getFileName() + ".damaged");
    try {
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("Nor can it be set aside: {}", e.toString());
    }
  }

  /** Replaces what was saved, at once or not at all. */
  void save(List<RoomState> states) throws IOException {
    ObjectNode json = MAPPER.createObjectNode();
    ArrayNode rooms = json.putArray("rooms");
    states.forEach(state -> write(rooms.addObject(), state));
    Path directory = file.toAbsolutePath().getParent();
    // Readable to the owner only, as temporary files are.
    Path next = Files.createTempFile(directory, "rooms", ".tmp");
    Files.writeString(next, json.toString());
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void write(ObjectNode room, RoomState state) {
    room.put("name", state.name()).put("host", state.host()).put("term", state.term());
    room.put("owner", state.owner()).put("locked", state.isLocked());
    ArrayNode banned = room.putArray("banned");
    state.banned().forEach(banned::add);
    ArrayNode members = room.putArray("members");
    for (RoomState.Member each : state.members()) {
      members
          .addObject()
          .put("peer", each.peer())
          .put("fingerprint", each.fingerprint().toString())
          .put("name", each.name())
          .put("visit", each.visit());
    }
  }

  private static RoomState room(JsonNode room) {
    Set<String> banned = new HashSet<>();
    room.path("banned").forEach(each -> banned.add(each.asText()));
    List<RoomState.Member> members = new ArrayList<>();
    for (JsonNode each : room.path("members")) {
      members.add(
          new RoomState.Member(
              each.path("peer").asText(),
              Fingerprint.parse(each.path("fingerprint").asText()),
              each.path("name").asText(),
              each.path("visit").asText()));
    }
    return new RoomState(
        room.path("name").asText(),
        room.path("host").asText(),
        room.path("term").asLong(),
        room.path("owner").asText(),
        room.path("locked").asBoolean(),
        banned,
        members);
  }
}
