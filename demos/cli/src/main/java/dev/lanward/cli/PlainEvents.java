package dev.lanward.cli;

import dev.lanward.pairing.Grant;
import dev.lanward.peer.PairingInvitation;
import dev.lanward.peer.Peer;
import dev.lanward.rooms.RoomEvent;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Events for people: a line each, with the time. */
final class PlainEvents implements DeviceEvents {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final Terminal terminal;
  private final Style style;

  /** How many sessions each peer has: a page that was restarted has its former one for a while. */
  private final Map<String, Integer> sessions = new HashMap<>();

  private String url = "";

  /** With the first invitation that a person has asked for, and not with each that follows it. */
  private boolean showQr;

  PlainEvents(Terminal terminal) {
    this.terminal = terminal;
    this.style = terminal.style();
  }

  @Override
  public void ready(Ready device) {
    url = device.url().orElse("");
    terminal.print(style.bold(device.name()) + " (" + device.type() + ") is ready.");
    terminal.print("  door         UDP " + device.door() + ", " + where(device));
    Lines.fingerprint(device.fingerprint()).forEach(terminal::print);
    device.url().ifPresent(url -> terminal.print("  pages        " + url));
    terminal.print("");
  }

  @Override
  public void pairingOpens() {
    showQr = !url.isEmpty() && terminal.isLookedAt();
  }

  @Override
  public void invitation(PairingInvitation invitation) {
    code(invitation);
    terminal.print("          " + invitation.link().text());
    if (showQr) {
      showQr = false;
      terminal.print("");
      TerminalQr.lines(invitation.link(), url, style).forEach(terminal::print);
      terminal.print("");
    }
  }

  @Override
  public void wrongCode(int guessesLeft) {
    tell(style.warning(wrongCodeText(guessesLeft)));
  }

  @Override
  public void pairingClosed() {
    tell("pairing mode is closed. To open it again, type pair and press Enter.");
  }

  @Override
  public void paired(Peer peer) {
    tell(style.good("paired with " + peer.name()) + style.dim(" (" + shortId(peer) + ")"));
  }

  @Override
  public void registered(String name) {
    tell("told in DNS as " + style.bold(Printable.line(name)));
  }

  @Override
  public void session(Peer peer, boolean isOpen) {
    int open = sessions.merge(peer.id(), isOpen ? 1 : -1, Integer::sum);
    if (isOpen) {
      tell(style.good(peer.name() + " is connected") + style.dim(" (" + shortId(peer) + ")"));
    } else if (open <= 0) {
      sessions.remove(peer.id());
      tell(peer.name() + " is gone");
    }
  }

  @Override
  public void message(Peer peer, String channel, String text) {
    String where = channel.equals(Chat.LABEL) ? "" : " [" + Printable.line(channel) + "]";
    tell(style.bold(peer.name() + where + ":") + " " + Printable.line(text));
  }

  @Override
  public void asked(Peer peer, Set<Grant> grants) {
    tell(
        style.warning(peer.name() + " asks for " + Grant.format(grants) + ".")
            + " To grant it: "
            + Terminal.command()
            + " trust grant "
            + shortId(peer)
            + " "
            + Grant.format(grants));
  }

  @Override
  public void using(Peer peer, Set<Grant> grants) {
    tell(
        grants.isEmpty()
            ? peer.name() + " uses nothing of the camera any more"
            : peer.name() + " uses " + style.bold(Grant.format(grants)));
  }

  @Override
  public void rang() {
    tell(style.bold("somebody rings"));
  }

  @Override
  public void recovered(String what) {
    tell(style.good("the " + what + " is back"));
  }

  @Override
  public void room(RoomEvent event) {
    String name = style.bold(Printable.line(event.name()));
    String room = "room " + event.room();
    tell(
        switch (event.what()) {
          case JOINED -> name + " is in " + room;
          case AWAY -> name + " is away; the place in " + room + " is kept for a minute";
          case LEFT -> name + " has left " + room;
          case KICKED ->
              style.warning(Printable.line(event.name()) + " was sent out of " + room) + why(event);
          case HOST -> name + " is host of " + room;
        });
  }

  @Override
  public void locked(boolean isLocked) {
    tell(isLocked ? "the rooms are locked: no newcomers are let in" : "the rooms are open again");
  }

  private static String why(RoomEvent event) {
    return switch (event.why()) {
      case "owner" -> "";
      case "reported" -> ": the others do not listen to it any more";
      default -> ": " + event.why();
    };
  }

  @Override
  public void error(String code, String message) {
    tell(style.bad(Printable.line(message)));
  }

  /** The code of an invitation without its link. */
  void code(PairingInvitation invitation) {
    tell(
        "pairing code "
            + style.accent(invitation.code().text())
            + ", good until "
            + time(invitation.expires()));
  }

  /** {@code instant} on this machine's clock, as people read it. */
  static String time(Instant instant) {
    return TIME.format(instant.atZone(ZoneId.systemDefault()));
  }

  /** How others find it. */
  static String where(DeviceEvents.Ready device) {
    return device.host().orElse("seen by its paired peers only");
  }

  static String wrongCodeText(int guessesLeft) {
    return "Somebody gave a wrong code; "
        + switch (guessesLeft) {
          case 0 -> "the code is burnt.";
          case 1 -> "one more wrong one burns it.";
          default -> guessesLeft + " more wrong ones burn it.";
        };
  }

  private void tell(String what) {
    terminal.print(style.dim(time(Instant.now())) + "  " + what);
  }

  private static String shortId(Peer peer) {
    return peer.id().substring(0, Math.min(8, peer.id().length()));
  }
}
