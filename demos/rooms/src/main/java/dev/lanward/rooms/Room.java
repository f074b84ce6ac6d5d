package dev.lanward.rooms;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import dev.lanward.introductions.Introductions;
import dev.lanward.introductions.MalformedTextException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One room: its players, its host, and what they say to each other through the device. */
final class Room {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Bytes before what is passed on: whose it is or whom it is for, and its kind. */
  private static final int FRAME_HEADER = RoomsProtocol.ID_BYTES + 1;

  /** Characters of a name that gets a number, so that it stays within 64. */
  private static final int MOST_BEFORE_NUMBER = 62;

  final String name;
  private final Consumer<Output> out;
  private final Introductions introductions = new Introductions();

  /** By id, in the order in which they came: who has been here longest is host next. */
  private final Map<String, Player> players = new LinkedHashMap<>();

  private final Map<String, Tick> kicked = new HashMap<>();
  private final Set<String> banned = new HashSet<>();
  private final String owner;
  private boolean isLocked;
  private String host = "";
  private long term;
  private @Nullable ObjectNode invitation;

  /** Until when a host is waited for that nobody is here to follow yet. */
  private Tick hostUntil;

  Room(Tick now, String name, String owner, Consumer<Output> out) {
    this.name = name;
    this.owner = owner;
    this.out = out;
    this.hostUntil = now;
  }

  /** As it was before a restart: everybody is away, and the host is waited for. */
  static Room restore(Tick now, RoomState state, Consumer<Output> out) {
    Room room = new Room(now, state.name(), state.owner(), out);
    for (RoomState.Member each : state.members()) {
      Player player = new Player(now, each.peer(), each.fingerprint(), each.name(), each.visit());
      player.isHere = false;
      room.players.put(each.peer(), player);
    }
    room.banned.addAll(state.banned());
    room.isLocked = state.isLocked();
    room.host = state.host();
    room.term = state.term();
    room.hostUntil = now.plus(RoomsProtocol.HOST_GRACE);
    return room;
  }

  RoomState state() {
    List<RoomState.Member> members =
        players.values().stream()
            .map(each -> new RoomState.Member(each.id, each.fingerprint, each.name, each.visit))
            .toList();
    return new RoomState(name, host, term, owner, isLocked, banned, members);
  }

  boolean isEmpty() {
    return players.isEmpty();
  }

  List<Player> players() {
    return List.copyOf(players.values());
  }

  boolean isLocked() {
    return isLocked;
  }

  /** Why {@code guest} is not let in; empty when it is. */
  String refusal(Tick now, Guest guest) {
    if (banned.contains(guest.peer)) {
      return "banned";
    }
    kicked.values().removeIf(until -> until.isBefore(now));
    if (kicked.containsKey(guest.peer)) {
      return "kicked";
    }
    if (players.containsKey(guest.peer)) {
      return "";
    }
    if (isLocked) {
      return "locked";
    }
    return players.size() >= RoomsProtocol.MOST_PLAYERS ? "full" : "";
  }

  void join(Tick now, Guest guest, RoomMessage.Join join) {
    Player player = players.get(guest.peer);
    boolean isNew = player == null;
    if (player == null) {
      player = new Player(now, guest.peer, guest.fingerprint, join.name(), join.visit());
      players.put(guest.peer, player);
    }
    if (isNew
        || !player.isHere
        || !player.visit.equals(join.visit())
        || !player.fingerprint.equals(guest.fingerprint)) { // which may have been renewed
      introductions.enter(now, player.id, guest.fingerprint);
    }
    player.fingerprint = guest.fingerprint;
    player.name = unlikeOthers(join.name(), player);
    player.visit = join.visit();
    player.isHere = true;
    player.since = now;
    told(RoomEvent.What.JOINED, player, "");
    changed(now);
  }

