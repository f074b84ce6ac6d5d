package dev.lanward.cli;

import dev.lanward.drop.EntryPath;
import dev.lanward.drop.Limits;
import dev.lanward.drop.io.DropPath;
import dev.lanward.drop.io.FileSource;
import dev.lanward.drop.io.FileTree;
import dev.lanward.drop.io.PipeSource;
import dev.lanward.pairing.Names;
import dev.lanward.pairing.Pairing;
import dev.lanward.peer.Device;
import dev.lanward.peer.store.StateDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code lanward send}: files and folders to a device that receives. */
@Command(
    name = "send",
    sortOptions = false,
    header = "Sends files and folders to a device that runs lanward receive, or to a page.",
    description = {
      "",
      "Names, times and permissions are kept; links are not sent. When the network goes away, it"
          + " waits and goes on; when it is interrupted, the same command goes on where it was. To"
          + " a page in a browser it waits until the page is opened.",
      ""
    },
    footer = {
      "",
      "With --json: skipped, waiting, offered, accepted, progress, reconnecting and",
      "sent events.",
      "",
      "Examples:",
      "  lanward send photo.jpg --to 'Kitchen laptop'",
      "  lanward send Holidays notes.txt --to 3f9a02c1",
      "  tar c src | lanward send - --to NAS",
      "  lanward send notes.txt --to NAS --dns-sd-domain example.org \\",
      "      --server 192.0.2.53",
    })
final class SendCommand implements Callable<Integer> {
  private static final String PIPE = "-";
  private static final String PIPE_NAME = "stdin";
  private static final Duration FOR_DEVICES = Duration.ofSeconds(15);

  /** Somebody has to get up, and open it. */
  private static final Duration FOR_PAGES = Duration.ofMinutes(2);

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
      description =
          "Give up connecting at first after this time. Default: 15s, or 2m where a page has to be"
              + " opened.")
  private Optional<Duration> timeout = Optional.empty();

  @Option(
      names = "--patience",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Give up a transfer that was cut after this time. Default: 2m.")
  private Duration patience = Duration.ofMinutes(2);

  @Option(
      names = "--name",
      paramLabel = "N",
      description = "What the peer shall call this machine.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--path",
      paramLabel = "auto|channel|tls",
      converter = PathConverter.class,
      description =
          "Over what it goes: TLS where nothing is in its way, else the data channel (auto, the"
              + " default); only the data channel; only TLS.")
  private DropPath path = DropPath.AUTO;

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
      if (!isPage(device)) {
        sendTo(device, (here, to) -> Contact.knocking(here, to, place), what, events, atExit);
      } else if (!isDoorTaken()) {
        waitFor(device, what, events, atExit);
      } else if (!handOver(device, what, events, atExit)) {
        sendTo(device, (here, to) -> Contact.withoutDoor(here, to, place), what, events, atExit);
      }
    }
    return Main.DONE;
  }

  /** As far as is known: a machine that has paired as a page does has said where its door is. */
  private static boolean isPage(Pairing peer) {
    return peer.kind() == Pairing.Kind.PAGE && peer.port() == 0;
  }

  private boolean isDoorTaken() {
    return StateDirectory.open(common.stateDirectory(terminal)).isInUse();
  }

  private void sendTo(
      Pairing to,
      BiFunction<Device, Pairing, Contact> way,
      Delivery.What what,
      SendEvents events,
      AtExit atExit)
      throws Exception {
    Device here = atExit.add(Knocking.builder(common, mdns, terminal).name(ownName()).start());
    deliver(way.apply(here, to), to, what, events, timeout.orElse(FOR_DEVICES), atExit);
  }

  private void waitFor(Pairing page, Delivery.What what, SendEvents events, AtExit atExit)
      throws Exception {
    Device here = atExit.add(Visited.start(common, mdns, terminal, ownName()));
    events.waiting(page);
    Contact contact = new PageContact(here, page);
    deliver(contact, page, what, events, timeout.orElse(FOR_PAGES), atExit);
  }

  private void deliver(
      Contact contact,
      Pairing to,
      Delivery.What what,
      SendEvents events,
      Duration atFirst,
      AtExit atExit)
      throws Exception {
    Delivery delivery = new Delivery(contact, to, what, events, path, atFirst, patience);
    atExit.add(delivery::interrupted);
    delivery.run();
  }

  /** Has it done by the process that has the door. @return false when that does no errands */
  private boolean handOver(Pairing page, Delivery.What what, SendEvents events, AtExit atExit)
      throws Exception {
    Optional<ErrandLine> line =
        files.contains(PIPE)
            ? Optional.empty()
            : ErrandLine.to(common.stateDirectory(terminal)).map(atExit::add);
    if (line.isEmpty()) {
      return false;
    }
    HandedOver errand = new HandedOver(line.get(), page, what.manifest(), events);
    atExit.add(errand::interrupted);
    List<Path> paths = files.stream().map(file -> Path.of(file).toAbsolutePath()).toList();
    errand.run(new Errand(page.id(), paths, timeout.orElse(FOR_PAGES), patience));
    return true;
  }

  private String ownName() {
    return Names.clean(name.orElse(ThisMachine.named("", terminal)))
        .orElseThrow(
            () ->
                Main.usageError(
                    spec.commandLine(), "--name: a name has 1 to 64 characters that can be seen."));
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

  /** Reads the name of a path. */
  private static final class PathConverter implements ITypeConverter<DropPath> {
    @Override
    public DropPath convert(String value) {
      return switch (value) {
        case "auto" -> DropPath.AUTO;
        case "channel" -> DropPath.CHANNEL;
        case "tls" -> DropPath.TLS;
        default ->
            throw new TypeConversionException("'" + value + "' is no path: auto, channel or tls");
      };
    }
  }
}
