package dev.lanward.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lanward game}: a device that keeps rooms, with a game for those who are in them. */
@Command(
    name = "game",
    sortOptions = false,
    header = "Opens a room for two to eight players, and serves them a game.",
    description = {
      "",
      "Everybody opens the address it shows, or scans the QR code, types the code once and a name."
          + " The players' pages speak to each other directly. Type kick NAME or ban NAME to send"
          + " somebody out, lock and unlock to let no newcomers in.",
      ""
    },
    footer = {
      "",
      "Pairing mode is open for 2h here unless --pair says otherwise; each code works once, and is"
          + " followed by another one.",
      "",
      "Examples:",
      "  lanward game",
      "  lanward game --serve ./my-game --web-port 8080",
    })
final class GameCommand implements Callable<Integer> {
  /** An evening. */
  private static final Duration OPENING = Duration.ofHours(2);

  private final Terminal terminal;

  @Mixin private DeviceOptions options = new DeviceOptions();
  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  GameCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    CommandLine line = spec.commandLine();
    Path state = common.stateDirectory(terminal);
    DeviceEvents events = common.isJson() ? new JsonEvents(terminal) : DemoScreen.ofGame(terminal);
    RunningDevice.Plan plan =
        new RunningDevice.Plan(
            state,
            options
                .builder(line, common, terminal)
                .name(options.name(line, ThisMachine.named("Game on ", terminal)))
                .type(options.type(line, "game")),
            options.pages().or(Pages::game),
            options.webPort(),
            options.pairing().or(() -> Optional.of(OPENING)),
            options.isPrivate(),
            common.isJson(),
            RoomsExtra.ofGame(state, events));
    RunningDevice.run(terminal, plan, events);
    return Main.DONE;
  }
}
