package dev.lanward.cli;

import dev.lanward.drop.EntryPath;
import dev.lanward.drop.Limits;
import dev.lanward.drop.io.FileSource;
import dev.lanward.drop.io.FileTree;
import dev.lanward.drop.io.PipeSource;
import dev.lanward.pairing.Pairing;
import dev.lanward.peer.Device;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lanward send}: files and folders to a device that receives. */
@Command(
    name = "send",
    sortOptions = false,
    header = "Sends files and folders to a device that runs lanward receive.",
    description = {
      "",
      "Names, times and permissions are kept; links are not sent. When the network goes away, it"
          + " waits and goes on; when it is interrupted, the same command goes on where it was.",
      ""
    },
    footer = {
      "",
      "With --json: skipped, accepted, progress, reconnecting and sent events.",
      "",
      "Examples:",
      "  lanward send photo.jpg --to 'Kitchen laptop'",
      "  lanward send Holidays notes.txt --to 3f9a02c1",
      "  tar c src | lanward send - --to NAS",
      "  lanward send notes.txt --to NAS --dns-sd-domain example.org --server 192.0.2.53",
    })
final class SendCommand implements Callable<Integer> {
  private static final String PIPE = "-";
  private static final String PIPE_NAME = "stdin";

  private final Terminal terminal;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files and folders; - alone is what comes in on stdin.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "PEER",
      description = "Its name, or its id, or at least 8 digits of that.")
  private String peer = "";

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Give up connecting at first after this time. Default: 15s.")
  private Duration timeout = Duration.ofSeconds(15);

  @Option(
      names = "--patience",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Give up a transfer that was cut after this time. Default: 2m.")
  private Duration patience = Duration.ofMinutes(2);

  @Mixin private DomainOptions domain = new DomainOptions();

  @Mixin private MdnsOption mdns = new MdnsOption();
  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  SendCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    if (files.contains(PIPE) && files.size() > 1) {
      throw Main.usageError(spec.commandLine(), "FILE: - is sent alone.");
    }
    Optional<DomainOptions.Place> place = domain.place(spec.commandLine());
    Pairing device = PeerFinder.find(common.stateDirectory(terminal), peer);
    SendEvents events =
        common.isJson() ? new SendEvents.Json(terminal) : new SendEvents.Plain(terminal);
    try (AtExit atExit = new AtExit(terminal)) {
      Delivery.What what = what(atExit, events);
      Device here =
          atExit.add(
              Knocking.builder(common, mdns, terminal)
                  .name(ThisMachine.named("", terminal))
                  .start());
      Delivery delivery =
          new Delivery(
              () -> DomainOptions.connect(here, device.id(), place),
              device,
              what,
              events,
              timeout,
              patience);
      atExit.add(delivery::interrupted);
      delivery.run();
    }
    return Main.DONE;
  }

  private Delivery.What what(AtExit atExit, SendEvents events) throws Exception {
    if (files.contains(PIPE)) {
      EntryPath name = EntryPath.parse(PIPE_NAME);
      PipeSource pipe = new PipeSource(terminal.input());
      return new Delivery.What(PipeSource.manifest(name), pipe, pipe::isBegun);
    }
    FileTree tree = FileTree.of(files.stream().map(Path::of).toList(), Limits.defaults());
    tree.skipped().forEach(path -> events.skipped(path.toString()));
    if (tree.manifest().entries().isEmpty()) {
      throw new CommandFailedException("not-found", "There is no file to send.");
    }
    return new Delivery.What(tree.manifest(), atExit.add(new FileSource(tree)), () -> false);
  }
}
