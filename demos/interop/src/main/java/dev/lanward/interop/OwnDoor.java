package dev.lanward.interop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import dev.lanward.ice.Disposition;
import dev.lanward.ice.Door;
import dev.lanward.ice.DoorEvent;
import dev.lanward.ice.KnockCandidate;
import dev.lanward.ice.KnockKeys;
import dev.lanward.ice.Limits;
import dev.lanward.ice.LinkKnock;
import dev.lanward.ice.PairedKnock;
import dev.lanward.ice.Path;
import dev.lanward.ice.SessionId;
import dev.lanward.ice.Transmit;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.PairingKey;
import dev.lanward.peer.dtls.DtlsRole;
import dev.lanward.peer.io.DatagramExit;
import dev.lanward.peer.io.LoopClient;
import dev.lanward.peer.io.UdpPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** This project's door, for one paired peer at a time: ICE-lite and DTLS server. */
final class OwnDoor implements LoopClient, KnockKeys {
  private static final int PORT_ID = 0;

  private final Network network;
  private final Workload workload;
  private final Door door;
  private final UdpPort port;
  private final Map<SessionId, OwnStack> stacks = new HashMap<>();
  private @Nullable PairingKey key;
  private @Nullable Fingerprint peer;

  private OwnDoor(Network network, Workload workload, InetAddress address) throws IOException {
    this.network = network;
    this.workload = workload;
    this.door = Door.create(this, Limits.defaults(), network.random(), network.now());
    this.port = UdpPort.bind(network.loop(), 0, List.of(address), this::datagram);
  }

  static OwnDoor open(Network network, Workload workload, InetAddress address) throws IOException {
    OwnDoor door = new OwnDoor(network, workload, address);
    network.loop().execute(() -> network.loop().add(door));
    return door;
  }

  int port() {
    return port.port();
  }

  /** Pairs with a peer by decree, in the place of the one before. */
  void pair(JsonNode command) {
    key = PairingKey.ofBytes(Bytes.ofHex(command.path("key").asText()));
    peer = Fingerprint.parse(command.path("fingerprint").asText());
  }

  @Override
  public boolean pairingMode() {
    return false;
  }

  @Override
  public void offerPaired(PairedKnock knock, Predicate<KnockCandidate> verifies) {
    if (key != null && peer != null) {
      String pwd = key.doorPwd(knock.nonce(), network.credential().fingerprint(), peer);
      boolean unused = verifies.test(new KnockCandidate("peer", peer, pwd));
    }
  }

  @Override
  public void offerLinks(LinkKnock knock, Predicate<KnockCandidate> verifies) {
    // There are none.
  }

  @Override
  public Optional<Tick> nextTimeout() {
    return door.nextTimeout();
  }

  @Override
  public void handleTimeout(Tick now) {
    door.handleTimeout(now);
    drain();
  }

  private void datagram(ByteBuffer datagram, InetSocketAddress source, DatagramExit via) {
    Disposition disposition =
        door.handleDatagram(network.now(), new Path(PORT_ID, source), datagram);
    drain();
    disposition.session().map(stacks::get).ifPresent(stack -> stack.handleDatagram(datagram));
  }

  private void drain() {
    for (Optional<Transmit> next = door.pollTransmit();
        next.isPresent();
        next = door.pollTransmit()) {
      send(next.get().path(), next.get().payload());
    }
    for (Optional<DoorEvent> event = door.pollEvent();
        event.isPresent();
        event = door.pollEvent()) {
      if (event.get() instanceof DoorEvent.SessionOpened opened) {
        welcome(opened);
      } else if (event.get() instanceof DoorEvent.SessionEnded ended) {
        OwnStack stack = stacks.remove(ended.session());
        if (stack != null) {
          stack.end("door: " + ended.reason());
        }
      }
    }
  }

  private void welcome(DoorEvent.SessionOpened opened) {
    SessionId session = opened.session();
    OwnStack stack =
        OwnStack.start(
            network,
            DtlsRole.SERVER,
            opened.page(),
            datagram -> door.path(session).ifPresent(path -> send(path, datagram)),
            workload,
            new Visitor(session));
    stacks.put(session, stack);
    workload.begin(stack);
  }

  private void send(Path path, ByteBuffer datagram) {
    port.exits().forEach(exit -> exit.send(datagram, path.remote()));
  }

  /** A session at the door, for its stack. */
  private final class Visitor implements OwnStack.Owner {
    private final SessionId session;

    Visitor(SessionId session) {
      this.session = session;
    }

    @Override
    public void verified() {
      door.handshakeFinished(session);
    }

    @Override
    public void gone() {
      stacks.remove(session);
      door.end(session);
      drain();
    }
  }
}
