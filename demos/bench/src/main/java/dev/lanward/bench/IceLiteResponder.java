package dev.lanward.bench;

import dev.lanward.datachannel.Association;
import dev.lanward.datachannel.ChannelOptions;
import dev.lanward.datachannel.Event;
import dev.lanward.datachannel.Limits;
import dev.lanward.datachannel.Role;
import dev.lanward.ice.StunKey;
import dev.lanward.ice.StunProblem;
import dev.lanward.ice.StunReader;
import dev.lanward.ice.StunWriter;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Identity;
import dev.lanward.peer.dtls.DtlsClose;
import dev.lanward.peer.dtls.DtlsCredential;
import dev.lanward.peer.dtls.DtlsEndpoint;
import dev.lanward.peer.dtls.DtlsFailure;
import dev.lanward.peer.dtls.DtlsHandshakes;
import dev.lanward.peer.dtls.DtlsLimits;
import dev.lanward.peer.dtls.DtlsListener;
import dev.lanward.peer.dtls.DtlsRole;
import dev.lanward.peer.io.DatagramExit;
import dev.lanward.peer.io.Loop;
import dev.lanward.peer.io.UdpPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The yardstick of {@code lanward bench connect}: the least that opens a data channel to a browser.
 * One fixed ufrag and password, one page at a time whose certificate is told on the command line,
 * and one negotiated channel. It has no door, no pairings, no budgets, no timers and no memory of
 * replays.
 *
 * <p>Usage: {@code IceLiteResponder ADDRESS PORT UFRAG PWD PAGE-FINGERPRINT}.
 */
public final class IceLiteResponder implements DtlsListener {
  private static final int PACKET_BYTES = 1500;
  private static final int WARM_UP_HANDSHAKES = 5;

  private final Loop loop;
  private final DtlsHandshakes handshakes;
  private final SecureRandom random;
  private final DtlsCredential own;
  private final StunKey key;
  private final Fingerprint page;
  private final StunReader reader = new StunReader();
  private final ByteBuffer packet = ByteBuffer.allocate(PACKET_BYTES);
  private String username = "";
  private @Nullable DtlsEndpoint dtls;
  private @Nullable Association association;
  private @Nullable DatagramExit exit;
  private @Nullable InetSocketAddress remote;

  private IceLiteResponder(Loop loop, StunKey key, Fingerprint page) {
    this.loop = loop;
    this.random = new SecureRandom();
    this.handshakes = new DtlsHandshakes(DtlsLimits.DEFAULT, loop, random);
    this.key = key;
    this.page = page;
    Instant now = Instant.now();
    this.own = DtlsCredential.of(Identity.generate(random, now, now.plus(Duration.ofDays(1))));
    handshakes.warmUp(own, WARM_UP_HANDSHAKES);
  }

  /** Runs until it is ended. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Loop loop = Loop.start("yardstick");
    IceLiteResponder responder =
        new IceLiteResponder(loop, StunKey.ofPassword(args[3]), Fingerprint.parse(args[4]));
    InetAddress address = InetAddress.getByName(args[0]);
    UdpPort.bind(loop, Integer.parseInt(args[1]), List.of(address), responder::datagram);
    System.out.printf(
        "{\"event\":\"ready\",\"fingerprint\":\"%s\"}%n", responder.own.fingerprint());
    new CountDownLatch(1).await();
  }

  private void datagram(ByteBuffer datagram, InetSocketAddress source, DatagramExit via) {
    int first = datagram.hasRemaining() ? datagram.get(datagram.position()) & 0xff : -1;
    if (first >= 20 && first <= 63) {
      if (dtls != null) {
        dtls.handleDatagram(datagram);
      }
    } else if (reader.read(datagram) == StunProblem.NONE
        && reader.isBindingRequest()
        && reader.hasMessageIntegrity()
        && reader.verifies(key)) {
      if (!reader.username().equals(username)) {
        begin(reader.username(), source);
      }
      exit = via;
      remote = source;
      via.send(
          StunWriter.success(reader.transactionId())
              .xorMappedAddress(source)
              .messageIntegrity(key)
              .fingerprint()
              .toBuffer(),
          source);
    }
  }

  private void begin(String name, InetSocketAddress source) {
    if (dtls != null) {
      dtls.close();
    }
    username = name;
    Association fresh = Association.create(Role.DTLS_SERVER, Limits.DEFAULT, random);
    fresh.openChannel(loop.now(), ChannelOptions.negotiated("bench", 0));
    association = fresh;
    dtls = handshakes.start(DtlsRole.SERVER, source, own, page, this::send, this).orElse(null);
  }

  private void send(ByteBuffer datagram) {
    if (exit != null && remote != null) {
      exit.send(datagram, remote);
    }
  }

  @Override
  public void connected() {
    drain();
  }

  @Override
  public void applicationData(ByteBuffer plain) {
    if (association != null) {
      association.handleDatagram(loop.now(), plain);
      drain();
    }
  }

  @Override
  public void failed(DtlsFailure failure) {
    System.err.println("handshake failed: " + failure);
  }

  @Override
  public void closed(DtlsClose reason) {
    // The next page will begin anew.
  }

  private void drain() {
    Association core = association;
    DtlsEndpoint open = dtls;
    while (core != null
        && open != null
        && open.state() == DtlsEndpoint.State.OPEN
        && core.pollTransmit(packet.clear())) {
      open.send(packet.flip());
    }
    Optional<Event> event = core == null ? Optional.empty() : core.pollEvent();
    while (core != null && event.isPresent()) {
      event = core.pollEvent();
    }
  }
}
