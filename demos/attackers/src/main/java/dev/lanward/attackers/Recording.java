package dev.lanward.attackers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanward.core.Bytes;
import dev.lanward.ice.StunProblem;
import dev.lanward.ice.StunReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Datagrams between pages and a door as a forwarder saw them, in a JSON file. */
final class Recording {
  /** No file that is read is larger. */
  private static final long MAX_FILE_BYTES = 128L << 20;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int KIND_LENGTH = 3;

  /**
   * One datagram.
   *
   * @param micros when, since the recording began
   */
  record Packet(long micros, boolean fromPage, Bytes bytes) {}

  /** What went between one address of a page and the door. */
  static final class Flow {
    private final List<Packet> packets = new ArrayList<>();

    void add(Packet packet) {
      packets.add(packet);
    }

    List<Packet> fromPage() {
      return packets.stream().filter(Packet::fromPage).toList();
    }

    int size() {
      return packets.size();
    }

    /** {@code lw0}, {@code lw1} or {@code lw2}: the first knock; empty when there is none. */
    String knock() {
      return fromPage().stream()
          .map(packet -> Recording.knockIn(packet.bytes()))
          .flatMap(Optional::stream)
          .findFirst()
          .orElse("");
    }
  }

  private final List<Flow> flows = new ArrayList<>();

  Flow newFlow() {
    Flow flow = new Flow();
    flows.add(flow);
    return flow;
  }

  List<Flow> flows() {
    return flows;
  }

  int size() {
    return flows.stream().mapToInt(Flow::size).sum();
  }

  /** Which kind of knock {@code datagram} is, if it is one. */
  static Optional<String> knockIn(Bytes datagram) {
    StunReader reader = new StunReader();
    if (datagram.length() == 0
        || reader.read(datagram.toBuffer()) != StunProblem.NONE
        || !reader.isBindingRequest()
        || !reader.username().startsWith("lw")) {
      return Optional.empty();
    }
    return Optional.of(reader.username().substring(0, KIND_LENGTH));
  }

  void write(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode all = root.putArray("flows");
    for (Flow flow : flows) {
      ObjectNode object = all.addObject();
      object.put("knock", flow.knock());
      ArrayNode packets = object.putArray("packets");
      for (Packet packet : flow.packets) {
        packets
            .addObject()
            .put("micros", packet.micros())
            .put("from", packet.fromPage() ? "page" : "device")
            .put("data", Base64.getEncoder().encodeToString(packet.bytes().toArray()));
      }
    }
    Files.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
  }

  static Recording read(Path file) throws IOException, UsageException {
    if (!Files.isRegularFile(file) || Files.size(file) > MAX_FILE_BYTES) {
      throw new UsageException("--file: " + file + " is no recording");
    }
    Recording recording = new Recording();
    for (JsonNode each : JSON.readTree(file.toFile()).path("flows")) {
      Flow flow = recording.newFlow();
      for (JsonNode packet : each.path("packets")) {
        flow.add(
            new Packet(
                packet.path("micros").asLong(),
                packet.path("from").asText().equals("page"),
                Bytes.copyOf(Base64.getDecoder().decode(packet.path("data").asText()))));
      }
    }
    return recording;
  }
}
