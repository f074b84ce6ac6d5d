package dev.lanward.mdns;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose addresses a neighbour can have: docs/protocol.md section 5. */
class LinkTest {
  private final Link link =
      Host.link(1, "192.168.7.2/24", "10.1.2.3/8", "2001:db8:7::2/64", "203.0.113.6/31");

  @Test
  void addressesOfItsSubnetsAndLinkLocalOnesAreNeighbours() {
    for (String each :
        List.of("192.168.7.9", "10.200.0.1", "2001:db8:7::9", "fe80::9", "203.0.113.7")) {
      assertTrue(link.mayBeNeighbour(Wire.ip(each)), each);
    }
  }

  @Test
  void addressesOfOtherNetworksAreNot() {
    for (String each : List.of("192.168.8.9", "8.8.8.8", "2001:db8:8::9", "169.254.1.2")) {
      assertFalse(link.mayBeNeighbour(Wire.ip(each)), each);
    }
  }

  @Test
  void addressesThatNoHostHasAreNot() {
    for (String each :
        List.of(
            "192.168.7.0",
            "192.168.7.255",
            "10.255.255.255",
            "10.0.0.0",
            "224.0.0.251",
            "ff02::fb",
            "127.0.0.1",
            "::1")) {
      assertFalse(link.mayBeNeighbour(Wire.ip(each)), each);
    }
  }

  @Test
  void whereEverythingIsOnLinkLoopbackAndBroadcastAreNotAllTheSame() {
    Link everything = Host.link(1, "198.51.100.1/0", "2001:db8::1/0");
    assertTrue(everything.mayBeNeighbour(Wire.ip("8.8.8.8")));
    for (String each : List.of("127.0.0.1", "255.255.255.255", "0.0.0.0", "::1", "ff02::1")) {
      assertFalse(everything.mayBeNeighbour(Wire.ip(each)), each);
    }
  }
}
