package dev.lanward.interop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lanward.core.Tick;
import dev.lanward.ice.Knocker;
import dev.lanward.ice.KnockerDisposition;
import dev.lanward.ice.KnockerEvent;
import dev.lanward.ice.KnockerTimes;
import dev.lanward.ice.Path;
import dev.lanward.ice.StunKey;
import dev.lanward.ice.StunProblem;
import dev.lanward.ice.StunReader;
import dev.lanward.ice.StunWriter;
import dev.lanward.ice.Transmit;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.IpLiteral;
import dev.lanward.peer.dtls.DtlsRole;
import dev.lanward.peer.io.DatagramExit;
import dev.lanward.peer.io.LoopClient;
import dev.lanward.peer.io.UdpPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * This project's knocking side towards a full ICE agent: its controlling agent and DTLS client.
 * What it does not do at a door, where nobody asks, is done here: the peer's checks are answered.
 */
final class OwnKnock implements LoopClient {
  private static final int PORT_ID = 0;

  private final Network network;
  private final Workload workload;
  private final InetAddress address;
  private final StunReader reader = new StunReader();
  private @Nullable UdpPort port;
  private @Nullable Knocker knocker;
  private @Nullable OwnStack stack;
  private StunKey ownKey = StunKey.ofPassword("there is no connection");
  private Fingerprint expected;

  private OwnKnock(Network network, Workload workload, InetAddress address) {
    this.network = network;
    this.workload = workload;
    this.address = address;
    this.expected = network.credential().fingerprint();
  }

  static OwnKnock create(Network network, Workload workload, InetAddress address) {
    OwnKnock knock = new OwnKnock(network, workload, address);
    network.loop().execute(() -> network.loop().add(knock));
    return knock;
  }

  /** Binds a port for the next connection: its candidate. */
  void bind() {
    try {
      if (port != null) {
        port.close();
      }
      UdpPort fresh = UdpPort.bind(network.loop(), 0, List.of(address), this::datagram);
      port = fresh;
      network.output().print("bound", Map.of("port", fresh.port()));
    } catch (IOException e) {
      throw new IllegalStateException("no port", e);
    }
  }

  /** Connects to a peer whose credentials the test has read from its description. */
  void knock(JsonNode command) {
    ownKey = StunKey.ofPassword(command.path("ownPwd").asText());
    expected = Fingerprint.parse(command.path("fingerprint").asText());
    Knocker fresh =
        Knocker.towards(
            command.path("ufrag").asText(),
            command.path("ownUfrag").asText(),
            command.path("pwd").asText(),
            KnockerTimes.defaults(),
            network.random(),
            network.now());
    knocker = fresh;
    InetAddress host = IpLiteral.parse(command.path("address").asText()).orElseThrow();
    InetSocketAddress there = new InetSocketAddress(host, command.path("port").asInt());
    fresh.addCandidate(network.now(), new Path(PORT_ID, there));
    drain();
  }

  @Override
  public Optional<Tick> nextTimeout() {
    return knocker == null ? Optional.empty() : knocker.nextTimeout();
  }

  @Override
  public void handleTimeout(Tick now) {
    if (knocker != null) {
      knocker.handleTimeout(now);
      drain();
    }
  }

  private void datagram(ByteBuffer datagram, InetSocketAddress source, DatagramExit via) {
    Knocker agent = knocker;
    if (agent == null || answer(datagram, source, via)) {
      return;
    }
    KnockerDisposition disposition =
        agent.handleDatagram(network.now(), new Path(PORT_ID, source), datagram);
    if (disposition == KnockerDisposition.DTLS && stack != null) {
      stack.handleDatagram(datagram);
    }
    drain();
  }

  /** Whether it was a check of the peer's (RFC 8445 section 7.3). */
  private boolean answer(ByteBuffer datagram, InetSocketAddress source, DatagramExit via) {
    if (!datagram.hasRemaining()
        || datagram.get(datagram.position()) != 0
        || reader.read(datagram) != StunProblem.NONE
        || !reader.isBindingRequest()) {
      return false;
    }
    if (reader.hasMessageIntegrity() && reader.verifies(ownKey)) {
      via.send(
          StunWriter.success(reader.transactionId())
              .xorMappedAddress(source)
              .messageIntegrity(ownKey)
              .fingerprint()
              .toBuffer(),
          source);
    }
    return true;
  }

  private void drain() {
    Knocker agent = knocker;
    if (agent == null) {
      return;
    }
    for (Optional<Transmit> next = agent.pollTransmit();
        next.isPresent();
        next = agent.pollTransmit()) {
      send(next.get().payload(), next.get().path());
    }
    for (Optional<KnockerEvent> event = agent.pollEvent();
        event.isPresent();
        event = agent.pollEvent()) {
      handle(agent, event.get());
    }
  }

  private void handle(Knocker agent, KnockerEvent event) {
    if (event instanceof KnockerEvent.Connected) {
      OwnStack fresh =
          OwnStack.start(
              network,
              DtlsRole.CLIENT,
              expected,
              datagram -> agent.path().ifPresent(path -> send(datagram, path)),
              workload,
              new Owner(agent));
      stack = fresh;
      workload.begin(fresh);
    } else if (event instanceof KnockerEvent.TimedOut) {
      workload.over("knock: timed out");
    } else if (event instanceof KnockerEvent.ConsentLost && stack != null) {
      stack.end("knock: consent lost");
    }
  }

  private void send(ByteBuffer datagram, Path path) {
    if (port != null) {
      port.exits().forEach(exit -> exit.send(datagram, path.remote()));
    }
  }

  /** Ends consent with the stack, both ways. */
  private final class Owner implements OwnStack.Owner {
    private final Knocker agent;

    Owner(Knocker agent) {
      this.agent = agent;
    }

    @Override
    public void verified() {
      // The agent has no cap that this would lift.
    }

    @Override
    public void gone() {
      agent.close(network.now());
      drain();
      // The peer's checks are answered no more: silence tells it, where no word has.
      if (knocker == agent) {
        knocker = null;
      }
    }
  }
}
