package dev.lanward.rooms;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.introductions.DeskReader;
import dev.lanward.introductions.MalformedTextException;
import dev.lanward.introductions.PageJson;
import dev.lanward.pairing.Names;
import java.util.regex.Pattern;

/** Reads what a page says on the desk. Members that are not known are passed over. */
final class RoomReader {
  /** Largest whole number that a page's own numbers hold exactly (ECMA-262, Number). */
  private static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

  private RoomReader() {}

  static RoomMessage read(String text) throws MalformedTextException {
    JsonNode json = PageJson.parse(text, RoomsProtocol.MAX_CHARS);
    return switch (PageJson.text(json, "type")) {
      case "join" -> join(json);
      case "leave" -> new RoomMessage.Leave();
      case "ping" -> new RoomMessage.Ping(sent(json));
      case "kick" -> new RoomMessage.Kick(player(json), false);
      case "ban" -> new RoomMessage.Kick(player(json), true);
      case "lock" -> new RoomMessage.Lock(PageJson.flag(json, "locked"));
      case "report" -> new RoomMessage.Report(player(json));
      case "call", "answer" -> introduction(text);
      default -> throw new MalformedTextException("a message of an unknown type");
    };
  }

  private static RoomMessage join(JsonNode json) throws MalformedTextException {
    String name =
        Names.clean(PageJson.text(json, "name"))
            .orElseThrow(() -> new MalformedTextException("a name has 1 to 64 characters"));
    return new RoomMessage.Join(
        matching(json, "room", RoomsProtocol.ROOM),
        name,
        matching(json, "visit", RoomsProtocol.VISIT));
  }

  private static RoomMessage introduction(String text) throws MalformedTextException {
    DeskReader.check(text);
    return new RoomMessage.Introduction();
  }

  private static long sent(JsonNode json) throws MalformedTextException {
    JsonNode value = json.path("sent");
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < 0
        || value.longValue() > MAX_SAFE_INTEGER) {
      throw new MalformedTextException("sent is a whole number");
    }
    return value.longValue();
  }

  private static String player(JsonNode json) throws MalformedTextException {
    return matching(json, "player", RoomsProtocol.ID);
  }

  private static String matching(JsonNode json, String name, Pattern pattern)
      throws MalformedTextException {
    String text = PageJson.text(json, name);
    if (!pattern.matcher(text).matches()) {
      throw new MalformedTextException(name + " is not of its form");
    }
    return text;
  }
}
