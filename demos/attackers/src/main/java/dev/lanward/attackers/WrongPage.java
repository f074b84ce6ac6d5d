package dev.lanward.attackers;

import dev.lanward.core.Bytes;
import dev.lanward.ice.PairedKnock;
import dev.lanward.pairing.Identity;
import dev.lanward.pairing.PairingKey;
import dev.lanward.peer.dtls.DtlsCredential;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Has a page's pairing key and knocks rightly, but has not the page's certificate. Must fail in
 * DTLS.
 */
final class WrongPage {
  static final Set<String> OPTIONS = withKeys("device", "certificate");
  static final String SYNOPSIS =
      "--device ADDRESS:PORT "
          + StolenKeys.SYNOPSIS
          + " [--certificate own|pairing] [--seconds 60]";

  private WrongPage() {}

  static void run(Options options, Report report, Stop stop)
      throws UsageException, IOException, InterruptedException {
    InetSocketAddress door = options.address("device");
    StolenKeys keys = StolenKeys.read(options);
    try (Network network = Network.start()) {
      StolenKeys.One stolen = keys.first();
      Identity own = Certificates.chosen(options, network);
      PairedKnock knock = new PairedKnock(nonce(network));
      Knocking.Plan plan =
          new Knocking.Plan(
              door,
              knock,
              stolen.key().doorPwd(knock.nonce(), keys.device(), stolen.page()),
              DtlsCredential.of(own),
              keys.device());
      Story story = new Story(report);
      report.event("ready", "presents", own.fingerprint().toString());
      Knocking knocking = network.onLoop(() -> Knocking.start(network, plan, story));
      stop.until(() -> story.over.getCount() == 0, options.time());
      report.event(
          "result",
          "answered",
          story.answered.get(),
          "controlChannel",
          story.ready.get(),
          "datagramsSeen",
          network.onLoop(knocking::datagramsSeen));
      network.onLoop(
          () -> {
            knocking.close();
            return true;
          });
    }
  }

  private static Bytes nonce(Network network) {
    byte[] nonce = new byte[PairingKey.NONCE_BYTES];
    network.random().nextBytes(nonce);
    return Bytes.copyOf(nonce);
  }

  private static Set<String> withKeys(String... own) {
    Set<String> all = new HashSet<>(StolenKeys.OPTIONS);
    all.addAll(Set.of(own));
    return Set.copyOf(all);
  }

  /** What happens to the session. */
  private static final class Story implements Knocking.Listener {
    private final Report report;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final AtomicBoolean ready = new AtomicBoolean();
    private final CountDownLatch over = new CountDownLatch(1);

    Story(Report report) {
      this.report = report;
    }

    @Override
    public void answered() {
      answered.set(true);
      report.event("knock-answered");
    }

    @Override
    public void handshake(Endpoint.Handshake result) {
      report.event("handshake", "result", result.result(), "alert", result.alert());
    }

    @Override
    public void ready() {
      ready.set(true);
      report.event("control-channel");
    }

    @Override
    public void message(String text) {
      report.event("message", "text", text);
    }

    @Override
    public void ended(String why) {
      report.event("ended", "why", why);
      over.countDown();
    }
  }
}
