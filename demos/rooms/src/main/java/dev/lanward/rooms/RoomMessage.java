package dev.lanward.rooms;

/** What a page says on the desk (docs/rooms.md, section 2). */
sealed interface RoomMessage {
  /** It wants to be in a room. */
  record Join(String room, String name, String visit) implements RoomMessage {}

  /** It leaves for good. */
  record Leave() implements RoomMessage {}

  /** It is still here. */
  record Ping(long sent) implements RoomMessage {}

  /** The owner sends somebody out. */
  record Kick(String player, boolean isBan) implements RoomMessage {}

  /** The owner locks the room, or unlocks it. */
  record Lock(boolean isLocked) implements RoomMessage {}

  /** Another player does what it may not. */
  record Report(String player) implements RoomMessage {}

  /** A call or its answer, which {@code Introductions} reads. */
  record Introduction() implements RoomMessage {}
}
