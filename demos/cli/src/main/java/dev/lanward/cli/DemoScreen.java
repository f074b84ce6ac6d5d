package dev.lanward.cli;

import dev.lanward.pairing.Grant;
import dev.lanward.peer.PairingInvitation;
import dev.lanward.peer.Peer;
import dev.lanward.rooms.RoomEvent;
import java.util.Set;

/**
 * What {@code demo} shows, and {@code receive --pair}: where to go, what to type there, the QR
 * code; below that, the events. Without a page these alone.
 */
final class DemoScreen implements DeviceEvents {
  private final Terminal terminal;
  private final Style style;
  private final PlainEvents lines;
  private final String typing;
  private final boolean isForMany;
  private String url = "";
  private boolean showLarge;
  private boolean isFirst = true;

  private DemoScreen(Terminal terminal, String typing, boolean isForMany) {
    this.terminal = terminal;
    this.style = terminal.style();
    this.lines = new PlainEvents(terminal);
    this.typing = typing;
    this.isForMany = isForMany;
  }

  static DemoScreen ofDemo(Terminal terminal) {
    return new DemoScreen(terminal, "What you type goes to the chat.", false);
  }

  /** Every player needs a code, so each one is shown as large as the first. */
  static DemoScreen ofGame(Terminal terminal) {
    return new DemoScreen(terminal, RoomsExtra.ORDERS, true);
  }

  static DemoScreen ofReceive(Terminal terminal) {
    return new DemoScreen(terminal, "y or n + Enter: take it or not.", false);
  }

  @Override
  public void ready(Ready device) {
    if (device.url().isEmpty()) {
      lines.ready(device);
      return;
    }
    url = device.url().get();
    terminal.print("");
    terminal.print("  " + style.bold(device.name()));
    terminal.print(
        style.dim(
            "  door UDP "
                + device.door()
                + ", "
                + PlainEvents.where(device)
                + ", no server anywhere"));
    terminal.print("");
    terminal.print("  1. Open this page in Chromium or Firefox, here or on this network:");
    terminal.print("");
    terminal.print("       " + style.accent(url));
    terminal.print("");
  }

  @Override
  public void pairingOpens() {
    showLarge = !url.isEmpty();
  }

  @Override
  public void invitation(PairingInvitation invitation) {
    if (url.isEmpty()) {
      lines.invitation(invitation);
      return;
    }
    if (!showLarge) {
      lines.code(invitation);
      return;
    }
    showLarge = isForMany;
    terminal.print(
        (isFirst ? "  2. Type this code there" : "  A new code for the page")
            + ". It works once, until "
            + PlainEvents.time(invitation.expires())
            + ".");
    isFirst = false;
    terminal.print("");
    BigText.lines(invitation.code().text())
        .forEach(line -> terminal.print("       " + style.accent(line)));
    terminal.print("");
    terminal.print("     Or scan this with a phone: it opens the page, and they pair.");
    terminal.print("");
    TerminalQr.lines(invitation.link(), url, style).forEach(terminal::print);
    terminal.print("");
    // Once more, to be copied or read aloud, and where a low window shows only the last lines.
    terminal.print("  page  " + style.accent(url));
    terminal.print("  code  " + style.accent(invitation.code().text()));
    terminal.print("");
    terminal.print("  " + typing + " pair + Enter: a new code. Ctrl-C: the end.");
    terminal.print(style.dim("  " + "\u2500".repeat(Terminal.COLUMNS - 4)));
  }

  @Override
  public void wrongCode(int guessesLeft) {
    lines.wrongCode(guessesLeft);
  }

  @Override
  public void pairingClosed() {
    lines.pairingClosed();
  }

  @Override
  public void paired(Peer peer) {
    lines.paired(peer);
  }

  @Override
  public void registered(String name) {
    lines.registered(name);
  }

  @Override
  public void session(Peer peer, boolean isOpen) {
    lines.session(peer, isOpen);
  }

  @Override
  public void message(Peer peer, String channel, String text) {
    lines.message(peer, channel, text);
  }

  @Override
  public void asked(Peer peer, Set<Grant> grants) {
    lines.asked(peer, grants);
  }

  @Override
  public void using(Peer peer, Set<Grant> grants) {
    lines.using(peer, grants);
  }

  @Override
  public void rang() {
    lines.rang();
  }

  @Override
  public void recovered(String what) {
    lines.recovered(what);
  }

  @Override
  public void room(RoomEvent event) {
    lines.room(event);
  }

  @Override
  public void locked(boolean isLocked) {
    lines.locked(isLocked);
  }

  @Override
  public void error(String code, String message) {
    lines.error(code, message);
  }
}