  /** It is not heard of any more; its place is kept. */
  void away(Tick now, String peer) {
    Player player = players.get(peer);
    if (player == null || !player.isHere) {
      return;
    }
    player.isHere = false;
    player.since = now;
    introductions.leave(player.id);
    told(RoomEvent.What.AWAY, player, "");
    changed(now);
  }

  void leave(Tick now, String peer) {
    Player player = players.remove(peer);
    if (player != null) {
      introductions.leave(player.id);
      forgetReportsOf(player);
      told(RoomEvent.What.LEFT, player, "");
      changed(now);
    }
  }

  /** It pings, so it is here: also one that was thought to be away. */
  void heard(Tick now, String peer) {
    Player player = players.get(peer);
    if (player == null) {
      return;
    }
    player.since = now;
    if (!player.isHere) {
      player.isHere = true;
      introductions.enter(now, player.id, player.fingerprint);
      told(RoomEvent.What.JOINED, player, "");
      changed(now);
    }
  }

  /** Sends out the player {@code id}; whether there is one. */
  boolean kick(Tick now, String id, boolean isBan, String why) {
    Optional<Player> found = find(id);
    if (found.isEmpty()) {
      return false;
    }
    Player player = found.get();
    players.remove(player.id);
    introductions.leave(player.id);
    forgetReportsOf(player);
    if (isBan) {
      banned.add(player.id);
    }
    kicked.put(player.id, now.plus(RoomsProtocol.KICKED));
    say(player, start("out").put("code", isBan ? "banned" : "kicked").put("why", why));
    out.accept(new Output.Close(player.id));
    ObjectNode notice = start("kicked").put("player", id).put("name", player.name).put("why", why);
    players.values().stream().filter(each -> each.isHere).forEach(each -> say(each, notice));
    told(RoomEvent.What.KICKED, player, why);
    changed(now);
    return true;
  }

  void lock(Tick now, boolean locked) {
    isLocked = locked;
    changed(now);
  }

  /** What its owner is told of whom it may let in; nothing any more where it is null. */
  void invite(@Nullable ObjectNode next) {
    if (invitation != next) {
      invitation = next;
      tellAll();
    }
  }

  boolean isOwner(String peer) {
    return owner.equals(peer);
  }

  /** More than half of the others, and two at least, have to say so before it counts. */
  void report(Tick now, String reporter, String id) {
    Optional<Player> found = find(id);
    if (found.isEmpty() || found.get().id.equals(reporter)) {
      return;
    }
    Set<String> reporters = found.get().reporters;
    reporters.add(reporter);
    int others = players.size() - 1;
    if (reporters.size() >= 2 && reporters.size() * 2 > others) {
      kick(now, id, false, "reported");
    }
  }

  /** Whether it was a call or an answer that the other may hear, in time and within the limits. */
  boolean introduce(Tick now, String peer, String text) {
    Player player = players.get(peer);
    if (player == null) {
      return false;
    }
    long before = introductions.passedOver();
    for (Introductions.Note note : introductions.handleText(now, player.id, text)) {
      find(note.to()).ifPresent(to -> out.accept(new Output.Say(to.id, note.text())));
    }
    return introductions.passedOver() == before;
  }

  /**
   * Whether a frame was for somebody, and within the limits. Its source is the device's word.
   *
   * @throws MalformedTextException where no page of good will says that
   */
  boolean relay(Tick now, Guest guest, Bytes frame, boolean isReliable)
      throws MalformedTextException {
    Player from = players.get(guest.peer);
    int size = frame.length() - FRAME_HEADER;
    if (size < 0 || size > RoomsProtocol.MAX_RELAYED_BYTES) {
      throw new MalformedTextException("what is passed on has 17 to 16,401 bytes");
    }
    if (from == null) {
      return false;
    }
    Optional<Player> to = find(frame.slice(0, FRAME_HEADER - 1).toHex());
    if (to.isEmpty() || !guest.mayRelay(now, size)) {
      return false;
    }
    if (to.get().isHere && to.get() != from) {
      Bytes rest = frame.slice(FRAME_HEADER - 1, size + 1);
      out.accept(
          new Output.Relay(to.get().id, Bytes.concat(Bytes.ofHex(from.id), rest), isReliable));
    }
    return true;
  }

