package dev.lanward.peer;

import dev.lanward.ice.Knock;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.StandingPort;
import dev.lanward.peer.dtls.DtlsCredential;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A door to knock at.
 *
 * @param knock what to say
 * @param doorPwd what proves it
 * @param host the name under which multicast DNS finds the device
 * @param addresses where it was last
 * @param port where its door was last
 * @param standingPort where else it listens; empty when nobody knows its certificate yet
 * @param own what this side shows
 * @param expected the certificate that the device must show
 */
record Target(
    Knock knock,
    String doorPwd,
    UUID host,
    List<InetAddress> addresses,
    int port,
    Optional<Integer> standingPort,
    DtlsCredential own,
    Fingerprint expected) {

  static Optional<Integer> standingPortOf(Fingerprint device, int port) {
    int standing = StandingPort.of(device);
    return standing == port ? Optional.empty() : Optional.of(standing);
  }
}
