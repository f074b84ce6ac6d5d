package dev.lanward.peer;

import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.StandingPort;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a door may be, as far as this side knows before it asks anybody.
 *
 * @param host the name under which multicast DNS finds the device
 * @param addresses where it was last
 * @param port where its door was last
 * @param standingPort where else it listens; empty when nobody knows its certificate yet
 */
record Whereabouts(
    UUID host, List<InetAddress> addresses, int port, Optional<Integer> standingPort) {

  static Optional<Integer> standingPortOf(Fingerprint device, int port) {
    int standing = StandingPort.of(device);
    return standing == port ? Optional.empty() : Optional.of(standing);
  }
}
