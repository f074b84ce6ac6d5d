package dev.lanward.cli;

import dev.lanward.drop.Manifest;
import dev.lanward.pairing.Pairing;
import java.util.Optional;

/** What {@code send} tells. */
interface SendEvents {
  /** A link, or something else that is no file and no folder. */
  void skipped(String path);

  /** The peer is a page, or off: it has to come. */
  void waiting(Pairing to);

  /** It is connected and has offered. */
  void waits(String peer, Manifest manifest);

  /**
   * @param isOverTls whether it goes over TLS beside the session
   */
  void accepted(String peer, Manifest manifest, long keptBytes, boolean isOverTls);

  void progress(long keptBytes, long sentBytes, Optional<Long> total);

  void reconnecting(String peer);

  void interrupted(String peer);

  void sent(Pairing to, Manifest manifest);

  /** For programs. */
  record Json(Terminal terminal) implements SendEvents {
    @Override
    public void skipped(String path) {
      print(JsonLine.event("skipped").with("path", path).with("reason", "no-file"));
    }

    @Override
    public void waiting(Pairing to) {
      print(JsonLine.event("waiting").with("peer", to.id()).with("name", to.name()));
    }

    @Override
    public void waits(String peer, Manifest manifest) {
      JsonLine line = JsonLine.event("offered").with("files", manifest.files());
      print(manifest.bytes().map(bytes -> line.with("bytes", bytes)).orElse(line));
    }

    @Override
    public void accepted(String peer, Manifest manifest, long keptBytes, boolean isOverTls) {
      print(
          JsonLine.event("accepted")
              .with("kept", keptBytes)
              .with("path", isOverTls ? "tls" : "channel"));
    }

    @Override
    public void progress(long keptBytes, long sentBytes, Optional<Long> total) {
      JsonLine line = JsonLine.event("progress").with("kept", keptBytes).with("sent", sentBytes);
      print(total.map(bytes -> line.with("bytes", bytes)).orElse(line));
    }

    @Override
    public void reconnecting(String peer) {
      print(JsonLine.event("reconnecting"));
    }

    @Override
    public void interrupted(String peer) {
      print(JsonLine.event("interrupted"));
    }

    @Override
    public void sent(Pairing to, Manifest manifest) {
      print(JsonLine.event("sent").with("peer", to.id()).with("files", manifest.files()));
    }

    private void print(JsonLine line) {
      terminal.print(line.toString());
    }
  }

  /** For people: a bar where they look on, lines otherwise. */
  final class Plain implements SendEvents {
    private final Terminal terminal;
    private final Style style;
    private Optional<ProgressBar> bar = Optional.empty();

    Plain(Terminal terminal) {
      this.terminal = terminal;
      this.style = terminal.style();
    }

    @Override
    public void skipped(String path) {
      terminal.printError("Not sent, as it is a link or no file: " + Printable.line(path));
    }

    @Override
    public void waiting(Pairing to) {
      terminal.print("Waiting for " + to.name() + " to open its page ...");
    }

    @Override
    public void waits(String peer, Manifest manifest) {
      terminal.print("Connected to " + peer + ". It has to agree ...");
    }

    @Override
    public void accepted(String peer, Manifest manifest, long keptBytes, boolean isOverTls) {
      bar = Optional.of(new ProgressBar(manifest.bytes()));
      terminal.print(
          peer
              + " takes "
              + manifest.bytes().map(all -> Sizes.files(manifest.files(), all)).orElse("a pipe")
              + (keptBytes > 0 ? "; " + Sizes.text(keptBytes) + " are there from before." : "."));
    }

    @Override
    public void progress(long keptBytes, long sentBytes, Optional<Long> total) {
      bar.ifPresent(
          shown ->
              terminal.status(
                  shown.line(keptBytes + sentBytes, System.nanoTime(), Terminal.columns())));
    }

    @Override
    public void reconnecting(String peer) {
      terminal.print(
          style.warning("The connection to " + peer + " was cut. Waiting for it to come back ..."));
    }

    @Override
    public void interrupted(String peer) {
      terminal.printError(
          "Interrupted. What has arrived stays at " + peer + ": the same command goes on there.");
    }

    @Override
    public void sent(Pairing to, Manifest manifest) {
      terminal.print(style.good("Sent to " + to.name() + ", whole and checked."));
    }
  }
}
