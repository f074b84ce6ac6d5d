package dev.lanward.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lanward device}: a device until it is interrupted. */
@Command(
    name = "device",
    sortOptions = false,
    header = "Runs a device.",
    description = {
      "",
      "It answers on its door until it is interrupted, prints what happens, and takes lines on"
          + " stdin: pair opens pairing mode; anything else goes to the chat channels of all"
          + " sessions. With --json the lines are objects:",
      "  {\"send\":\"hello\"}   {\"send\":{\"text\":..,\"peer\":..,\"channel\":..}}",
      "  {\"pair\":true}   {\"revoke\":\"PEER\"}   {\"rename\":{\"peer\":..,\"name\":..}}",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  lanward device --name Doorbell --type camera --pair",
      "  lanward device --name NAS --type nas --serve ./pages --pair=30m",
      "  lanward device --name \"Ada's laptop\" --private --pair",
      "  lanward device --name Doorbell --dns-sd-domain example.org \\",
      "    --server 192.0.2.53 --tsig-key-file lanward.key",
      "  lanward device --name Test --state /tmp/test --port 0 --json",
    })
final class DeviceCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private DeviceOptions options = new DeviceOptions();
  @Mixin private RegistrationOptions registration = new RegistrationOptions();
  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  DeviceCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    CommandLine line = spec.commandLine();
    RunningDevice.Plan plan =
        new RunningDevice.Plan(
            common.stateDirectory(terminal),
            registration
                .told(line, options.builder(line, common, terminal), options.isPrivate())
                .name(options.name(line, ThisMachine.named("", terminal)))
                .type(options.type(line, "device")),
            options.pages(),
            options.webPort(),
            options.pairing(),
            options.isPrivate(),
            common.isJson());
    RunningDevice.run(
        terminal, plan, common.isJson() ? new JsonEvents(terminal) : new PlainEvents(terminal));
    return Main.DONE;
  }
}
