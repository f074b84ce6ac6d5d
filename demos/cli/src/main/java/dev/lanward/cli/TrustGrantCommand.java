package dev.lanward.cli;

import dev.lanward.pairing.Grant;
import dev.lanward.pairing.Pairing;
import dev.lanward.peer.store.SqliteTrustStore;
import dev.lanward.peer.store.StateDirectory;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lanward trust grant}. */
@Command(
    name = "grant",
    sortOptions = false,
    header = "Decides what of this machine's camera, loudspeaker and display a peer may use.",
    description = {
      "",
      "What is taken away from a peer ends within a second, at a running device too.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  lanward trust grant 'Kitchen tablet' video,audio,talk",
      "  lanward trust grant 3f9a02c1 none"
    })
final class TrustGrantCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "PEER", description = "Its name or (8 digits of) its id.")
  private String peer = "";

  @Parameters(
      index = "1",
      paramLabel = "LIST",
      description = "All that it may use: any of video,audio,talk,cast, or none.")
  private String list = "";

  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  TrustGrantCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Set<Grant> grants =
        Grant.parse(list)
            .orElseThrow(
                () ->
                    Main.usageError(
                        spec.commandLine(), "LIST: any of video,audio,talk,cast, or none."));
    Pairing found;
    try (SqliteTrustStore store =
        StateDirectory.open(common.stateDirectory(terminal)).openTrustStore()) {
      found = PeerFinder.find(store, peer);
      // If it is still there: another process may be revoking it.
      if (!store.update(found.withGrants(grants))) {
        throw new CommandFailedException("unknown-peer", "There is no such peer any more.");
      }
    }
    terminal.print(
        common.isJson()
            ? JsonLine.event("granted")
                .with("peer", found.id())
                .with("grants", Grant.format(grants))
                .toString()
            : found.name() + " may use: " + Grant.format(grants) + ".");
    return Main.DONE;
  }
}
