package dev.lanward.cli;

import dev.lanward.pairing.Identity;
import dev.lanward.pairing.StandingPort;
import dev.lanward.peer.store.StateDirectory;
import dev.lanward.peer.store.StateException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether a device would get its ports here, by taking each for a moment. */
final class PortChecks {
  private final List<InetAddress> addresses;
  private final Path directory;

  PortChecks(List<InetAddress> addresses, Path directory) {
    this.addresses = addresses;
    this.directory = directory;
  }

  Finding door(int port) {
    return udp(
        "door",
        "the door's port, UDP " + port,
        port,
        "Choose another: --port P, or --port 0 for any that is free.");
  }

  Finding standing() {
    Optional<Identity> identity;
    try {
      identity =
          Files.isDirectory(directory)
              ? StateDirectory.open(directory).identityFile().load()
              : Optional.empty();
    } catch (StateException e) {
      // The state checks tell.
      identity = Optional.empty();
    }
    if (identity.isEmpty()) {
      return Finding.ok("standing", "No identity yet, so no standing port either.");
    }
    int port = StandingPort.of(identity.get().fingerprint());
    return udp(
        "standing",
        "the standing port, UDP " + port,
        port,
        "Peers that know an old port will not find this device while that lasts.");
  }

  Finding web(int port) {
    String what = "the pages' port, TCP " + port;
    try (ServerSocketChannel channel = ServerSocketChannel.open()) {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(new InetSocketAddress(port));
      return Finding.ok("web", "Free: " + what + ".");
    } catch (IOException e) {
      return taken("web", what, "Choose another: --web-port P, or --web-port 0.");
    }
  }

  private Finding udp(String check, String what, int port, String next) {
    for (InetAddress address : addresses) {
      try (DatagramChannel channel =
          DatagramChannel.open(
              address instanceof Inet6Address
                  ? StandardProtocolFamily.INET6
                  : StandardProtocolFamily.INET)) {
        channel.bind(new InetSocketAddress(address, port));
      } catch (IOException e) {
        return taken(check, what, next);
      }
    }
    return Finding.ok(check, "Free: " + what + ".");
  }

  private Finding taken(String check, String what, String next) {
    return runningDevice()
        .map(
            process ->
                Finding.ok(
                    check, "Taken: " + what + "; your device runs (process " + process + ")."))
        .orElseGet(() -> Finding.warn(check, "Taken by another program: " + what + ".", next));
  }

  /** The process that runs a device on this state directory, while it lives. */
  private Optional<Long> runningDevice() {
    try {
      String text =
          Files.readString(directory.resolve("device.lock"), StandardCharsets.ISO_8859_1).strip();
      return text.matches("\\d{1,10}")
          ? Optional.of(Long.valueOf(text)).filter(pid -> ProcessHandle.of(pid).isPresent())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
