package dev.lanward.cli;

import dev.lanward.pairing.Names;
import dev.lanward.pairing.Pairing;
import dev.lanward.peer.store.SqliteTrustStore;
import dev.lanward.peer.store.StateDirectory;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lanward trust rename}. */
@Command(
    name = "rename",
    sortOptions = false,
    header = "Gives a peer another name on this machine.",
    footer = {"", "Example:", "  lanward trust rename 3f9a02c1 'Kitchen tablet'"})
final class TrustRenameCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "PEER", description = "Its name or (8 digits of) its id.")
  private String peer = "";

  @Parameters(index = "1", paramLabel = "NAME", description = "The new name, 1 to 64 characters.")
  private String name = "";

  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  TrustRenameCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    String clean =
        Names.clean(name)
            .orElseThrow(
                () ->
                    Main.usageError(
                        spec.commandLine(),
                        "NAME: a name has 1 to 64 characters that can be seen."));
    Pairing found;
    try (SqliteTrustStore store =
        StateDirectory.open(common.stateDirectory(terminal)).openTrustStore()) {
      found = PeerFinder.find(store, peer);
      store.rename(found.id(), clean);
    }
    terminal.print(
        common.isJson()
            ? JsonLine.event("renamed").with("peer", found.id()).with("name", clean).toString()
            : found.name() + " is called " + clean + " now.");
    return Main.DONE;
  }
}
