package dev.lanward.rooms;

import java.time.Duration;
import java.util.regex.Pattern;

/** The constants of docs/rooms.md. */
public final class RoomsProtocol {
  /** The ordered, reliable channel that a page opens (section 1). */
  public static final String DESK_LABEL = "rooms";

  /** Its subprotocol. */
  public static final String DESK_PROTOCOL = "lanward-rooms-1";

  /** What is passed on in order and for certain (section 5). */
  public static final String RELAY_LABEL = "room-relay";

  /** What is passed on once, or not at all. */
  public static final String UNRELIABLE_RELAY_LABEL = "room-relay-unreliable";

  /** The subprotocol of both. */
  public static final String RELAY_PROTOCOL = "lanward-room-relay-1";

  /** What a page hears whose place another connection of it has taken (section 3). */
  public static final String REPLACED = "{\"type\":\"out\",\"code\":\"replaced\"}";

  /** The room of a page that names none, and of the device's own game. */
  static final String USUAL_ROOM = "main";

  /** UTF-16 units of a message that a page says. */
  static final int MAX_CHARS = 4_096;

  /** Rooms of a device. */
  static final int MOST_ROOMS = 16;

  /** Players of a room, those included that are away. */
  static final int MOST_PLAYERS = 8;

  /** Bytes that one player says to another in one message. */
  static final int MAX_RELAYED_BYTES = 16_384;

  /** Who has said nothing for so long is away: a page pings each second. */
  static final Duration SILENCE = Duration.ofSeconds(4);

  /** Who was heard of in that time can be host next. */
  static final Duration LATELY = Duration.ofSeconds(2);

  /** For so long the place of a player that is away is kept, while others are here. */
  static final Duration AWAY = Duration.ofSeconds(60);

  /** And for so long where nobody is: then it is this device that was cut off. */
  static final Duration ABANDONED = Duration.ofMinutes(10);

  /** After a restart, or when this device was cut off, a host has so long to be back. */
  static final Duration HOST_GRACE = Duration.ofSeconds(10);

  /** Who was kicked stays outside for so long. */
  static final Duration KICKED = Duration.ofMinutes(5);

  /** Bytes of a player's id, which is its pairing id (protocol section 2). */
  static final int ID_BYTES = 16;

  static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  static final Pattern VISIT = Pattern.compile("[0-9a-f]{16}");
  static final Pattern ROOM = Pattern.compile("[a-z0-9-]{1,32}");

  private RoomsProtocol() {}
}
