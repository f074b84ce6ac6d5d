package dev.lanward.rooms;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.core.Tick;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.PairingCode;
import dev.lanward.pairing.PairingLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Pages that a test speaks for, in the rooms of one device, against a virtual clock. */
abstract class RoomsFixture {
  static final String ADA = id(1);
  static final String BOB = id(2);
  static final String EVE = id(3);
  static final String VISIT = "00112233aabbccdd";
  static final String CALL = "0123456789abcdef";

  /** That of room-desk.json, with the first link of links.json. */
  static final Invitation INVITATION = invitation();

  final List<Output> out = new ArrayList<>();
  Tick now = new Tick(-7);
  Rooms rooms = new Rooms(now, 1_000_000, List.of());

  void restart() {
    List<RoomState> kept = rooms.states();
    out.clear();
    rooms = new Rooms(now, 2_000_000, kept);
  }

  /** Time goes by, in which those ping each second. */
  void passes(Duration duration, String... pinging) {
    for (long left = duration.toMillis(); left > 0; left -= 250) {
      now = now.plus(Duration.ofMillis(Math.min(left, 250)));
      for (String each : pinging) {
        says(each, "{\"type\":\"ping\",\"sent\":1}");
      }
      rooms.handleTimeout(now);
    }
    drain();
  }

  void join(String peer, String name) {
    join(peer, name, "main");
  }

  void join(String peer, String name, String room) {
    rooms.enter(now, peer, print(Integer.parseInt(peer, 16)));
    says(peer, joining(room, name));
  }

  void says(String peer, String text) {
    rooms.handleText(now, peer, text);
    drain();
  }

  void drain() {
    for (Optional<Output> next = rooms.pollOutput(); next.isPresent(); next = rooms.pollOutput()) {
      out.add(next.get());
    }
  }

  JsonNode state(String peer) {
    return json(lastText(peer, "room"));
  }

  String refusal(String peer) {
    assertTrue(out.contains(new Output.Close(peer)));
    return json(lastText(peer, "out")).get("code").textValue();
  }

  String lastText(String peer, String type) {
    return textsTo(peer).stream()
        .filter(text -> json(text).get("type").textValue().equals(type))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  List<String> textsTo(String peer) {
    return out.stream()
        .filter(Output.Say.class::isInstance)
        .map(Output.Say.class::cast)
        .filter(say -> say.peer().equals(peer))
        .map(Output.Say::text)
        .toList();
  }

  List<Output> relayed() {
    return out.stream().filter(Output.Relay.class::isInstance).toList();
  }

  Stream<RoomEvent> told(RoomEvent.What what) {
    return out.stream()
        .filter(Output.Told.class::isInstance)
        .map(each -> ((Output.Told) each).event())
        .filter(event -> event.what() == what);
  }

  static List<String> texts(JsonNode all, String member) {
    List<String> texts = new ArrayList<>();
    all.forEach(each -> texts.add(each.get(member).textValue()));
    return texts;
  }

  static ObjectNode json(String text) {
    try {
      return (ObjectNode) new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  static String joining(String room, String name) {
    return "{\"type\":\"join\",\"room\":\"%s\",\"name\":\"%s\",\"visit\":\"%s\"}"
        .formatted(room, name, VISIT);
  }

  static String order(String type, String player) {
    return "{\"type\":\"%s\",\"player\":\"%s\"}".formatted(type, player);
  }

  static String call(String to) {
    return ("{\"type\":\"call\",\"to\":\"%s\",\"call\":\"%s\",\"ufrag\":\"aB3/\","
            + "\"pwd\":\"xxxxxxxxxxxxxxxxxxxxxxxx\",\"candidates\":[{\"address\":\"10.0.0.9\","
            + "\"port\":50000,\"priority\":7}]}")
        .formatted(to, CALL);
  }

  /** A text that is to be passed on. */
  static Bytes frame(String id, String text) {
    return Bytes.concat(
        Bytes.ofHex(id),
        Bytes.ofHex("00"),
        Bytes.copyOf(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  private static Invitation invitation() {
    try {
      return new Invitation(
          PairingCode.parse("7-482913"),
          PairingLink.parse(
              "lanward:1?f=gIDAlkS15bWJndf-nUV4lPzJb315uK1y_YTwnbknPSM"
                  + "&s=OlJykfp7WAwX05GcdGbtFQ&h=0332a6d6-d0a5-4a4a-9d5c-e024a28389cc"),
          "http://10.77.0.1:47480/");
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }

  static String id(int number) {
    return "%032x".formatted(number);
  }

  static Fingerprint print(int number) {
    return new Fingerprint(Bytes.ofHex("%064x".formatted(number)));
  }
}
