package dev.lanward.mdns;

import static dev.lanward.mdns.Wire.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A name leads browsers to an address that they can use. */
class AdvertisedAddressesTest {

  @Test
  void linkLocalIsLeftOutWhereThereIsAnotherAddress() {
    assertEquals(
        List.of(ip("192.168.7.2"), ip("fd77::2")),
        advertised("192.168.7.2/24", "fd77::2/64", "fe80::2/64"));
    assertEquals(List.of(ip("192.168.7.2")), advertised("fe80::2/64", "192.168.7.2/24"));
  }

  @Test
  void linkLocalIsToldWhereItIsAllThereIs() {
    assertEquals(List.of(ip("fe80::2")), advertised("fe80::2/64"));
  }

  private static List<InetAddress> advertised(String... addresses) {
    return AdvertisedAddresses.of(Host.link(1, addresses));
  }
}
