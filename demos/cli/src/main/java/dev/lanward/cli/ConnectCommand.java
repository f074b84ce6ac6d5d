package dev.lanward.cli;

import dev.lanward.pairing.Pairing;
import dev.lanward.peer.Device;
import dev.lanward.peer.Session;
import dev.lanward.peer.store.SqliteTrustStore;
import dev.lanward.peer.store.StateDirectory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
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
          + " the device ends it, the exit code is 1 and stderr says why. When either side moves to"
          + " another address it goes on there; when nothing is heard of the device for 30 s it is"
          + " connected to again.",
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
      "  lanward connect Doorbell --dns-sd-domain example.org --server 192.0.2.53",
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
      description = "Give up connecting, or connecting again, after this time. Default: 15s.")
  private Duration timeout = Duration.ofSeconds(15);

  @Mixin private DomainOptions domain = new DomainOptions();

  @Mixin private MdnsOption mdns = new MdnsOption();
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
    Optional<DomainOptions.Place> place = domain.place(spec.commandLine());
    Pairing device = whom();
    try (AtExit atExit = new AtExit(terminal)) {
      Device here =
          atExit.add(
              Knocking.builder(common, mdns, terminal)
                  .name(ThisMachine.named("", terminal))
                  .start());
      Conversation.run(terminal, common.isJson(), channel, () -> connect(here, device, place));
    }
    return Main.DONE;
  }

  /** Tries until the time is over: each attempt has its own end. */
  private Session connect(Device here, Pairing device, Optional<DomainOptions.Place> place)
      throws Exception {
    long deadline = System.nanoTime() + timeout.toNanos();
    Optional<ExecutionException> before = Optional.empty();
    while (true) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      try {
        return Knocking.await(
            DomainOptions.connect(here, device.id(), place), left, timeout, question(device));
      } catch (ExecutionException e) {
        if (!Failures.code(e).equals("not-found")) {
          throw e;
        }
        before = Optional.of(e);
      } catch (CommandFailedException e) {
        throw before.isPresent() ? before.get() : e;
      }
    }
  }

  private static String question(Pairing device) {
    return device.port() == 0
        ? "Is " + device.name() + " a device, and no page in a browser, and is it on?"
        : "Is " + device.name() + " on, and on this network?";
  }

  private Pairing whom() throws CommandFailedException {
    try (SqliteTrustStore store =
        StateDirectory.open(common.stateDirectory(terminal)).openTrustStore()) {
      return PeerFinder.find(store, peer);
    }
  }
}
