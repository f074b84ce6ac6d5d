package dev.lanward.rooms;

/**
 * What happened in a room, for the device's owner.
 *
 * @param what which
 * @param room its name
 * @param player id of the player, 32 hexadecimal digits
 * @param name what the player calls itself; for people
 * @param why of a {@link What#KICKED} one: {@code owner}, {@code flood}, {@code malformed}, {@code
 *     reported}; empty otherwise
 */
public record RoomEvent(What what, String room, String player, String name, String why) {
  /** What can happen. */
  public enum What {
    /** It came, or came back. */
    JOINED,
    /** It is not heard of; its place is kept. */
    AWAY,
    /** It left, or was away for too long. */
    LEFT,
    /** It was sent out. */
    KICKED,
    /** It is host now. */
    HOST
  }
}
