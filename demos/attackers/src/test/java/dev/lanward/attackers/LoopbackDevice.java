package dev.lanward.attackers;

import dev.lanward.core.Bytes;
import dev.lanward.core.MalformedMessageException;
import dev.lanward.ice.DoorCertificate;
import dev.lanward.ice.DoorCounter;
import dev.lanward.ice.DoorEvent;
import dev.lanward.ice.KnockCandidate;
import dev.lanward.ice.KnockKeys;
import dev.lanward.ice.LinkKnock;
import dev.lanward.ice.PairedKnock;
import dev.lanward.pairing.ControlMessage;
import dev.lanward.pairing.DeviceDescription;
import dev.lanward.pairing.Identity;
import dev.lanward.pairing.InMemoryTrustStore;
import dev.lanward.pairing.PairMessage;
import dev.lanward.pairing.Paired;
import dev.lanward.pairing.Pairing;
import dev.lanward.pairing.PairingCertificate;
import dev.lanward.pairing.PairingCode;
import dev.lanward.pairing.PairingKey;
import dev.lanward.pairing.PairingMode;
import dev.lanward.pairing.PairingSession;
import dev.lanward.peer.dtls.DtlsCredential;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** The least device: a door on 127.0.0.1 with pairing by code and paired sessions. */
final class LoopbackDevice implements OwnDoor.Host, KnockKeys, AutoCloseable {
  final Network network;
  final Identity identity;

  /** How the handshakes of paired sessions ended. */
  final List<String> handshakes = new CopyOnWriteArrayList<>();

  private final PairingMode mode;
  private final InMemoryTrustStore store = new InMemoryTrustStore();
  private final OwnDoor door;

  LoopbackDevice() throws Exception {
    network = Network.start();
    identity = network.newIdentity();
    DeviceDescription description =
        new DeviceDescription("Lamp", "lamp", UUID.randomUUID(), List.of(), 47470);
    mode = PairingMode.create(identity.fingerprint(), () -> description, network.random());
    door = OwnDoor.open(network, this, this, List.of(new InetSocketAddress("127.0.0.1", 0)));
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), door.port());
  }

  String addressText() {
    return "127.0.0.1:" + door.port();
  }

  PairingCode openPairing() throws Exception {
    return network.onLoop(() -> mode.open(network.now(), 7, Duration.ofMinutes(5)));
  }

  Optional<PairingCode> code() throws Exception {
    return network.onLoop(() -> mode.code(network.now()));
  }

  void closePairing() throws Exception {
    network.onLoop(
        () -> {
          mode.close();
          return true;
        });
  }

  /** Pairs {@code page} by decree. */
  PairingKey pairWith(Identity page) throws Exception {
    PairingKey key = PairingKey.generate(network.random());
    Paired paired = new Paired(page.fingerprint(), "Page", Optional.empty(), key);
    return network.onLoop(
        () -> {
          store.save(paired.toPairing(store, Instant.now()));
          return key;
        });
  }

  List<Pairing> pairings() throws Exception {
    return network.onLoop(() -> List.copyOf(store.all()));
  }

  long answered() throws Exception {
    return network.onLoop(() -> door.count(DoorCounter.ANSWERED));
  }

  @Override
  public void close() throws Exception {
    network.onLoop(
        () -> {
          door.close();
          return true;
        });
    network.close();
  }

  @Override
  public boolean pairingMode() {
    return mode.code(network.now()).isPresent();
  }

  @Override
  public void offerPaired(PairedKnock knock, Predicate<KnockCandidate> verifies) {
    for (Pairing each : store.all()) {
      String pwd = each.key().doorPwd(knock.nonce(), identity.fingerprint(), each.fingerprint());
      if (verifies.test(new KnockCandidate(each.id(), each.fingerprint(), pwd))) {
        return;
      }
    }
  }

  @Override
  public void offerLinks(LinkKnock knock, Predicate<KnockCandidate> verifies) {}

  @Override
  public DtlsCredential credential(DoorEvent.SessionOpened visitor) {
    return DtlsCredential.of(
        visitor.certificate() == DoorCertificate.PAIRING
            ? PairingCertificate.identity()
            : identity);
  }

  @Override
  public Endpoint.Listener welcome(DoorEvent.SessionOpened visitor, OwnDoor.Visit visit) {
    if (visitor.certificate() == DoorCertificate.PAIRING) {
      return new PairingVisit(visitor, visit);
    }
    return new Endpoint.Listener() {
      @Override
      public void handshake(Endpoint.Handshake result) {
        handshakes.add(result.result());
      }
    };
  }

  /** A session that pairs. */
  private final class PairingVisit implements Endpoint.Listener {
    private final DoorEvent.SessionOpened visitor;
    private final OwnDoor.Visit visit;
    private Optional<PairingSession> session = Optional.empty();

    PairingVisit(DoorEvent.SessionOpened visitor, OwnDoor.Visit visit) {
      this.visitor = visitor;
      this.visit = visit;
    }

    @Override
    public void ready() {
      InetAddress source = visitor.path().remote().getAddress();
      session = Optional.of(mode.openCodeSession(network.now(), source, visitor.page()));
      drain();
    }

    @Override
    public void message(String text) {
      try {
        Bytes utf8 = Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
        if (ControlMessage.read(utf8) instanceof PairMessage message) {
          session.orElseThrow().handleMessage(network.now(), message);
        }
      } catch (MalformedMessageException e) {
        session.orElseThrow().handleMalformed(network.now());
      }
      drain();
    }

    @Override
    public void ended(String why) {
      session.ifPresent(mode::ended);
    }

    private void drain() {
      PairingSession pairing = session.orElseThrow();
      if (pairing.outcome().orElse(null) instanceof Paired paired) {
        store.save(paired.toPairing(store, Instant.now()));
      }
      for (Optional<PairMessage> next = pairing.pollTransmit();
          next.isPresent();
          next = pairing.pollTransmit()) {
        visit.send(StandardCharsets.UTF_8.decode(next.get().write().toBuffer()).toString());
      }
    }
  }
}
