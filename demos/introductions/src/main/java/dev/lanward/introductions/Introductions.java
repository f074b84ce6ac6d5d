package dev.lanward.introductions;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanward.core.Tick;
import dev.lanward.pairing.Fingerprint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Introduces pages to each other that are paired with this device, so that they can connect
 * directly (docs/drop.md, section 9.1). Of each call and its answer it passes on what was checked,
 * once, and puts in the fingerprint of the certificate that the page has shown here: never one that
 * a page claims.
 *
 * <p>A core: it is told who is here, what they say and when, and gives back what is to be said.
 * What it holds is bounded by how many pages there are. What is malformed, too much, or no answer
 * to a call is passed over and counted.
 */
public final class Introductions {
  /** Messages that a page may say at once; one comes back each second. */
  static final int MOST_MESSAGES = 60;

  /** Calls among them at once; one comes back every two seconds: 30 a minute. */
  static final int MOST_CALLS = 16;

  /** Calls of one page, and to one, that wait for their answer. */
  static final int MOST_OPEN = 8;

  /** For how long a call waits: longer than the pages do. */
  static final Duration OPEN = Duration.ofSeconds(10);

  /** After so long without a word all is allowed again: who has gone can be forgotten. */
  static final Duration REMEMBERED = Duration.ofSeconds(MOST_MESSAGES);

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What is to be said to whom. */
  public record Note(String to, String text) {}

  private record Call(String from, String to, String name, Tick at) {}

  /** A page that is here, or was lately: who comes back has no more allowed to it by that. */
  private static final class Guest {
    Fingerprint fingerprint;
    boolean isHere = true;
    Tick heardAt;
    final Allowance messages;
    final Allowance calls;

    Guest(Tick now, Fingerprint fingerprint) {
      this.fingerprint = fingerprint;
      this.heardAt = now;
      this.messages = new Allowance(now, MOST_MESSAGES, Duration.ofSeconds(1));
      this.calls = new Allowance(now, MOST_CALLS, Duration.ofSeconds(2));
    }
  }

  private final Map<String, Guest> guests = new HashMap<>();
  private final List<Call> open = new ArrayList<>();
  private long passedOver;

  /**
   * A page has come, and has shown the certificate of {@code fingerprint} inside DTLS. One that
   * comes anew has no open calls, and no more allowed to it than before.
   */
  public void enter(Tick now, String id, Fingerprint fingerprint) {
    leave(id);
    guests
        .values()
        .removeIf(each -> !each.isHere && now.since(each.heardAt).compareTo(REMEMBERED) > 0);
    Guest guest = guests.computeIfAbsent(id, unknown -> new Guest(now, fingerprint));
    guest.fingerprint = fingerprint;
    guest.isHere = true;
  }

  /** A page has gone, and with it its calls. */
  public void leave(String id) {
    Guest guest = guests.get(id);
    if (guest != null) {
      guest.isHere = false;
    }
    open.removeIf(call -> call.from.equals(id) || call.to.equals(id));
  }

  /** What the page {@code from} says. */
  public List<Note> handleText(Tick now, String from, String text) {
    Guest guest = guests.get(from);
    if (guest == null || !guest.isHere) {
      return passOver();
    }
    guest.heardAt = now;
    if (!guest.messages.take(now)) {
      return passOver();
    }
    try {
      DeskMessage message = DeskReader.read(text);
      open.removeIf(call -> now.since(call.at).compareTo(OPEN) > 0);
      return switch (message.kind()) {
        case CALL -> call(now, from, guest, message);
        case ANSWER -> answer(from, guest, message);
      };
    } catch (MalformedTextException e) {
      return passOver();
    }
  }

  /** How much was said that came to nothing. */
  public long passedOver() {
    return passedOver;
  }

  private List<Note> call(Tick now, String from, Guest guest, DeskMessage message) {
    String to = message.to();
    if (to.equals(from) || find(from, to, message.call()) != null) {
      return passOver();
    }
    if (!guest.calls.take(now) || countOpen(from, to) >= MOST_OPEN) {
      return refuse(from, message, "busy");
    }
    Guest called = guests.get(to);
    if (called == null || !called.isHere) {
      return refuse(from, message, "away");
    }
    open.add(new Call(from, to, message.call(), now));
    return passOn(from, guest, message);
  }

  private List<Note> answer(String from, Guest guest, DeskMessage message) {
    Call call = find(message.to(), from, message.call());
    if (call == null) {
      return passOver();
    }
    open.remove(call); // One answer a call.
    return passOn(from, guest, message);
  }

  private @Nullable Call find(String from, String to, String name) {
    for (Call call : open) {
      if (call.from.equals(from) && call.to.equals(to) && call.name.equals(name)) {
        return call;
      }
    }
    return null;
  }

  /** Those of {@code from}, or those to {@code to}: whichever are more. */
  private long countOpen(String from, String to) {
    long made = open.stream().filter(call -> call.from.equals(from)).count();
    return Math.max(made, open.stream().filter(call -> call.to.equals(to)).count());
  }

  private static List<Note> passOn(String from, Guest guest, DeskMessage message) {
    ObjectNode json = start(message.kind().passedOn, from, message.call());
    json.put("fingerprint", guest.fingerprint.toString());
    json.put("ufrag", message.description().ufrag()).put("pwd", message.description().pwd());
    ArrayNode candidates = json.putArray("candidates");
    for (PageDescription.Candidate each : message.description().candidates()) {
      candidates
          .addObject()
          .put("address", each.address())
          .put("port", each.port())
          .put("priority", each.priority());
    }
    return List.of(new Note(message.to(), json.toString()));
  }

  private static List<Note> refuse(String from, DeskMessage message, String code) {
    String text = start("refused", message.to(), message.call()).put("code", code).toString();
    return List.of(new Note(from, text));
  }

  private static ObjectNode start(String type, String from, String call) {
    return MAPPER.createObjectNode().put("type", type).put("from", from).put("call", call);
  }

  private List<Note> passOver() {
    passedOver++;
    return List.of();
  }
}
