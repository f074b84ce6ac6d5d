package dev.lanward.attackers;

import dev.lanward.ice.DoorEvent;
import dev.lanward.peer.dtls.DtlsCredential;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An impostor that has the pairing key, so the page finishes ICE with it, but not the device's
 * private key. The page must refuse its certificate: not one application byte may arrive.
 */
final class StolenKey implements OwnDoor.Host {
  static final Set<String> OPTIONS = options();
  static final String SYNOPSIS =
      "--listen ADDRESS:PORT "
          + StolenKeys.SYNOPSIS
          + " "
          + Lies.SYNOPSIS
          + " [--certificate own|pairing] [--seconds 60]";

  private final Report report;
  private final DtlsCredential own;
  private int knocks;
  private int opened;
  private long applicationBytes;

  private StolenKey(Report report, DtlsCredential own) {
    this.report = report;
    this.own = own;
  }

  static void run(Options options, Report report, Stop stop)
      throws UsageException, IOException, InterruptedException {
    List<InetSocketAddress> here = options.addresses("listen");
    StolenKeys keys = StolenKeys.read(options);
    try (Network network = Network.start();
        Lies lies = Lies.tell(options, here, name -> true, Set.of(), report)) {
      StolenKey thief =
          new StolenKey(report, DtlsCredential.of(Certificates.chosen(options, network)));
      try (OwnDoor door = OwnDoor.open(network, keys, thief, here)) {
        report.event("ready", "port", door.port(), "keys", keys.size());
        stop.pause(options.time());
        network.onLoop(() -> thief.sayResult(lies));
      }
    }
  }

  @Override
  public DtlsCredential credential(DoorEvent.SessionOpened visitor) {
    return own;
  }

  @Override
  public Endpoint.Listener welcome(DoorEvent.SessionOpened visitor, OwnDoor.Visit visit) {
    knocks++;
    report.event("knock", "pairing", visitor.pairing().orElse(""));
    return new Endpoint.Listener() {
      @Override
      public void handshake(Endpoint.Handshake result) {
        opened += result.isOpen() ? 1 : 0;
        report.event("handshake", "result", result.result(), "alert", result.alert());
      }

      @Override
      public void message(String text) {
        report.event("message", "text", text);
      }

      @Override
      public void ended(String why) {
        applicationBytes += visit.applicationBytes();
        report.event("ended", "why", why, "applicationBytes", visit.applicationBytes());
      }
    };
  }

  private boolean sayResult(Lies lies) {
    report.event(
        "result",
        "knocks",
        knocks,
        "handshakesOpened",
        opened,
        "applicationBytes",
        applicationBytes,
        "liesSent",
        lies.datagramsSent());
    return true;
  }

  private static Set<String> options() {
    Set<String> all = new HashSet<>(StolenKeys.OPTIONS);
    all.addAll(Set.of("listen", "interface", "certificate"));
    return Set.copyOf(all);
  }
}
