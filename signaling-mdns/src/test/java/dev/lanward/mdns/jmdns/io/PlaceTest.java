package dev.lanward.mdns.jmdns.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.mdns.Link;
import dev.lanward.mdns.LinkAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlaceTest {

  @Test
  void ipv4GoesBeforeRoutableIpv6BeforeLinkLocal() throws Exception {
    Link link = link(2, "eth0", "fe80::2", "fd77::2", "10.77.0.2");
    assertEquals("10.77.0.2", chosen(link));
    assertEquals("fd77:0:0:0:0:0:0:2", chosen(link(2, "eth0", "fe80::2", "fd77::2")));
    assertEquals("fe80:0:0:0:0:0:0:2", chosen(link(2, "eth0", "fe80::2")));
    assertEquals(Optional.empty(), Place.choose(List.of()));
  }

  /** The system lists addresses in no stable order, and an order must not look like a move. */
  @Test
  void theChoiceDoesNotDependOnTheOrder() throws Exception {
    assertEquals("10.77.0.2", chosen(link(2, "eth0", "10.77.0.2", "10.77.0.3")));
    assertEquals("10.77.0.2", chosen(link(2, "eth0", "10.77.0.3", "10.77.0.2")));
  }

  @Test
  void anotherAddressBesideItIsNoOtherPlaceButAnotherOfItsOwnIs() throws Exception {
    Place place = place(link(2, "eth0", "10.77.0.2"));
    assertTrue(place.isWhere(place(link(2, "eth0", "10.77.0.2", "fd77::2"))));
    assertFalse(place.isWhere(place(link(2, "eth0", "10.77.0.3"))));
    assertFalse(place.isWhere(place(link(3, "eth0", "10.77.0.2"))));
  }

  @Test
  void ofSeveralInterfacesOneMustBeNamed() throws Exception {
    List<Link> both = List.of(link(3, "wlan0", "10.77.0.2"), link(2, "eth0", "10.78.0.2"));
    String message = assertThrows(IOException.class, () -> Place.choose(both)).getMessage();
    assertEquals(
        "jmDNS speaks on one interface only, and here are eth0, wlan0: choose one with"
            + " --interface",
        message);
  }

  private static String chosen(Link link) throws IOException {
    return place(link).address().getHostAddress();
  }

  private static Place place(Link link) throws IOException {
    return Place.choose(List.of(link)).orElseThrow();
  }

  private static Link link(int index, String name, String... addresses)
      throws UnknownHostException {
    List<LinkAddress> all = new ArrayList<>();
    for (String each : addresses) {
      InetAddress address = InetAddress.getByName(each);
      all.add(new LinkAddress(address, address.getAddress().length * 4));
    }
    return new Link(index, name, all);
  }
}
