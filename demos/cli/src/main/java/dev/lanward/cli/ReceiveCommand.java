package dev.lanward.cli;

import dev.lanward.drop.Limits;
import dev.lanward.drop.io.DropReceiver;
import dev.lanward.drop.io.DropShelves;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lanward receive}: a device that takes files. */
@Command(
    name = "receive",
    sortOptions = false,
    header = "Receives files and folders that paired peers send.",
    description = {
      "",
      "Runs a device with the drop page until it is interrupted, and asks before it takes something:"
          + " y or n and Enter"
          + " (with --json: {\"accept\":ID} or {\"decline\":ID} on stdin). A file has its name"
          + " once it is whole and checked; nothing is written over. Parts wait a week for their"
          + " sender.",
      ""
    },
    footer = {
      "",
      "With --json: also offer, receiving, progress, received, cut and failed events.",
      "",
      "Examples:",
      "  lanward receive --pair",
      "  lanward receive --into ~/Downloads --accept 'Kitchen laptop'",
      "  lanward receive --into /srv/drop --accept paired --most 20G",
      "  lanward receive --into - --accept paired | tar x",
    })
final class ReceiveCommand implements Callable<Integer> {
  private static final String PIPE = "-";
  private static final String ANYBODY = "paired";

  private final Terminal terminal;

  @Option(
      names = "--into",
      paramLabel = "DIR",
      description = "Where files go; - writes one file to stdout and ends. Default: here.")
  private String into = ".";

  @Option(
      names = "--accept",
      paramLabel = "PEER|paired",
      description = "Take without asking what this peer sends, or all that are paired.")
  private List<String> accepted = new ArrayList<>();

  @Option(
      names = "--most",
      paramLabel = "SIZE",
      converter = Sizes.class,
      description = "Take no transfer that has more, such as 500M or 20G.")
  private Optional<Long> most = Optional.empty();

  @Option(names = "--once", description = "End after one transfer has arrived.")
  private boolean once;

  @Option(names = "--no-page", description = "Serve no page.")
  private boolean isPageless;

  @Option(
      names = "--bulk-port",
      paramLabel = "PORT",
      converter = PortConverter.class,
      description =
          "The TCP port at which a sender comes by TLS, for a firewall that wants to know it."
              + " Default: any that is free.")
  private int bulkPort;

  @Mixin private DeviceOptions options = new DeviceOptions();
  @Mixin private RegistrationOptions registration = new RegistrationOptions();
  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  ReceiveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    CommandLine line = spec.commandLine();
    boolean isPipe = into.equals(PIPE);
    if (isPipe && common.isJson()) {
      throw Main.usageError(
          line, "--into - writes the file to stdout, where --json writes events.");
    }
    Set<String> ids = acceptedIds();
    // What is told must not get into the file.
    Terminal told = isPipe ? terminal.onStderr() : terminal;
    Limits limits = most.map(Limits.defaults()::withMostBytes).orElse(Limits.defaults());
    DropDesk desk =
        new DropDesk(
            told,
            common.isJson() ? new DropEvents.Json(told) : new DropEvents.Plain(told),
            peer -> accepted.contains(ANYBODY) || ids.contains(peer.id()),
            isPipe || once);
    DropShelves shelves =
        isPipe ? DropShelves.pipe(terminal.output()) : DropShelves.folder(Path.of(into));
    DropReceiver receiver = new DropReceiver(shelves, limits, desk);
    receiver.setTlsPort(bulkPort);
    desk.open(receiver);
    Optional<Pages> pages = pages(isPipe);
    RunningDevice.Plan plan =
        new RunningDevice.Plan(
            common.stateDirectory(terminal),
            registration
                .told(line, options.builder(line, common, terminal), options.isPrivate())
                .name(options.name(line, ThisMachine.named("", terminal)))
                .type(options.type(line, "device")),
            pages,
            options.webPort(),
            options.pairing(),
            options.isPrivate(),
            common.isJson(),
            desk);
    RunningDevice.run(told, plan, deviceEvents(told, pages.isPresent()));
    return Main.DONE;
  }

  /** Those that were named, else the drop page; nobody opens a page for a pipe. */
  private Optional<Pages> pages(boolean isPipe) {
    if (isPageless || isPipe) {
      return options.pages();
    }
    return options.pages().or(Pages::drop);
  }

  private DeviceEvents deviceEvents(Terminal told, boolean hasPage) {
    if (common.isJson()) {
      return new JsonEvents(told);
    }
    return hasPage && options.pairing().isPresent()
        ? DemoScreen.ofReceive(told)
        : new PlainEvents(told);
  }

  private Set<String> acceptedIds() throws CommandFailedException {
    Set<String> ids = new HashSet<>();
    for (String words : accepted) {
      if (!words.equals(ANYBODY)) {
        ids.add(PeerFinder.find(common.stateDirectory(terminal), words).id());
      }
    }
    return ids;
  }
}
