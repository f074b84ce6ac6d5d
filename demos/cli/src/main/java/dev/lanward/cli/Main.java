package dev.lanward.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Finds the command, runs it, and ends with its exit code. */
@Command(
    name = "lanward",
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    header = "WebRTC on the local network, with no cloud.",
    description = {"", "A command's options and examples: @|bold lanward COMMAND --help|@", ""},
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.",
      "With --json every command prints one JSON object a line, errors included.",
    })
public final class Main {
  /** Done. */
  static final int DONE = 0;

  /** It failed; the one line on stderr (or the error event) says why. */
  static final int FAILED = 1;

  /** The command line makes no sense. */
  static final int USAGE = 2;

  /** 128 + SIGINT, as shells report it. */
  static final int INTERRUPTED = 130;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  private boolean help;

  private Main() {}

  /** Runs a command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(run(Terminal.ofSystem(), args));
  }

  static int run(Terminal terminal, String... args) {
    boolean verbose = List.of(args).contains("--verbose");
    Logging.configure(verbose);
    Failures failures = new Failures(terminal, List.of(args).contains("--json"), verbose);
    CommandLine line = commandLine(terminal, args);
    line.setOut(terminal.writer());
    line.setErr(terminal.errorWriter());
    line.setColorScheme(
        Help.defaultColorScheme(terminal.isColoured() ? Help.Ansi.ON : Help.Ansi.OFF));
    line.setParameterExceptionHandler((e, words) -> failures.usage(e));
    line.setExecutionExceptionHandler((e, command, parsed) -> failures.failed(e));
    return line.execute(args.length == 0 ? new String[] {"--help"} : args);
  }

  /**
   * Only the command that is asked for is loaded: reading all of them takes a tenth of a second.
   */
  private static CommandLine commandLine(Terminal terminal, String... args) {
    CommandLine line = new CommandLine(new Main());
    commands()
        .forEach(
            (name, factory) -> {
              if (args.length == 0 || !commands().containsKey(args[0]) || args[0].equals(name)) {
                line.addSubcommand(name, factory.apply(terminal));
              }
            });
    return line;
  }

  private static Map<String, Function<Terminal, Object>> commands() {
    Map<String, Function<Terminal, Object>> commands = new LinkedHashMap<>();
    commands.put("demo", DemoCommand::new);
    commands.put("device", DeviceCommand::new);
    commands.put("pair", PairCommand::new);
    commands.put("browse", BrowseCommand::new);
    commands.put("connect", ConnectCommand::new);
    commands.put("send", SendCommand::new);
    commands.put("receive", ReceiveCommand::new);
    commands.put("game", GameCommand::new);
    commands.put("ring", RingCommand::new);
    commands.put("trust", TrustCommand::withSubcommands);
    commands.put("doctor", DoctorCommand::new);
    return commands;
  }

  /** A mistake in what was typed, found by a command itself. */
  static ParameterException usageError(CommandLine line, String message) {
    return new ParameterException(line, message);
  }
}
