package dev.lanward.rooms;

import dev.lanward.pairing.Fingerprint;
import java.util.List;
import java.util.Set;

/**
 * A room as it outlives a restart of the device.
 *
 * @param host id of the player that is host; empty for none
 * @param term how often the host has changed
 * @param owner id of the player who made the room
 * @param banned ids of players
 */
public record RoomState(
    String name,
    String host,
    long term,
    String owner,
    boolean isLocked,
    Set<String> banned,
    List<Member> members) {

  /** A player's place. */
  public record Member(String peer, Fingerprint fingerprint, String name, String visit) {}

  public RoomState {
    banned = Set.copyOf(banned);
    members = List.copyOf(members);
  }
}
