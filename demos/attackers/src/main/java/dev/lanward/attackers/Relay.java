package dev.lanward.attackers;

import dev.lanward.ice.DoorEvent;
import dev.lanward.ice.KnockCandidate;
import dev.lanward.ice.KnockKeys;
import dev.lanward.ice.LinkKnock;
import dev.lanward.ice.PairedKnock;
import dev.lanward.pairing.Identity;
import dev.lanward.pairing.NameplateHost;
import dev.lanward.pairing.PairingCertificate;
import dev.lanward.peer.dtls.DtlsCredential;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The man in the middle of a pairing by code. He has the pairing certificate, as everybody has, so
 * he can be the device for the page and a page for the device, and passes on each message as it
 * stands. Both sides must end with a wrong code; neither may trust anybody.
 */
final class Relay implements OwnDoor.Host, KnockKeys {
  static final Set<String> OPTIONS =
      Set.of("listen", "device", "interface", "nameplate", "certificate", "forge");
  static final String SYNOPSIS =
      "--listen ADDRESS:PORT --device ADDRESS:PORT [--interface IF --nameplate N]"
          + " [--certificate own|pairing] [--forge no|yes] [--seconds 60]";

  /** What came of all sessions; the loop's thread. */
  static final class Tally {
    int sessions;
    int refusals;

    /** The device sent a confirmation: it has stored somebody. */
    boolean deviceConfirmed;

    /**
     * The page said bye after a confirmation, as one that has paired does (or one in good order).
     */
    boolean byeAfterConfirm;
  }

  private final Network network;
  private final Report report;
  private final InetSocketAddress device;
  private final Identity asPage;
  private final boolean forges;
  private final Tally tally = new Tally();

  private Relay(
      Network network, Report report, InetSocketAddress device, Identity asPage, boolean forges) {
    this.network = network;
    this.report = report;
    this.device = device;
    this.asPage = asPage;
    this.forges = forges;
  }

  static void run(Options options, Report report, Stop stop)
      throws UsageException, IOException, InterruptedException {
    List<InetSocketAddress> here = options.addresses("listen");
    InetSocketAddress device = options.address("device");
    Predicate<UUID> names = names(options);
    boolean forges = options.isOn("forge", false);
    try (Network network = Network.start();
        Lies lies = Lies.tell(options, here, names, Set.of(device.getAddress()), report)) {
      Identity asPage = Certificates.chosen(options, network);
      Relay relay = new Relay(network, report, device, asPage, forges);
      try (OwnDoor door = OwnDoor.open(network, relay, relay, here)) {
        report.event("ready", "port", door.port());
        stop.pause(options.time());
        network.onLoop(() -> relay.sayResult(lies));
      }
    }
  }

  @Override
  public boolean pairingMode() {
    return true;
  }

  @Override
  public void offerPaired(PairedKnock knock, Predicate<KnockCandidate> verifies) {
    // He has no key of anybody.
  }

  @Override
  public void offerLinks(LinkKnock knock, Predicate<KnockCandidate> verifies) {
    // He has no link.
  }

  @Override
  public DtlsCredential credential(DoorEvent.SessionOpened visitor) {
    return DtlsCredential.of(PairingCertificate.identity());
  }

  @Override
  public Endpoint.Listener welcome(DoorEvent.SessionOpened visitor, OwnDoor.Visit visit) {
    tally.sessions++;
    report.event("knock", "page", visitor.page().toString());
    RelayedPairing pairing = new RelayedPairing(network, report, tally, visit, forges);
    try {
      pairing.knockAt(device, asPage);
    } catch (IOException e) {
      report.event("error", "message", String.valueOf(e.getMessage()));
    }
    return pairing.pageSide();
  }

  private boolean sayResult(Lies lies) {
    report.event(
        "result",
        "sessions",
        tally.sessions,
        "refusals",
        tally.refusals,
        "deviceConfirmed",
        tally.deviceConfirmed,
        "byeAfterConfirm",
        tally.byeAfterConfirm,
        "liesSent",
        lies.datagramsSent());
    return true;
  }

  private static Predicate<UUID> names(Options options) throws UsageException {
    if (options.text("nameplate").isEmpty()) {
      return name -> true;
    }
    Optional<UUID> only = Optional.of(NameplateHost.of(options.number("nameplate", 1, 999, 1)));
    return name -> only.get().equals(name);
  }
}
