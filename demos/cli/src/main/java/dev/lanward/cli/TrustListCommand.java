package dev.lanward.cli;

import dev.lanward.pairing.Grant;
import dev.lanward.pairing.Pairing;
import dev.lanward.peer.store.SqliteTrustStore;
import dev.lanward.peer.store.StateDirectory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lanward trust list}. */
@Command(
    name = "list",
    sortOptions = false,
    header = "Shows who this machine is paired with.",
    footer = {"", "Examples:", "  lanward trust list", "  lanward trust list --json"})
final class TrustListCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private CommonOptions common = new CommonOptions();

  TrustListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Path directory = common.stateDirectory(terminal);
    List<Pairing> peers;
    try (SqliteTrustStore store = StateDirectory.open(directory).openTrustStore()) {
      peers = store.all();
    }
    if (common.isJson()) {
      peers.forEach(peer -> terminal.print(json(peer)));
    } else if (peers.isEmpty()) {
      terminal.print(
          "Nobody yet (" + directory + "). To pair: " + Terminal.command() + " pair CODE.");
    } else {
      peers.forEach(this::show);
    }
    return Main.DONE;
  }

  private void show(Pairing peer) {
    terminal.print(terminal.style().bold(peer.name()) + "  (" + what(peer) + ")");
    if (!peer.ownName().equals(peer.name())) {
      terminal.print("  calls itself " + Printable.line(peer.ownName()));
    }
    terminal.print("  id           " + peer.id());
    Lines.fingerprint(peer.fingerprint()).forEach(terminal::print);
    peer.grants().ifPresent(grants -> terminal.print("  may use      " + Grant.format(grants)));
    terminal.print("  last seen    " + time(peer.lastSeen()));
  }

  private static String what(Pairing peer) {
    if (!peer.type().isEmpty()) {
      return peer.type();
    }
    return peer.kind() == Pairing.Kind.PAGE ? "page" : "device";
  }

  private static String json(Pairing peer) {
    return JsonLine.event("peer")
        .with("peer", peer.id())
        .with("name", peer.name())
        .with("ownName", peer.ownName())
        .with("type", peer.type())
        .with("grants", peer.grants().map(Grant::format))
        .with("kind", peer.kind().name().toLowerCase(Locale.ROOT))
        .with("fingerprint", peer.fingerprint().toString())
        .with("paired", peer.pairedAt().toString())
        .with("seen", peer.lastSeen().toString())
        .toString();
  }

  private static String time(Instant instant) {
    return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm")
        .format(instant.atZone(ZoneId.systemDefault()));
  }
}
