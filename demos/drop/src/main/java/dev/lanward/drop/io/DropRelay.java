package dev.lanward.drop.io;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanward.core.Tick;
import dev.lanward.datachannel.ChannelOptions;
import dev.lanward.drop.DropMessage;
import dev.lanward.drop.DropProtocol;
import dev.lanward.drop.DropWriter;
import dev.lanward.introductions.Introductions;
import dev.lanward.peer.Channel;
import dev.lanward.peer.Session;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Lets pages that are paired with this device send to each other (docs/drop.md, section 9): it
 * tells each which others are here, introduces two that want to connect directly, and where they
 * cannot, passes on what one says to another, as it is.
 *
 * <p>Nothing is held here. A transfer's receiver bounds what is on its way by what it asks for, and
 * whoever says more than a session bears is cut off.
 */
public final class DropRelay {
  /** The channel on which a page hears who else is here. */
  public static final String DESK_LABEL = "drop-desk";

  /** The subprotocol of that channel. */
  public static final String DESK_PROTOCOL = "lanward-drop-desk-1";

  /** A page opens {@code drop-to/ID} to send to that page. */
  public static final String TO = "drop-to/";

  /** And that page is sent to on {@code drop-from/ID}. */
  public static final String FROM = "drop-from/";

  /** Pages that are told of, which all know of one another. */
  static final int MOST_PAGES = 64;

  /** Of one page and to one: 4 MiB each may wait in the 16 MiB of a session (section 2). */
  static final int MOST_OF_A_PAGE = 2;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** A page that is here. */
  private static final class Guest {
    final Session session;
    final Channel desk;
    int sending;
    int receiving;
    String told = "";

    Guest(Session session, Channel desk) {
      this.session = session;
      this.desk = desk;
    }

    String id() {
      return session.peer().id();
    }
  }

  /** By pairing id; the latest of each. Guarded by this. */
  private final Map<String, Guest> guests = new LinkedHashMap<>();

  /** Guarded by this. */
  private final Introductions introductions = new Introductions();

  private final LongSupplier nanoTime;

  /** With this host's clock. */
  public DropRelay() {
    this(System::nanoTime);
  }

  /** With the clock of a test. */
  DropRelay(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Lets the peer of {@code session} take part, if it wants to. */
  public void join(Session session) {
    session.onChannel(DESK_LABEL, desk -> enter(session, desk));
  }

  private synchronized void enter(Session session, Channel desk) {
    boolean isNew = !guests.containsKey(session.peer().id());
    if (!desk.protocol().equals(DESK_PROTOCOL) || (isNew && guests.size() >= MOST_PAGES)) {
      desk.close();
      return;
    }
    Guest guest = new Guest(session, desk);
    guests.put(guest.id(), guest);
    introductions.enter(now(), guest.id(), session.peer().fingerprint());
    for (Guest other : guests.values()) {
      connect(guest, other.id());
      connect(other, guest.id());
    }
    desk.onText(text -> introduce(guest, text));
    desk.onBinary(bytes -> {});
    desk.onClose(() -> leave(guest));
    tellAll();
  }

  private synchronized void leave(Guest guest) {
    if (guests.remove(guest.id(), guest)) {
      introductions.leave(guest.id());
      tellAll();
    }
  }

  /** A page calls another, or answers it; what else it may say is passed over. */
  private synchronized void introduce(Guest guest, String text) {
    if (guests.get(guest.id()) != guest) {
      return; // A later session of the same page has its place.
    }
    for (Introductions.Note note : introductions.handleText(now(), guest.id(), text)) {
      Guest to = guests.get(note.to());
      if (to != null) {
        say(to.desk, note.text());
      }
    }
  }

  private Tick now() {
    return new Tick(nanoTime.getAsLong());
  }

  /** From now on {@code guest} can send to the page {@code to}, while that is here. */
  private void connect(Guest guest, String to) {
    if (!guest.id().equals(to)) {
      guest.session.onChannel(TO + to, channel -> pass(guest, to, channel));
    }
  }

  private void tellAll() {
    for (Guest guest : guests.values()) {
      String now = presence(guest);
      if (!now.equals(guest.told) && say(guest.desk, now)) {
        guest.told = now;
      }
    }
  }

  private String presence(Guest guest) {
    ObjectNode json = MAPPER.createObjectNode().put("type", "present");
    ArrayNode pages = json.putArray("pages");
    guests.values().stream()
        .filter(other -> other != guest)
        .forEach(
            other -> pages.addObject().put("id", other.id()).put("name", nameOf(other.session)));
    return json.toString();
  }

  private static String nameOf(Session session) {
    return session.peer().name();
  }

  private synchronized void pass(Guest from, String to, Channel incoming) {
    Guest guest = guests.get(to);
    if (guest == null) {
      refuse(incoming, "away", "That page is not here now.");
    } else if (!incoming.protocol().equals(DropProtocol.PROTOCOL)) {
      refuse(incoming, "unsupported", "This side passes on " + DropProtocol.PROTOCOL + ".");
    } else if (from.sending >= MOST_OF_A_PAGE || guest.receiving >= MOST_OF_A_PAGE) {
      refuse(incoming, "busy", "Other files are on their way just now. Try again later.");
    } else {
      pipe(from, guest, incoming);
    }
  }

  private void pipe(Guest from, Guest to, Channel incoming) {
    Channel outgoing;
    try {
      outgoing =
          to.session.openChannel(
              ChannelOptions.reliable(FROM + from.id()).withProtocol(DropProtocol.PROTOCOL));
    } catch (IllegalStateException e) {
      refuse(incoming, "away", "That page is not here now.");
      return;
    }
    from.sending++;
    to.receiving++;
    incoming.onClose(
        () -> {
          outgoing.close();
          ended(from, to);
        });
    outgoing.onClose(incoming::close);
    carry(incoming, outgoing);
    carry(outgoing, incoming);
  }

  private synchronized void ended(Guest from, Guest to) {
    from.sending--;
    to.receiving--;
  }

  private static void carry(Channel from, Channel to) {
    from.onText(text -> orClose(from, () -> to.send(text)));
    from.onBinary(bytes -> orClose(from, () -> to.send(bytes)));
  }

  /** Too much waits, or the other side is gone: either way this transfer is cut. */
  private static void orClose(Channel from, Runnable sending) {
    try {
      sending.run();
    } catch (IllegalStateException e) {
      from.close();
    }
  }

  private static void refuse(Channel channel, String code, String message) {
    say(channel, DropWriter.text(new DropMessage.Failed(code, message)));
    channel.close();
  }

  private static boolean say(Channel channel, String text) {
    try {
      channel.send(text);
      return true;
    } catch (IllegalStateException e) {
      return false; // It is gone, of which its own end tells.
    }
  }
}
