package dev.lanward.cli;

import dev.lanward.pairing.Pairing;
import dev.lanward.peer.Device;
import dev.lanward.peer.Session;
import dev.lanward.peer.store.SqliteTrustStore;
import dev.lanward.peer.store.StateDirectory;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lanward connect}: a text channel on stdin and stdout. */
@Command(
    name = "connect",
    sortOptions = false,
    header = "Connects to a device: lines of stdin go out, messages come in on stdout.",
    description = {
      "",
      "Ends at the end of input, once everything has been sent (on echo: and has come back). When"
          + " the device ends it, the exit code is 1 and stderr says why.",
      ""
    },
    footer = {
      "",
      "With --json: session and message events, and {\"send\":\"text\"} on stdin.",
      "",
      "Examples:",
      "  lanward connect Doorbell",
      "  echo 'lights on' | lanward connect 'Home gateway' commands",
      "  seq 3 | lanward connect 3f9a02c1 echo",
    })
final class ConnectCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      index = "0",
      paramLabel = "PEER",
      description = "Its name, or its id, or at least 8 digits of that.")
  private String peer = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "CHANNEL",
      description = "The channel's label; echo returns every message. Default: chat.")
  private String channel = Chat.LABEL;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Give up connecting after this time. Default: 15s.")
  private Duration timeout = Duration.ofSeconds(15);

  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  ConnectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    if (channel.startsWith("lanward") || channel.isEmpty()) {
      throw Main.usageError(
          spec.commandLine(), "CHANNEL: labels that begin with lanward are the protocol's own.");
    }
    Pairing device = whom();
    try (AtExit atExit = new AtExit()) {
      Device here =
          atExit.add(
              Knocking.builder(common, terminal).name(ThisMachine.named("", terminal)).start());
      Session session =
          Knocking.await(
              here.connect(device.id()),
              timeout,
              "Is " + device.name() + " on, and on this network?");
      new Conversation(terminal, common.isJson(), session, channel).run();
    }
    return Main.DONE;
  }

  private Pairing whom() throws CommandFailedException {
    try (SqliteTrustStore store =
        StateDirectory.open(common.stateDirectory(terminal)).openTrustStore()) {
      Pairing found = PeerFinder.find(store, peer);
      if (found.kind() == Pairing.Kind.PAGE) {
        throw new CommandFailedException(
            "unknown-peer",
            found.name() + " has no door to knock at: it connects to this machine.");
      }
      return found;
    }
  }
}
