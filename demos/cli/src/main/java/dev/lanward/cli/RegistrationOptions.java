package dev.lanward.cli;

import dev.lanward.mdns.unicast.TsigKey;
import dev.lanward.mdns.unicast.io.TsigKeyFile;
import dev.lanward.peer.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A domain of ordinary DNS in which a device is told, and the key that lets it in. */
final class RegistrationOptions {
  @Mixin private DomainOptions domain = new DomainOptions();

  @Option(
      names = "--tsig-key-file",
      paramLabel = "FILE",
      description =
          "The key that lets this device into the domain: as tsig-keygen prints it, or"
              + " NAME:hmac-sha256:SECRET. Nobody else may read it.")
  private Optional<Path> keyFile = Optional.empty();

  /** {@code builder} with the domain, where one was given. */
  Device.Builder told(CommandLine line, Device.Builder builder, boolean isPrivate)
      throws IOException {
    Optional<DomainOptions.Place> place = domain.place(line);
    if (place.isPresent() != keyFile.isPresent()) {
      throw Main.usageError(
          line, "--dns-sd-domain, --server and --tsig-key-file need one another.");
    }
    if (place.isEmpty()) {
      return builder;
    }
    if (isPrivate) {
      throw Main.usageError(
          line, "--private and --dns-sd-domain exclude one another: a zone is read by everybody.");
    }
    TsigKey key = TsigKeyFile.read(keyFile.get());
    return builder.dnsSd(place.get().domain(), place.get().server(), key);
  }
}
