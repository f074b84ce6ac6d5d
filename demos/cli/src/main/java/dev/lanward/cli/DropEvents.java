package dev.lanward.cli;

import dev.lanward.drop.DropException;
import dev.lanward.drop.Manifest;
import dev.lanward.drop.io.DropOffer;
import dev.lanward.peer.Peer;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code receive} tells beside what a device tells. Called one at a time. */
interface DropEvents {
  /** Whether a program reads this, which can answer as well. */
  boolean isForPrograms();

  /**
   * @param isAsked whether somebody has to agree
   */
  void offer(DropOffer offer, boolean isAsked);

  /**
   * @param isOverTls whether it comes over TLS beside the session
   */
  void begins(DropOffer offer, long keptBytes, boolean isOverTls);

  void progress(DropOffer offer, long keptBytes, long takenBytes);

  void received(DropOffer offer);

  void cut(DropOffer offer);

  void failed(DropOffer offer, DropException why);

  /** Before it was offered whole. */
  void refused(Peer peer, DropException why);

  /** For programs. */
  record Json(Terminal terminal) implements DropEvents {
    @Override
    public boolean isForPrograms() {
      return true;
    }

    @Override
    public void offer(DropOffer offer, boolean isAsked) {
      Manifest what = offer.manifest();
      JsonLine line = of("offer", offer).with("name", offer.peer().name());
      line.with("files", what.files()).with("asked", isAsked);
      print(what.bytes().map(bytes -> line.with("bytes", bytes)).orElse(line));
    }

    @Override
    public void begins(DropOffer offer, long keptBytes, boolean isOverTls) {
      print(
          of("receiving", offer)
              .with("kept", keptBytes)
              .with("path", isOverTls ? "tls" : "channel"));
    }

    @Override
    public void progress(DropOffer offer, long keptBytes, long takenBytes) {
      print(of("progress", offer).with("kept", keptBytes).with("taken", takenBytes));
    }

    @Override
    public void received(DropOffer offer) {
      print(of("received", offer));
    }

    @Override
    public void cut(DropOffer offer) {
      print(of("cut", offer));
    }

    @Override
    public void failed(DropOffer offer, DropException why) {
      print(of("failed", offer).with("code", why.code()).with("message", Failures.message(why)));
    }

    @Override
    public void refused(Peer peer, DropException why) {
      JsonLine line = JsonLine.event("failed").with("peer", peer.id()).with("code", why.code());
      print(line.with("message", Failures.message(why)));
    }

    private static JsonLine of(String event, DropOffer offer) {
      return JsonLine.event(event).with("transfer", offer.id()).with("peer", offer.peer().id());
    }

    private void print(JsonLine line) {
      terminal.print(line.toString());
    }
  }

  /** For people. */
  final class Plain implements DropEvents {
    private static final int SHOWN_NAMES = 5;

    private final Terminal terminal;
    private final Style style;
    private final Map<String, ProgressBar> bars = new HashMap<>();

    Plain(Terminal terminal) {
      this.terminal = terminal;
      this.style = terminal.style();
    }

    @Override
    public boolean isForPrograms() {
      return false;
    }

    @Override
    public void offer(DropOffer offer, boolean isAsked) {
      Manifest what = offer.manifest();
      String size = what.bytes().map(all -> Sizes.files(what.files(), all)).orElse("a pipe");
      terminal.print(style.bold(name(offer)) + " sends " + size + ": " + names(what));
      if (isAsked) {
        terminal.print("Take it? Type y or n and Enter:");
      }
    }

    @Override
    public void begins(DropOffer offer, long keptBytes, boolean isOverTls) {
      bars.put(offer.id(), new ProgressBar(offer.manifest().bytes()));
      if (keptBytes > 0) {
        terminal.print("Going on: " + Sizes.text(keptBytes) + " are here from before.");
      }
    }

    @Override
    public void progress(DropOffer offer, long keptBytes, long takenBytes) {
      ProgressBar bar = bars.get(offer.id());
      if (bar != null) {
        terminal.status(bar.line(keptBytes + takenBytes, System.nanoTime(), Terminal.columns()));
      }
    }

    @Override
    public void received(DropOffer offer) {
      bars.remove(offer.id());
      terminal.print(
          style.good("Received from " + name(offer) + ", whole and checked: ")
              + names(offer.manifest()));
    }

    @Override
    public void cut(DropOffer offer) {
      bars.remove(offer.id());
      terminal.print(
          style.warning(name(offer) + " was cut off. What is here stays for when it comes back."));
    }

    @Override
    public void failed(DropOffer offer, DropException why) {
      bars.remove(offer.id());
      refused(offer.peer(), why);
    }

    @Override
    public void refused(Peer peer, DropException why) {
      terminal.print(
          style.bad("Not received from " + Printable.line(peer.name()) + ": ")
              + Printable.line(Failures.message(why)));
    }

    private static String name(DropOffer offer) {
      return Printable.line(offer.peer().name());
    }

    /** Those at the top; a folder stands for what is in it. */
    private static String names(Manifest what) {
      String names =
          what.entries().stream()
              .filter(entry -> entry.path().parent().isEmpty())
              .limit(SHOWN_NAMES)
              .map(entry -> Printable.line(entry.path().text()) + (entry.isFile() ? "" : "/"))
              .collect(Collectors.joining(", "));
      long count = what.entries().stream().filter(each -> each.path().parent().isEmpty()).count();
      return count > SHOWN_NAMES ? names + " and " + (count - SHOWN_NAMES) + " more" : names;
    }
  }
}
