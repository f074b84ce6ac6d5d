package dev.lanward.cli;

import dev.lanward.pairing.Identity;
import dev.lanward.pairing.StandingPort;
import dev.lanward.peer.io.Loop;
import dev.lanward.peer.io.UdpPort;
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
  /** Half of what a device asks for. */
  private static final int WANTED_KIBIBYTES = 2048;

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

  /** What datagrams would go through, and how many may wait to be read. */
  Finding sockets() {
    if (addresses.isEmpty()) {
      return Finding.ok("sockets", "There is no address to bind one to.");
    }
    try (Loop loop = Loop.start("lanward-doctor");
        UdpPort port = UdpPort.bind(loop, 0, addresses, (datagram, source, via) -> {})) {
      String kind =
          switch (loop.kind()) {
            case EPOLL -> "epoll, many datagrams at once where both ends can (GSO, GRO)";
            case NIO -> "Java's own channels, one datagram at a time";
          };
      // Linux doubles what it grants, for its own books.
      int kibibytes = port.receiveBufferBytes() / 2 / 1024;
      String hint =
          kibibytes >= WANTED_KIBIBYTES
              ? ""
              : " More lose less in bursts: sysctl -w net.core.rmem_max=4194304";
      return Finding.ok(
          "sockets",
          "Datagrams go through %s; %d KiB may wait to be read.%s"
              .formatted(kind, kibibytes, hint));
    } catch (IOException | IllegalStateException e) {
      return Finding.fail(
          "sockets", "No socket can be had: " + e.getMessage() + ".", "Try LANWARD_IO=nio.");
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
