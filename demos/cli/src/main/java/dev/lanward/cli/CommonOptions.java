package dev.lanward.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What every command understands. */
final class CommonOptions {
  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "Where identity and pairings are kept. Default: $$LANWARD_STATE, or"
              + " ~/.local/state/lanward.")
  private Optional<Path> state = Optional.empty();

  @Option(
      names = "--interface",
      paramLabel = "IF",
      description = "Use this network interface only, such as eth0.")
  private Optional<String> interfaceName = Optional.empty();

  @Option(names = "--json", description = "Print one JSON object a line, and nothing else.")
  private boolean json;

  @Option(names = "--verbose", description = "Say on stderr what goes on, with stack traces.")
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  /** The state directory, which need not exist. */
  Path stateDirectory(Terminal terminal) {
    return state
        .or(() -> terminal.variable("LANWARD_STATE").map(Path::of))
        .orElseGet(() -> defaultState(terminal));
  }

  Optional<String> interfaceName() {
    return interfaceName;
  }

  boolean isJson() {
    return json;
  }

  boolean isVerbose() {
    return verbose;
  }

  private static Path defaultState(Terminal terminal) {
    String home = terminal.variable("HOME").orElseGet(() -> System.getProperty("user.home", "."));
    return Path.of(home, ".local", "state", "lanward");
  }
}
