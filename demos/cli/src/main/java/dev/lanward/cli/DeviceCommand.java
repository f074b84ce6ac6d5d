package dev.lanward.cli;

import dev.lanward.media.MediaEngine;
import dev.lanward.peer.Device;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      "With --camera Enter alone rings, and so does ring; with --json:",
      "  {\"ring\":true}   {\"refuse\":\"PEER\"}",
      "  {\"grant\":{\"peer\":..,\"grants\":\"video,audio\"}}",
      "With --rooms kick NAME, ban NAME, lock and unlock are for the players; with --json:",
      "  {\"kick\":\"NAME\"}   {\"ban\":\"NAME\"}   {\"lock\":true}",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  lanward device --name Doorbell --type camera --pair",
      "  lanward device --name Doorbell --camera v4l2:/dev/video0 --speaker alsa --pair",
      "  lanward device --name NAS --type nas --serve ./pages --pair=30m",
      "  lanward device --name \"Ada's laptop\" --private --pair",
      "  lanward device --name Doorbell --dns-sd-domain example.org \\",
      "    --server 192.0.2.53 --tsig-key-file lanward.key",
      "  lanward device --name Test --state /tmp/test --port 0 --json",
    })
final class DeviceCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private DeviceOptions options = new DeviceOptions();

  @Option(
      names = "--rooms",
      description = "Keep rooms, in which pages that are paired with it play together.")
  private boolean hasRooms;

  @Mixin private CameraOptions cameras = new CameraOptions();
  @Mixin private RegistrationOptions registration = new RegistrationOptions();
  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  DeviceCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    CommandLine line = spec.commandLine();
    Path state = common.stateDirectory(terminal);
    DeviceEvents events = common.isJson() ? new JsonEvents(terminal) : new PlainEvents(terminal);
    Optional<MediaEngine> media = cameras.media(line, state);
    if (hasRooms && media.isPresent()) {
      throw Main.usageError(line, "--rooms: a device with --camera keeps none.");
    }
    Device.Builder builder =
        registration
            .told(line, options.builder(line, common, terminal), options.isPrivate())
            .name(options.name(line, ThisMachine.named("", terminal)))
            .type(options.type(line, media.isPresent() ? "camera" : "device"));
    media.ifPresent(given -> builder.media(given, cameras.grants(line)));
    RunningDevice.Plan plan =
        new RunningDevice.Plan(
            state,
            builder,
            media.isPresent() ? options.pages().or(Pages::doorbell) : options.pages(),
            options.webPort(),
            options.pairing(),
            options.isPrivate(),
            common.isJson(),
            media
                .<RunningExtra>map(given -> new MediaDesk(given, events))
                .orElseGet(() -> hasRooms ? RoomsExtra.of(state, events) : RunningExtra.none()));
    RunningDevice.run(terminal, plan, events);
    return Main.DONE;
  }
}
