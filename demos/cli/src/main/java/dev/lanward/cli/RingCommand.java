package dev.lanward.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lanward ring}: for whatever has the button. */
@Command(
    name = "ring",
    sortOptions = false,
    header = "Rings at the device with a camera that runs with this state directory.",
    description = {
      "",
      "Its peers that may see the camera are told at once, with what it sees. Enter at the device"
          + " itself does the same.",
      ""
    },
    footer = {"", "Example, for a button:", "  gpiomon -n 1 gpiochip0 17 && lanward ring"})
final class RingCommand implements Callable<Integer> {
  /** What it asks of the process that has the door. */
  static final String REQUEST = "{\"version\":1,\"ring\":true}";

  private final Terminal terminal;

  @Mixin private CommonOptions common = new CommonOptions();

  RingCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    Optional<ErrandLine> device = ErrandLine.to(common.stateDirectory(terminal));
    if (device.isEmpty()) {
      throw new CommandFailedException(
          "not-found",
          "No device runs with this state directory. Start it first: "
              + Terminal.command()
              + " device --camera test.");
    }
    try (ErrandLine line = device.get()) {
      line.write(REQUEST);
      JsonNode told = Errand.parseObject(line.read().orElseThrow(() -> new IOException("ended")));
      if (told.path("event").asText().equals("error")) {
        throw new CommandFailedException(told.path("code").asText(), told.path("message").asText());
      }
    }
    terminal.print(common.isJson() ? JsonLine.event("ring").toString() : "It rings.");
    return Main.DONE;
  }
}
