package dev.lanward.rooms;

import dev.lanward.core.Bytes;

/** What {@link Rooms} wants done. Peers are named by their pairing ids. */
public sealed interface Output {
  /** To be said to {@code peer} on its desk. */
  record Say(String peer, String text) implements Output {}

  /** To be passed on to {@code peer}. */
  record Relay(String peer, Bytes frame, boolean isReliable) implements Output {}

  /** Nothing more is heard of {@code peer} here: its channels are to be closed. */
  record Close(String peer) implements Output {}

  /** For whoever watches the device. */
  record Told(RoomEvent event) implements Output {}
}