  void handleTimeout(Tick now) {
    boolean isAnybodyHere = players.values().stream().anyMatch(each -> each.isHere);
    Duration kept = isAnybodyHere ? RoomsProtocol.AWAY : RoomsProtocol.ABANDONED;
    for (Player each : players()) {
      Duration silent = now.since(each.since);
      if (each.isHere && silent.compareTo(RoomsProtocol.SILENCE) > 0) {
        away(now, each.id);
      } else if (!each.isHere && silent.compareTo(kept) > 0) {
        leave(now, each.id);
      }
    }
    if (elect(now)) {
      tellAll();
    }
  }

  Optional<Player> find(String id) {
    return Optional.ofNullable(players.get(id));
  }

  private void forgetReportsOf(Player player) {
    players.values().forEach(each -> each.reporters.remove(player.id));
  }

  /** Nobody passes for another by its name: the second Ada is Ada 2. */
  private String unlikeOthers(String wanted, Player player) {
    String unique = wanted;
    for (int i = 2; isTaken(unique, player); i++) {
      int kept = Math.min(MOST_BEFORE_NUMBER, wanted.codePointCount(0, wanted.length()));
      unique = wanted.substring(0, wanted.offsetByCodePoints(0, kept)) + " " + i;
    }
    return unique;
  }

  private boolean isTaken(String wanted, Player player) {
    return players.values().stream()
        .anyMatch(each -> each != player && each.name.equalsIgnoreCase(wanted));
  }

  private void changed(Tick now) {
    elect(now);
    tellAll();
  }

  /**
   * The host stays while it is here; then it is who has been here longest. Where nobody was heard
   * lately it is this device that was cut off: then the host is waited for, as after a restart.
   */
  private boolean elect(Tick now) {
    Optional<Player> next =
        players.values().stream()
            .filter(each -> each.isHere)
            .filter(each -> now.since(each.since).compareTo(RoomsProtocol.LATELY) <= 0)
            .findFirst();
    if (next.isEmpty()) {
      hostUntil = now.plus(RoomsProtocol.HOST_GRACE);
      return false;
    }
    Player current = players.get(host);
    if (current != null && current.isHere) {
      hostUntil = now;
      return false;
    }
    if (current != null && now.isBefore(hostUntil)) {
      return false;
    }
    host = next.get().id;
    term++;
    told(RoomEvent.What.HOST, next.get(), "");
    return true;
  }

  private void tellAll() {
    ObjectNode json = start("room").put("room", name).put("term", term).put("locked", isLocked);
    if (!host.isEmpty()) {
      json.put("host", host);
    }
    Player ownersPlace = players.get(owner);
    if (ownersPlace != null) {
      json.put("owner", ownersPlace.id);
    }
    ArrayNode all = json.putArray("players");
    for (Player each : players.values()) {
      all.addObject()
          .put("id", each.id)
          .put("name", each.name)
          .put("fingerprint", each.fingerprint.toString())
          .put("visit", each.visit)
          .put("away", !each.isHere);
    }
    for (Player each : players.values()) {
      if (each.isHere) {
        json.put("you", each.id);
        json.remove("invitation");
        if (invitation != null && each == ownersPlace && !isLocked) {
          json.set("invitation", invitation);
        }
        say(each, json);
      }
    }
  }

  private void say(Player to, ObjectNode json) {
    out.accept(new Output.Say(to.id, json.toString()));
  }

  private void told(RoomEvent.What what, Player player, String why) {
    out.accept(new Output.Told(new RoomEvent(what, name, player.id, player.name, why)));
  }

  static ObjectNode start(String type) {
    return MAPPER.createObjectNode().put("type", type);
  }
}
