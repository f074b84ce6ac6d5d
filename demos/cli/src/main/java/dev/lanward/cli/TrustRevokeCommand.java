package dev.lanward.cli;

import dev.lanward.pairing.Pairing;
import dev.lanward.peer.store.SqliteTrustStore;
import dev.lanward.peer.store.StateDirectory;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lanward trust revoke}. */
@Command(
    name = "revoke",
    sortOptions = false,
    header = "Forgets a peer: it can connect no more until it pairs again.",
    description = {"", "Its open sessions end within a second.", ""},
    footer = {
      "",
      "Examples:",
      "  lanward trust revoke 'Kitchen tablet'",
      "  lanward trust revoke 3f9a02c1 --yes",
    })
final class TrustRevokeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "PEER", description = "Its name or (8 digits of) its id.")
  private String peer = "";

  @Option(names = "--yes", description = "Do not ask. Nor is asked where nobody types.")
  private boolean yes;

  @Mixin private CommonOptions common = new CommonOptions();

  TrustRevokeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Pairing found;
    try (SqliteTrustStore store =
        StateDirectory.open(common.stateDirectory(terminal)).openTrustStore()) {
      found = PeerFinder.find(store, peer);
      if (!isMeant(found)) {
        throw new CommandFailedException("cancelled", "Nothing was changed.");
      }
      store.remove(found.id());
    }
    terminal.print(
        common.isJson()
            ? JsonLine.event("revoked")
                .with("peer", found.id())
                .with("name", found.name())
                .toString()
            : found.name() + " is forgotten.");
    return Main.DONE;
  }

  private boolean isMeant(Pairing found) throws IOException {
    if (yes || common.isJson() || !terminal.isInteractive()) {
      return true;
    }
    terminal.print("Forget " + found.name() + " (" + found.id() + ")? Type y and Enter:");
    String answer = terminal.reader().readLine();
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
  }
}
