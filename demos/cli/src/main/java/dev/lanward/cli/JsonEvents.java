package dev.lanward.cli;

import dev.lanward.pairing.Grant;
import dev.lanward.peer.PairingInvitation;
import dev.lanward.peer.Peer;
import dev.lanward.rooms.RoomEvent;
import java.util.Locale;
import java.util.Set;

/** Events for programs: JSON, one object a line. */
final class JsonEvents implements DeviceEvents {
  private final Terminal terminal;

  JsonEvents(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void ready(Ready device) {
    print(
        JsonLine.event("ready")
            .with("door", device.door())
            .with("host", device.host())
            .with("url", device.url())
            .with("name", device.name()));
  }

  @Override
  public void pairingOpens() {
    // The invitation says it.
  }

  @Override
  public void invitation(PairingInvitation invitation) {
    print(
        JsonLine.event("pairing")
            .with("code", invitation.code().text())
            .with("link", invitation.link().text())
            .with("expires", invitation.expires().toString()));
  }

  @Override
  public void wrongCode(int guessesLeft) {
    error("wrong-code", PlainEvents.wrongCodeText(guessesLeft));
  }

  @Override
  public void pairingClosed() {
    // That codes come no more is told by the time at which the last one expires.
  }

  @Override
  public void paired(Peer peer) {
    print(paired("paired", peer));
  }

  @Override
  public void registered(String name) {
    print(JsonLine.event("registered").with("name", name));
  }

  @Override
  public void session(Peer peer, boolean isOpen) {
    print(session(peer.id(), isOpen));
  }

  @Override
  public void message(Peer peer, String channel, String text) {
    print(message(peer.id(), channel, text));
  }

  @Override
  public void asked(Peer peer, Set<Grant> grants) {
    print(media("asked", peer, grants));
  }

  @Override
  public void using(Peer peer, Set<Grant> grants) {
    print(media("media", peer, grants));
  }

  @Override
  public void rang() {
    print(JsonLine.event("ring"));
  }

  @Override
  public void recovered(String what) {
    print(JsonLine.event("recovered").with("what", what));
  }

  @Override
  public void room(RoomEvent event) {
    JsonLine line =
        JsonLine.event("room")
            .with("what", event.what().name().toLowerCase(Locale.ROOT))
            .with("room", event.room())
            .with("player", event.player())
            .with("name", event.name());
    print(event.why().isEmpty() ? line : line.with("why", event.why()));
  }

  @Override
  public void error(String code, String message) {
    print(JsonLine.event("error").with("code", code).with("message", message));
  }

  static JsonLine paired(String event, Peer peer) {
    return JsonLine.event(event)
        .with("peer", peer.id())
        .with("name", peer.name())
        .with("fingerprint", peer.fingerprint().toString());
  }

  private static JsonLine media(String event, Peer peer, Set<Grant> grants) {
    return JsonLine.event(event)
        .with("peer", peer.id())
        .with("name", peer.name())
        .with("media", grants.stream().sorted().map(Grant::code).toList());
  }

  static JsonLine session(String peer, boolean isOpen) {
    return JsonLine.event("session").with("peer", peer).with("state", isOpen ? "open" : "closed");
  }

  static JsonLine message(String peer, String channel, String text) {
    return JsonLine.event("message").with("peer", peer).with("channel", channel).with("text", text);
  }

  private void print(JsonLine line) {
    terminal.print(line.toString());
  }
}
