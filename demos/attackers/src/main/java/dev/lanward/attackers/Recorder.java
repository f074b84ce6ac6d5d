package dev.lanward.attackers;

import dev.lanward.core.Bytes;
import dev.lanward.peer.io.DatagramExit;
import dev.lanward.peer.io.UdpPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Forwards datagrams between pages and a device, changes none, and writes all to a file. ICE and
 * DTLS pass through it, as they pass through a router: it learns nothing and breaks nothing.
 */
final class Recorder implements AutoCloseable {
  static final Set<String> OPTIONS = Set.of("listen", "device", "file", "interface");
  static final String SYNOPSIS =
      "--listen ADDRESS:PORT --device ADDRESS:PORT --file FILE "
          + Lies.SYNOPSIS
          + " [--seconds 60]";

  private static final int MAX_FLOWS = 64;
  private static final int MAX_DATAGRAMS = 20_000;

  private final Network network;
  private final Report report;
  private final InetSocketAddress device;
  private final Recording recording = new Recording();
  private final Map<InetSocketAddress, Forwarding> forwardings = new HashMap<>();
  private final long startNanos = System.nanoTime();
  private int recorded;

  private Recorder(Network network, Report report, InetSocketAddress device) {
    this.network = network;
    this.report = report;
    this.device = device;
  }

  static void run(Options options, Report report, Stop stop)
      throws UsageException, IOException, InterruptedException {
    List<InetSocketAddress> here = options.addresses("listen");
    InetSocketAddress device = options.address("device");
    Path file = Path.of(options.required("file"));
    try (Network network = Network.start();
        Lies lies = Lies.tell(options, here, name -> true, Set.of(device.getAddress()), report)) {
      Recorder recorder = new Recorder(network, report, device);
      List<InetAddress> at = here.stream().map(InetSocketAddress::getAddress).toList();
      try (UdpPort port =
          UdpPort.bind(network.loop(), here.get(0).getPort(), at, recorder::fromPage)) {
        report.event("ready", "port", port.port());
        stop.pause(options.time());
        network.onLoop(() -> recorder.finish(file));
        report.event("lies", "sent", lies.datagramsSent());
      }
    }
  }

  @Override
  public void close() {
    forwardings.values().forEach(each -> each.port.close());
  }

  private boolean finish(Path file) throws IOException {
    recording.write(file);
    report.event(
        "recorded",
        "file",
        file.toString(),
        "flows",
        recording.flows().size(),
        "datagrams",
        recording.size());
    close();
    return true;
  }

  private void fromPage(ByteBuffer datagram, InetSocketAddress page, DatagramExit via) {
    Forwarding forwarding = forwardings.get(page);
    if (forwarding == null) {
      forwarding = forwardings.size() < MAX_FLOWS ? open(page, via) : null;
    }
    if (forwarding != null) {
      forwarding.record(datagram, true);
      forwarding.toDevice(datagram);
    }
  }

  private @Nullable Forwarding open(InetSocketAddress page, DatagramExit via) {
    try {
      Forwarding fresh = new Forwarding(page, via);
      forwardings.put(page, fresh);
      return fresh;
    } catch (IOException e) {
      report.event("error", "message", String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** One page's address, with a port of its own towards the device. */
  private final class Forwarding {
    private final InetSocketAddress page;
    private final DatagramExit towardsPage;
    private final Recording.Flow flow = recording.newFlow();
    private final UdpPort port;
    private boolean told;

    Forwarding(InetSocketAddress page, DatagramExit towardsPage) throws IOException {
      this.page = page;
      this.towardsPage = towardsPage;
      InetAddress own = Network.addressTowards(device);
      this.port = UdpPort.bind(network.loop(), 0, List.of(own), this::fromDevice);
    }

    void toDevice(ByteBuffer datagram) {
      port.exits().forEach(exit -> exit.send(datagram, device));
    }

    private void fromDevice(ByteBuffer datagram, InetSocketAddress source, DatagramExit via) {
      if (source.equals(device)) {
        record(datagram, false);
        towardsPage.send(datagram, page);
      }
    }

    void record(ByteBuffer datagram, boolean isFromPage) {
      if (recorded++ < MAX_DATAGRAMS) {
        long micros = (System.nanoTime() - startNanos) / 1_000;
        flow.add(new Recording.Packet(micros, isFromPage, Bytes.copyOf(datagram.duplicate())));
      }
      if (!told && !flow.knock().isEmpty()) {
        told = true;
        report.event("knock", "flow", recording.flows().indexOf(flow), "knock", flow.knock());
      }
    }
  }
}
