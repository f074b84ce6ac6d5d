package dev.lanward.attackers;

import dev.lanward.core.Bytes;
import dev.lanward.ice.StunKey;
import dev.lanward.ice.StunProblem;
import dev.lanward.ice.StunReader;
import dev.lanward.ice.StunWriter;
import dev.lanward.pairing.PairingCertificate;
import dev.lanward.peer.dtls.DtlsCredential;
import dev.lanward.peer.dtls.DtlsRole;
import dev.lanward.peer.io.DatagramExit;
import dev.lanward.peer.io.UdpPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Answers for every host name and stands at a door without any key. Tries what can be tried against
 * a page that knocks there; the page must not finish ICE with it, so no DTLS record ever comes.
 */
final class Impostor {
  static final Set<String> OPTIONS = Set.of("listen", "interface", "tricks", "spare");
  static final String SYNOPSIS =
      "--listen ADDRESS:PORT [--listen [IPV6]:PORT] "
          + Lies.SYNOPSIS
          + " [--tricks guess,bare,public,error,check,dtls] [--spare ADDRESS:PORT] [--seconds 60]";

  private static final List<String> ALL_TRICKS =
      List.of("guess", "bare", "public", "error", "check", "dtls");

  private static final int MAX_REMEMBERED = 1_000;
  private static final int ROLE_CONFLICT = 487;
  private static final int PRIORITY = 0x7e7f1eff;

  private final Network network;
  private final Report report;
  private final List<String> tricks;
  private final StunReader reader = new StunReader();
  private final Set<String> usernames = new HashSet<>();
  private final Set<InetSocketAddress> greeted = new HashSet<>();
  private long requests;
  private long dtlsRecords;
  private long otherDatagrams;

  private Impostor(Network network, Report report, List<String> tricks) {
    this.network = network;
    this.report = report;
    this.tricks = tricks;
  }

  static void run(Options options, Report report, Stop stop)
      throws UsageException, IOException, InterruptedException {
    List<InetSocketAddress> here = options.addresses("listen");
    List<String> tricks = options.all("tricks").isEmpty() ? ALL_TRICKS : options.all("tricks");
    if (!ALL_TRICKS.containsAll(tricks)) {
      throw new UsageException("--tricks are some of " + String.join(",", ALL_TRICKS));
    }
    Set<InetAddress> spared =
        options.text("spare").isPresent()
            ? Set.of(options.address("spare").getAddress())
            : Set.of();
    try (Network network = Network.start();
        Lies lies = Lies.tell(options, here, name -> true, spared, report)) {
      Impostor impostor = new Impostor(network, report, tricks);
      List<InetAddress> at = here.stream().map(InetSocketAddress::getAddress).toList();
      try (UdpPort port =
          UdpPort.bind(network.loop(), here.get(0).getPort(), at, impostor::datagram)) {
        report.event("ready", "port", port.port());
        stop.pause(options.time());
        network.onLoop(() -> impostor.sayResult(lies));
      }
    }
  }

  private boolean sayResult(Lies lies) {
    report.event(
        "result",
        "requests",
        requests,
        "usernames",
        usernames.size(),
        "dtlsRecords",
        dtlsRecords,
        "otherDatagrams",
        otherDatagrams,
        "liesSent",
        lies.datagramsSent());
    return true;
  }

  private void datagram(ByteBuffer datagram, InetSocketAddress source, DatagramExit via) {
    int first = datagram.hasRemaining() ? datagram.get(datagram.position()) & 0xff : -1;
    if (first >= 20 && first <= 63) {
      dtlsRecords++;
      report.event("dtls", "type", first, "bytes", datagram.remaining());
    } else if (reader.read(datagram) == StunProblem.NONE && reader.isBindingRequest()) {
      requests++;
      if (usernames.size() < MAX_REMEMBERED && usernames.add(reader.username())) {
        report.event("stun-request", "username", reader.username());
      }
      deceive(source, via);
    } else {
      otherDatagrams++;
    }
  }

  private void deceive(InetSocketAddress page, DatagramExit via) {
    Bytes id = reader.transactionId();
    String[] ufrags = reader.username().split(":", 2);
    for (String trick : tricks) {
      switch (trick) {
        case "guess" -> via.send(success(id, page, randomPassword()), page);
        case "public" -> via.send(success(id, page, PublicPassword.of(ufrags[0])), page);
        case "bare" ->
            via.send(StunWriter.success(id).xorMappedAddress(page).fingerprint().toBuffer(), page);
        case "error" -> via.send(roleConflict(id), page);
        case "check" -> via.send(check(ufrags), page);
        default -> tryDtls(page, via);
      }
    }
  }

  private static ByteBuffer success(Bytes id, InetSocketAddress page, String password) {
    return StunWriter.success(id)
        .xorMappedAddress(page)
        .messageIntegrity(StunKey.ofPassword(password))
        .fingerprint()
        .toBuffer();
  }

  /** Believed, it would turn the page into the controlled side. */
  private static ByteBuffer roleConflict(Bytes id) {
    return StunWriter.error(id).errorCode(ROLE_CONFLICT, "Role Conflict").fingerprint().toBuffer();
  }

  /** A check of the impostor's own; the key should be the page's ice-pwd, which it has not. */
  private ByteBuffer check(String[] ufrags) {
    String username = ufrags.length == 2 ? ufrags[1] + ":" + ufrags[0] : "nobody:nobody";
    return StunWriter.request(random(12))
        .username(username)
        .priority(PRIORITY)
        .controlled(network.random().nextLong())
        .messageIntegrity(StunKey.ofPassword(randomPassword()))
        .fingerprint()
        .toBuffer();
  }

  /** Once a page: a ClientHello out of nowhere. */
  private void tryDtls(InetSocketAddress page, DatagramExit via) {
    if (greeted.size() < MAX_REMEMBERED && greeted.add(page)) {
      Endpoint.start(
          network,
          DtlsRole.CLIENT,
          page,
          DtlsCredential.of(PairingCertificate.identity()),
          PairingCertificate.fingerprint(),
          hello -> via.send(hello, page),
          new Endpoint.Listener() {});
    }
  }

  private String randomPassword() {
    return random(18).toBase64();
  }

  private Bytes random(int length) {
    byte[] bytes = new byte[length];
    network.random().nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }
}
