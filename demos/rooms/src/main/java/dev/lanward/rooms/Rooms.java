package dev.lanward.rooms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import dev.lanward.introductions.MalformedTextException;
import dev.lanward.pairing.Fingerprint;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of a device (docs/rooms.md).
 *
 * <p>A core: after each call of a {@code handle...} or a command, {@link #pollOutput} is to be
 * called until it gives nothing. Everything that it holds is bounded by the numbers of rooms and of
 * players, and by the pages that have the desk open, which is for the caller to bound. What a page
 * says that it may not say is passed over; who goes on with that is named and kicked.
 */
public final class Rooms {
  /** Pages that had the desk open, besides those that have. */
  private static final int MOST_REMEMBERED = 512;

  private final Tick start;
  private final long startMillis;
  private final Queue<Output> outputs = new ArrayDeque<>();
  private final Map<String, Room> rooms = new LinkedHashMap<>();

  /** In the order in which they opened the desk. */
  private final Map<String, Guest> guests = new LinkedHashMap<>();

  private @Nullable ObjectNode invitation;

  /** Since the device started. */
  private final Set<String> sentOut = new LinkedHashSet<>();

  /** By who has the device. */
  private boolean isLockedHere;

  private long passedOver;

  /**
   * @param epochMillis the time of day at {@code now}: what the players' common clock begins with
   * @param states as {@link #states} gave them before a restart
   */
  public Rooms(Tick now, long epochMillis, List<RoomState> states) {
    this.start = now;
    this.startMillis = epochMillis;
    for (RoomState each : states) {
      if (rooms.size() < RoomsProtocol.MOST_ROOMS) {
        rooms.put(each.name(), Room.restore(now, each, this::take));
      }
    }
  }

  /**
   * A page has opened the desk, and has shown the certificate of {@code fingerprint} in DTLS. One
   * that comes back before its former session has ended keeps its place, and its part as host.
   */
  public void enter(Tick now, String peer, Fingerprint fingerprint) {
    Guest known = guests.remove(peer);
    Guest guest = known == null ? new Guest(now, peer, fingerprint) : known;
    guest.fingerprint = fingerprint;
    guest.isOpen = true;
    guest.room = null;
    guests.put(peer, guest);
    forgetOldest();
  }

  /** The desk of a page is closed. Its place is kept for a while. */
  public void leave(Tick now, String peer) {
    Guest guest = guests.get(peer);
    if (guest == null) {
      return;
    }
    Room room = guest.room;
    forget(peer);
    if (room != null) {
      room.away(now, peer);
    }
  }

  /** What a page says on the desk. */
  public void handleText(Tick now, String peer, String text) {
    Guest guest = guests.get(peer);
    if (guest == null || !guest.isOpen) {
      passedOver++;
      return;
    }
    if (!guest.maySpeak(now)) {
      foul(now, guest, 1, "flood");
      return;
    }
    try {
      handle(now, guest, RoomReader.read(text), text);
    } catch (MalformedTextException e) {
      foul(now, guest, Guest.MALFORMED, "malformed");
    }
  }

  /** What a page wants passed on: whom it is for, its kind, and what it says (section 5). */
  public void handleRelay(Tick now, String peer, Bytes frame, boolean isReliable) {
    Guest guest = guests.get(peer);
    if (guest == null || !guest.isOpen) {
      passedOver++;
      return;
    }
    try {
      if (guest.room == null || !guest.room.relay(now, guest, frame, isReliable)) {
        foul(now, guest, 1, "flood");
      }
    } catch (MalformedTextException e) {
      foul(now, guest, Guest.MALFORMED, "malformed");
    }
  }

  /** To be called four times a second. */
  public void handleTimeout(Tick now) {
    List.copyOf(rooms.values()).forEach(room -> room.handleTimeout(now));
    removeEmpty();
  }

  /** What is to be done next, oldest first. */
  public Optional<Output> pollOutput() {
    return Optional.ofNullable(outputs.poll());
  }

  /**
   * Sends out every player with that id or name.
   *
   * @param isBan for as long as the room lasts, rather than for five minutes
   * @return how many there were
   */
  public int kick(Tick now, String idOrName, boolean isBan) {
    int count = 0;
    for (Room room : List.copyOf(rooms.values())) {
      for (Player player : room.players()) {
        if (player.id.equals(idOrName) || player.name.equalsIgnoreCase(idOrName)) {
          forget(player.id);
          count += room.kick(now, player.id, isBan, "owner") ? 1 : 0;
        }
      }
    }
    return count;
  }

  /**
   * Locks all rooms to newcomers, or unlocks them. Meanwhile no page is told who else may come in,
   * and none can unlock its room.
   */
  public void lock(Tick now, boolean isLocked) {
    isLockedHere = isLocked;
    rooms.values().forEach(room -> room.lock(now, isLocked));
    inviteOwner();
  }

  /**
   * The device shows this now, in place of the one before, or nothing any more: so does the page of
   * who has made the usual room.
   */
  public void invite(Optional<Invitation> next) {
    invitation = next.map(Invitation::toJson).orElse(null);
    inviteOwner();
  }

  /** What is to be kept for after a restart. */
  public List<RoomState> states() {
    return rooms.values().stream().filter(room -> !room.isEmpty()).map(Room::state).toList();
  }

  /** How much was said that came to nothing. */
  long passedOver() {
    return passedOver;
  }

  private void handle(Tick now, Guest guest, RoomMessage message, String text) {
    Room room = guest.room;
    if (message instanceof RoomMessage.Join join) {
      join(now, guest, join);
    } else if (room == null) {
      foul(now, guest, Guest.MALFORMED, "malformed");
    } else if (room.find(guest.peer).isEmpty()) {
      // It was away for so long that its place is gone: it comes back by joining anew.
      forget(guest.peer);
      outputs.add(new Output.Close(guest.peer));
    } else if (message instanceof RoomMessage.Ping ping) {
      room.heard(now, guest.peer);
      ObjectNode pong = Room.start("pong").put("sent", ping.sent()).put("clock", clock(now));
      outputs.add(new Output.Say(guest.peer, pong.toString()));
    } else if (message instanceof RoomMessage.Leave) {
      guest.room = null;
      room.leave(now, guest.peer);
      removeEmpty();
    } else if (message instanceof RoomMessage.Introduction) {
      // An answer may also be late because the caller has gone or was reloaded meanwhile.
      if (!room.introduce(now, guest.peer, text)) {
        foul(now, guest, 1, "flood");
      }
    } else if (message instanceof RoomMessage.Report report) {
      room.find(report.player()).ifPresent(player -> report(now, guest, room, player));
    } else if (message instanceof RoomMessage.Kick kick) {
      kick(now, guest, room, kick);
    } else if (message instanceof RoomMessage.Lock lock) {
      if (bear(now, guest, room.isOwner(guest.peer))) {
        room.lock(now, lock.isLocked() || isLockedHere);
      }
    }
  }

  private void join(Tick now, Guest guest, RoomMessage.Join join) {
    if (guest.room != null) {
      foul(now, guest, Guest.MALFORMED, "malformed");
      return;
    }
    Room room = rooms.get(join.room());
    boolean isNew = room == null;
    if (room == null) {
      if (rooms.size() >= RoomsProtocol.MOST_ROOMS) {
        refuse(guest, "full");
        return;
      }
      room = new Room(now, join.room(), guest.peer, this::take);
    }
    String refusal = room.refusal(now, guest);
    if (!refusal.isEmpty()) {
      refuse(guest, refusal);
      return;
    }
    if (isNew) {
      rooms.put(join.room(), room);
    }
    leaveOthers(now, guest, room);
    inviteOwner();
    guest.room = room;
    room.join(now, guest, join);
  }

  /** A page is in one room at a time; a place that it had in another, before a reload, goes. */
  private void leaveOthers(Tick now, Guest guest, Room room) {
    for (Room each : List.copyOf(rooms.values())) {
      if (each != room) {
        each.leave(now, guest.peer);
      }
    }
    rooms.values().removeIf(each -> each != room && each.isEmpty());
  }

  private void removeEmpty() {
    rooms.values().removeIf(Room::isEmpty);
  }

  /** Of one room only, which whoever is paired may make; but nobody who was sent out of any. */
  private void inviteOwner() {
    Room room = rooms.get(RoomsProtocol.USUAL_ROOM);
    if (room != null) {
      boolean isTold = !isLockedHere && sentOut.stream().noneMatch(room::isOwner);
      room.invite(isTold ? invitation : null);
    }
  }

  private void take(Output output) {
    if (output instanceof Output.Told told && told.event().what() == RoomEvent.What.KICKED) {
      rememberSentOut(told.event().player());
    }
    outputs.add(output);
  }

  private void rememberSentOut(String peer) {
    sentOut.add(peer);
    if (sentOut.size() > MOST_REMEMBERED) {
      sentOut.remove(sentOut.iterator().next());
    }
  }

  private void report(Tick now, Guest guest, Room room, Player player) {
    room.report(now, guest.peer, player.id);
    if (room.find(player.id).isEmpty()) {
      forget(player.id);
    }
  }

  private void kick(Tick now, Guest guest, Room room, RoomMessage.Kick kick) {
    Optional<Player> player = room.find(kick.player());
    if (bear(now, guest, room.isOwner(guest.peer)) && player.isPresent()) {
      forget(player.get().id);
      room.kick(now, kick.player(), kick.isBan(), "owner");
    }
  }

  private boolean bear(Tick now, Guest guest, boolean isRight) {
    if (!isRight) {
      foul(now, guest, Guest.MALFORMED, "malformed");
    }
    return isRight;
  }

  private void foul(Tick now, Guest guest, int cost, String why) {
    passedOver++;
    if (guest.isForgiven(now, cost)) {
      return;
    }
    // Also who has opened the desk anew to say it, and has its place still.
    Optional<Room> room =
        rooms.values().stream().filter(each -> each.find(guest.peer).isPresent()).findFirst();
    forget(guest.peer);
    if (room.isPresent()) {
      room.get().kick(now, guest.peer, false, why);
    } else {
      rememberSentOut(guest.peer);
      refuse(guest, why);
    }
  }

  private void refuse(Guest guest, String code) {
    forget(guest.peer);
    String text = Room.start("out").put("code", code).toString();
    outputs.add(new Output.Say(guest.peer, text));
    outputs.add(new Output.Close(guest.peer));
  }

  /** What it says from now on is passed over, until it opens the desk anew. */
  private void forget(String peer) {
    Guest guest = guests.get(peer);
    if (guest != null) {
      guest.isOpen = false;
      guest.room = null;
    }
  }

  private void forgetOldest() {
    Iterator<Guest> oldest = guests.values().iterator();
    while (guests.size() > MOST_REMEMBERED && oldest.hasNext()) {
      if (!oldest.next().isOpen) {
        oldest.remove();
      }
    }
  }

  /** The players' common clock, in milliseconds. */
  private long clock(Tick now) {
    return startMillis + now.since(start).toMillis();
  }
}
