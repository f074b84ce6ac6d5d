package dev.lanward.cli;

import dev.lanward.pairing.Names;
import dev.lanward.pairing.PairingLink;
import dev.lanward.pairing.PairingMode;
import dev.lanward.peer.Device;
import dev.lanward.peer.web.PageServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that run a device understand. */
final class DeviceOptions {
  @Option(names = "--name", paramLabel = "N", description = "What people call it.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--type",
      paramLabel = "T",
      description = "What it is, such as camera or nas: a-z, 0-9 and -.")
  private Optional<String> type = Optional.empty();

  @Option(
      names = "--private",
      description =
          "Show it to its paired peers alone: strangers see a random name that changes. Keep the"
              + " usual port, as another one is a mark.")
  private boolean isPrivate;

  @Option(
      names = "--port",
      paramLabel = "P",
      converter = PortConverter.class,
      description = "UDP port of the door; 0 takes any that is free. Default: 47470.")
  private Integer port = PairingLink.DEFAULT_PORT;

  @Option(
      names = "--pair",
      paramLabel = "DURATION",
      arity = "0..1",
      fallbackValue = "5m",
      converter = DurationConverter.class,
      description = "Open pairing mode at once, for 5m or as long as said.")
  private Optional<Duration> pairing = Optional.empty();

  @Option(
      names = "--code-lifetime",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "How long a code is shown before another takes its place: at most 5m, the default.")
  private Duration codeLifetime = PairingMode.CODE_LIFETIME;

  @Option(
      names = "--serve",
      paramLabel = "DIR",
      description = "Serve the pages in this directory, with the library at /lanward.js.")
  private Optional<Path> pages = Optional.empty();

  @Option(
      names = "--web-port",
      paramLabel = "P",
      converter = PortConverter.class,
      description = "TCP port of the pages; 0 takes any that is free. Default: 47480.")
  private Integer webPort = PageServer.DEFAULT_PORT;

  @Mixin private MdnsOption mdns = new MdnsOption();

  /** The name, cleaned as peers would clean it. */
  String name(CommandLine line, String otherwise) {
    return Names.clean(name.orElse(otherwise))
        .orElseThrow(
            () -> Main.usageError(line, "--name: a name has 1 to 64 characters that can be seen."));
  }

  String type(CommandLine line, String otherwise) {
    return type.map(
            given -> {
              if (!Names.isType(given)) {
                throw Main.usageError(line, "--type: a type is 1 to 32 of a-z, 0-9 and -.");
              }
              return given;
            })
        .orElse(otherwise);
  }

  Optional<Duration> pairing() {
    return pairing;
  }

  Optional<Path> pages() {
    return pages;
  }

  int webPort() {
    return webPort;
  }

  boolean isPrivate() {
    return isPrivate;
  }

  private Duration codeLifetime(CommandLine line) {
    if (codeLifetime.compareTo(PairingMode.CODE_LIFETIME) > 0) {
      throw Main.usageError(line, "--code-lifetime: a code lives 5m at most.");
    }
    return codeLifetime;
  }

  /** A device as it was asked for. */
  Device.Builder builder(CommandLine line, CommonOptions common, Terminal terminal) {
    Device.Builder builder =
        Device.builder()
            .stateDirectory(common.stateDirectory(terminal))
            .mdns(mdns.driver())
            .port(port)
            .codeLifetime(codeLifetime(line));
    if (isPrivate && !mdns.isOwn()) {
      throw Main.usageError(line, "--private: only --mdns own shows private devices.");
    }
    if (isPrivate) {
      builder.advertisedPrivately();
    }
    pages.ifPresent(served -> requireApart(line, served, common.stateDirectory(terminal)));
    return common.interfaceName().map(builder::interfaceName).orElse(builder);
  }

  /** What is served is for everybody, and the state directory holds the keys. */
  private static void requireApart(CommandLine line, Path served, Path state) {
    Path site = real(served);
    Path keys = real(state);
    if (keys.startsWith(site) && !isHidden(site.relativize(keys))) {
      throw Main.usageError(
          line,
          "--serve: the state directory lies in it, and with it the keys, for everybody to read."
              + " Name another one with --state.");
    }
  }

  /** Whether it is among what is never served. */
  private static boolean isHidden(Path inside) {
    for (Path name : inside) {
      if (name.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  /** Without links, as far as it is there. */
  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }
}
