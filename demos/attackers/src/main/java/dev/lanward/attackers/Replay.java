package dev.lanward.attackers;

import dev.lanward.ice.StunProblem;
import dev.lanward.ice.StunReader;
import dev.lanward.peer.io.DatagramExit;
import dev.lanward.peer.io.UdpPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Sends what pages once sent to a device, as recorded, in the same order and at the same pace. A
 * paired knock must get silence; a pairing must not happen again.
 */
final class Replay {
  static final Set<String> OPTIONS = Set.of("device", "file", "knocks", "wait");
  static final String SYNOPSIS =
      "--device ADDRESS:PORT --file FILE [--knocks lw0,lw1,lw2] [--wait 1] [--seconds 60]";

  /** Longer pauses of the recording are cut to this. */
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int APPLICATION_DATA = 23;

  private Replay() {}

  static void run(Options options, Report report, Stop stop)
      throws UsageException, IOException, InterruptedException {
    InetSocketAddress device = options.address("device");
    Recording recording = Recording.read(Path.of(options.required("file")));
    List<String> knocks = options.all("knocks");
    Duration wait = Duration.ofSeconds(options.number("wait", 0, 30, 1));
    long deadline = System.nanoTime() + options.time().toNanos();
    int answers = 0;
    int finished = 0;
    try (Network network = Network.start()) {
      report.event("ready", "flows", recording.flows().size());
      for (Recording.Flow flow : recording.flows()) {
        boolean wanted = knocks.isEmpty() || knocks.contains(flow.knock());
        if (wanted && System.nanoTime() - deadline < 0 && !stop.isRequested()) {
          Answers heard = replay(network, device, flow, wait, stop);
          heard.tell(report, recording.flows().indexOf(flow), flow);
          answers += heard.stun + heard.dtls + heard.other;
          finished += heard.handshakeFinished ? 1 : 0;
        }
      }
    }
    report.event("result", "answers", answers, "handshakesFinished", finished);
  }

  private static Answers replay(
      Network network, InetSocketAddress device, Recording.Flow flow, Duration wait, Stop stop)
      throws IOException, InterruptedException {
    Answers answers = new Answers();
    InetAddress own = Network.addressTowards(device);
    try (UdpPort port = UdpPort.bind(network.loop(), 0, List.of(own), answers::datagram)) {
      long before = -1;
      for (Recording.Packet packet : flow.fromPage()) {
        long pause = before < 0 ? 0 : (packet.micros() - before) * 1_000;
        before = packet.micros();
        if (!stop.pause(Duration.ofNanos(Math.min(pause, LONGEST_PAUSE.toNanos())))) {
          break;
        }
        ByteBuffer datagram = packet.bytes().toBuffer();
        network.onLoop(() -> port.exits().get(0).send(datagram, device));
      }
      stop.pause(wait);
      return network.onLoop(() -> answers);
    }
  }

  /** What a device said to a replay; the loop's thread. */
  private static final class Answers {
    private final StunReader reader = new StunReader();
    private int stun;
    private int dtls;
    private int other;
    private int applicationRecords;

    /** A server changes its cipher only after the client's Finished has verified. */
    private boolean handshakeFinished;

    void datagram(ByteBuffer datagram, InetSocketAddress source, DatagramExit via) {
      int first = datagram.hasRemaining() ? datagram.get(datagram.position()) & 0xff : -1;
      if (first >= 20 && first <= 63) {
        dtls++;
        handshakeFinished |= first == CHANGE_CIPHER_SPEC;
        applicationRecords += first == APPLICATION_DATA ? 1 : 0;
      } else if (reader.read(datagram) == StunProblem.NONE) {
        stun++;
      } else {
        other++;
      }
    }

    void tell(Report report, int number, Recording.Flow flow) {
      report.event(
          "replayed",
          "flow",
          number,
          "knock",
          flow.knock(),
          "sent",
          flow.fromPage().size(),
          "stunAnswers",
          stun,
          "dtlsAnswers",
          dtls,
          "otherAnswers",
          other,
          "handshakeFinished",
          handshakeFinished,
          "applicationRecords",
          applicationRecords);
    }
  }
}
