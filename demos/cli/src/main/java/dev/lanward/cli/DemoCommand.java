package dev.lanward.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lanward demo}: a device with the hello page, in pairing mode. */
@Command(
    name = "demo",
    sortOptions = false,
    header = "Shows what this is: a device, its page, its code and its QR code.",
    description = {
      "",
      "Open the address it shows, type the code: the page pairs, connects, plots the round trip and"
          + " chats with this terminal. Then unplug your router's uplink, reload, restart: it"
          + " connects by itself.",
      ""
    },
    footer = {
      "",
      "Pairing mode is open for 30m here unless --pair says otherwise.",
      "",
      "Examples:",
      "  lanward demo",
      "  lanward demo --name \"Kitchen radio\" --interface wlan0",
      "  lanward demo --serve ./my-page --web-port 8080",
    })
final class DemoCommand implements Callable<Integer> {
  /** Long enough to fetch a phone; {@code device} keeps to the five minutes of one code. */
  private static final Duration OPENING = Duration.ofMinutes(30);

  private final Terminal terminal;

  @Mixin private DeviceOptions options = new DeviceOptions();
  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    CommandLine line = spec.commandLine();
    Pages pages = options.pages().isPresent() ? options.pages().get() : helloPage();
    RunningDevice.Plan plan =
        new RunningDevice.Plan(
            common.stateDirectory(terminal),
            options
                .builder(line, common, terminal)
                .name(options.name(line, ThisMachine.named("Lanward demo on ", terminal)))
                .type(options.type(line, "demo")),
            Optional.of(pages),
            options.webPort(),
            options.pairing().or(() -> Optional.of(OPENING)),
            options.isPrivate(),
            common.isJson());
    RunningDevice.run(
        terminal, plan, common.isJson() ? new JsonEvents(terminal) : DemoScreen.ofDemo(terminal));
    return Main.DONE;
  }

  private static Pages helloPage() throws CommandFailedException {
    return Pages.hello()
        .orElseThrow(
            () ->
                new CommandFailedException(
                    "not-found",
                    "Where the demo page is, only the launcher knows: start it with ./lanward demo,"
                        + " or name a directory of pages with --serve."));
  }
}
