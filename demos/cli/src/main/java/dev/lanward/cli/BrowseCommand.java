package dev.lanward.cli;

import dev.lanward.pairing.Names;
import dev.lanward.peer.Device;
import dev.lanward.peer.Nearby;
import dev.lanward.peer.NearbyListener;
import dev.lanward.peer.Peer;
import dev.lanward.peer.Problem;
import dev.lanward.peer.Suspicion;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lanward browse}: the devices around. */
@Command(
    name = "browse",
    sortOptions = false,
    header = "Shows the devices around: name, type, address, whether they are known, and pairing.",
    description = {
      "",
      "What is shown is what they say of themselves; only a connection proves who a device is. One"
          + " that may be meant to deceive is suspicious, with the reason and what to do.",
      ""
    },
    footer = {
      "",
      "With --json: a device event for each that is found or changes, and gone events.",
      "",
      "Examples:",
      "  lanward browse",
      "  lanward browse --type camera --watch",
      "  lanward browse --json",
      "  lanward browse --dns-sd-domain example.org --server 192.0.2.53",
    })
final class BrowseCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Only devices of this type, such as camera.")
  private Optional<String> type = Optional.empty();

  @Option(names = "--watch", description = "Go on until interrupted, and show what changes.")
  private boolean watch;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "How long to look without --watch. Default: 2s; in a domain, until all is told.")
  private Duration time = Duration.ofSeconds(2);

  @Mixin private DomainOptions domain = new DomainOptions();

  @Mixin private MdnsOption mdns = new MdnsOption();
  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  BrowseCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    if (type.filter(each -> !Names.isType(each)).isPresent()) {
      throw Main.usageError(spec.commandLine(), "--type: 1 to 32 of a-z, 0-9 and -.");
    }
    Optional<DomainOptions.Place> place = domain.place(spec.commandLine());
    Device.Builder builder =
        Knocking.builder(common, mdns, terminal).name(ThisMachine.named("", terminal));
    try (AtExit atExit = new AtExit(terminal)) {
      if (place.isPresent()) {
        look(atExit, builder.withoutMdns(), place.get());
        return Main.DONE;
      }
      Device here = atExit.add(builder.start());
      Shown shown = new Shown();
      atExit.add(here.browse(type, device -> true, shown));
      if (watch) {
        Thread.currentThread().join();
      }
      Thread.sleep(time.toMillis());
      shown.sayIfNobody(
          "No device has told of itself. What may be wrong here: "
              + Terminal.command()
              + " doctor.");
    }
    return Main.DONE;
  }

  /** In a domain, where it is known when all have been told. */
  private void look(AtExit atExit, Device.Builder builder, DomainOptions.Place place)
      throws Exception {
    Device here = atExit.add(builder.start());
    Shown shown = new Shown();
    atExit.add(here.browse(place.domain(), place.server(), type, device -> true, shown));
    try {
      shown.end.get();
      shown.sayIfNobody("The domain tells of no device.");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof CommandFailedException known ? known : e;
    }
  }

  private static String known(Nearby device) {
    return words(device.known());
  }

  /** {@code PAIRED_NAME} as {@code paired-name}. */
  private static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The addresses as a person would type them, IPv4 first. */
  private static List<String> addresses(List<InetAddress> all) {
    return all.stream()
        .sorted((a, b) -> Boolean.compare(a instanceof Inet6Address, b instanceof Inet6Address))
        .map(Printable::address)
        .toList();
  }

  /** Prints what is told. */
  private final class Shown implements NearbyListener {
    final CompletableFuture<Void> end = new CompletableFuture<>();

    /** By instance; on the thread that tells. */
    private final Map<String, Nearby> present = new HashMap<>();

    private volatile boolean any;

    /** On stderr: what is printed stays what was found. */
    void sayIfNobody(String words) {
      if (!any) {
        terminal.printError(words);
      }
    }

    @Override
    public void found(Nearby device) {
      any = true;
      present.put(device.instance(), device);
      terminal.print(common.isJson() ? json(device) : timed(line(device)));
    }

    @Override
    public void lost(Nearby device) {
      present.remove(device.instance());
      if (common.isJson()) {
        terminal.print(
            JsonLine.event("gone")
                .with("name", device.name())
                .with("instance", device.instance())
                .toString());
      } else if (watch && !isStillThere(device)) {
        terminal.print(timed(terminal.style().bold(Printable.line(device.name())) + "  is gone"));
      }
    }

    /** Under another name, as a private device changes it. */
    private boolean isStillThere(Nearby device) {
      Optional<String> peer = device.peer().map(Peer::id);
      return peer.isPresent()
          && present.values().stream().anyMatch(each -> each.peer().map(Peer::id).equals(peer));
    }

    @Override
    public void complete() {
      if (!watch) {
        end.complete(null);
      }
    }

    @Override
    public void problem(Problem problem) {
      if (!watch) {
        end.completeExceptionally(new CommandFailedException(problem.code(), problem.message()));
      } else if (common.isJson()) {
        new JsonEvents(terminal).error(problem.code(), problem.message());
      } else {
        new PlainEvents(terminal).error(problem.code(), problem.message());
      }
    }

    /** Who watches wants to know when; what is looked at once is now. */
    private String timed(String line) {
      return watch ? terminal.style().dim(PlainEvents.time(Instant.now())) + "  " + line : line;
    }

    private String line(Nearby device) {
      String what = device.type().isEmpty() ? "device" : device.type();
      String paired =
          device
              .peer()
              .map(
                  peer ->
                      " as "
                          + Printable.line(peer.name())
                          + (device.fingerprint().isEmpty() ? ", private" : ""))
              .orElse("");
      String pairing =
          device.nameplate().isPresent()
              ? ", pairs now: its code begins with " + device.nameplate().getAsInt()
              : device.pairing() ? ", pairs now" : "";
      return terminal.style().bold(Printable.line(device.name()))
          + "  ("
          + what
          + ")  "
          + String.join(" ", addresses(device.addresses()))
          + "  "
          + known(device)
          + paired
          + pairing
          + device.suspicion().map(this::warning).orElse("");
    }

    /** On a line of its own: nobody is to overlook it. */
    private String warning(Suspicion suspicion) {
      return "\n    " + Printable.line(suspicion.words()) + " " + Printable.line(suspicion.next());
    }

    private String json(Nearby device) {
      JsonLine line =
          JsonLine.event("device")
              .with("name", device.name())
              .with("instance", device.instance())
              .with("type", device.type())
              .with("addresses", addresses(device.addresses()))
              .with("port", device.port())
              .with("known", known(device))
              .with("peer", device.peer().map(peer -> peer.id()))
              .with("reason", device.suspicion().map(each -> words(each.reason())))
              .with("message", device.suspicion().map(Suspicion::words))
              .with("next", device.suspicion().map(Suspicion::next))
              .with("fingerprint", device.fingerprint().map(Object::toString))
              .with("pairing", device.pairing());
      device.nameplate().ifPresent(each -> line.with("nameplate", each));
      return line.toString();
    }
  }
}
