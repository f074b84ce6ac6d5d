package dev.lanward.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lanward trust}: who this machine is paired with. */
@Command(
    name = "trust",
    sortOptions = false,
    synopsisSubcommandLabel = "list|rename|grant|revoke",
    header = "Shows, renames and revokes pairings, and says what peers may use.",
    description = {
      "",
      "It works beside a running device: what is revoked here is over there within a second, open"
          + " sessions included.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  lanward trust list",
      "  lanward trust rename 3f9a02c1 'Kitchen tablet'",
      "  lanward trust grant 'Kitchen tablet' video,audio",
      "  lanward trust revoke 'Kitchen tablet'",
    })
final class TrustCommand {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  private TrustCommand() {}

  static CommandLine withSubcommands(Terminal terminal) {
    return new CommandLine(new TrustCommand())
        .addSubcommand("list", new TrustListCommand(terminal))
        .addSubcommand("rename", new TrustRenameCommand(terminal))
        .addSubcommand("grant", new TrustGrantCommand(terminal))
        .addSubcommand("revoke", new TrustRevokeCommand(terminal));
  }
}
