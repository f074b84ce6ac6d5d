package dev.lanward.cli;

import dev.lanward.pairing.PairingLink;
import dev.lanward.peer.web.PageServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lanward doctor}. */
@Command(
    name = "doctor",
    sortOptions = false,
    header = "Says what is wrong with this machine and network, and what to do.",
    description = {
      "",
      "Looks at interfaces, multicast, ports, the state directory, the clock, encryption, firewall,"
          + " routes and browsers. It sends nothing to anybody.",
      ""
    },
    footer = {
      "",
      "Exit code 1 when something fails; warnings are for reading.",
      "",
      "Examples:",
      "  lanward doctor",
      "  lanward doctor --interface wlan0 --json",
    })
final class DoctorCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--port",
      paramLabel = "P",
      converter = PortConverter.class,
      description = "The door's port to look at. Default: 47470.")
  private Integer port = PairingLink.DEFAULT_PORT;

  @Option(
      names = "--web-port",
      paramLabel = "P",
      converter = PortConverter.class,
      description = "The pages' port to look at. Default: 47480.")
  private Integer webPort = PageServer.DEFAULT_PORT;

  @Mixin private CommonOptions common = new CommonOptions();

  DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Path directory = common.stateDirectory(terminal);
    NetworkChecks network = new NetworkChecks(common.interfaceName());
    PortChecks ports = new PortChecks(network.addresses(), directory);
    List<Supplier<List<Finding>>> checks =
        List.of(
            // First: whatever opens the directory later corrects its mode.
            () -> StateChecks.all(directory),
            network::interfaces,
            network::multicast,
            () -> List.of(network.mdnsPort()),
            () -> List.of(ports.door(port)),
            () -> List.of(ports.standing()),
            () -> List.of(ports.web(webPort)),
            () -> List.of(ports.sockets()),
            () -> List.of(MachineChecks.clock()),
            () -> List.of(MachineChecks.encryption()),
            () -> List.of(FirewallCheck.run()),
            () -> List.of(MachineChecks.defaultRoute()),
            () -> List.of(MachineChecks.browsers(terminal)));
    // Each is shown as soon as it is known.
    long failed =
        checks.stream()
            .flatMap(DoctorCommand::findings)
            .peek(this::show)
            .filter(finding -> finding.level() == Finding.Level.FAIL)
            .count();
    return failed == 0 ? Main.DONE : Main.FAILED;
  }

  private static Stream<Finding> findings(Supplier<List<Finding>> check) {
    return check.get().stream();
  }

  private void show(Finding finding) {
    String level = finding.level().name().toLowerCase(Locale.ROOT);
    if (common.isJson()) {
      terminal.print(
          JsonLine.event("check")
              .with("check", finding.check())
              .with("level", level)
              .with("message", finding.message())
              .with("next", finding.next())
              .toString());
      return;
    }
    Style style = terminal.style();
    String padded = "%-5s".formatted(level);
    String mark =
        switch (finding.level()) {
          case OK -> style.good(padded);
          case WARN -> style.warning(padded);
          case FAIL -> style.bad(padded);
        };
    terminal.print(mark + " %-11s ".formatted(finding.check()) + finding.message());
    if (!finding.next().isEmpty()) {
      terminal.print("                  " + finding.next());
    }
  }
}
