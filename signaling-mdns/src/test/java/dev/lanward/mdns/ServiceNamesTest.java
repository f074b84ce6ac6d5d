package dev.lanward.mdns;

import static dev.lanward.mdns.Services.instance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;

/** RFC 6763 sections 4.1 and 7: names of services, their kinds and narrower kinds. */
class ServiceNamesTest {

  @Property
  void everyInstanceNameIsReadAsItWasWritten(@ForAll @StringLength(min = 1, max = 63) String name) {
    try {
      ServiceInstance written = instance(name);
      Optional<ServiceInstance> read =
          ServiceNames.instance(ServiceNames.of(written), ServiceType.LANWARD);
      boolean wellFormed = name.codePoints().noneMatch(c -> c >= 0xd800 && c < 0xe000);
      assertEquals(wellFormed ? Optional.of(written) : read, read);
    } catch (IllegalArgumentException tooLongOrWithControls) {
      assertTrue(
          name.chars().anyMatch(c -> c < 0x20 || c == 0x7f)
              || name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > 63);
    }
  }

  @Test
  void otherNamesAreNoInstancesOfAType() {
    for (String each :
        List.of(
            "_lanward._udp.local.",
            "x.y._lanward._udp.local.",
            "x._other._udp.local.",
            "x._lanward._udp.example.",
            "\\255._lanward._udp.local.",
            "\\007._lanward._udp.local.")) {
      Name name = Wire.name(each);
      assertEquals(Optional.empty(), ServiceNames.instance(name, ServiceType.LANWARD), each);
    }
    assertEquals(
        Optional.of(instance("x")),
        ServiceNames.instance(Wire.name("x._LANWARD._udp.LOCAL."), ServiceType.LANWARD));
  }

  /** RFC 6335 section 5.1. */
  @Test
  void typesAreServiceNames() {
    assertEquals(Optional.of(ServiceType.LANWARD), ServiceType.parse("_lanward._udp"));
    assertTrue(ServiceType.parse("_http._tcp").isPresent());
    assertTrue(ServiceType.parse("_a-1._tcp").isPresent());
    for (String bad :
        List.of(
            "",
            "_http",
            "http._tcp",
            "_http._sctp",
            "_._tcp",
            "_123._tcp",
            "_-a._tcp",
            "_a-._tcp",
            "_a--b._tcp",
            "_abcdefghijklmnop._tcp",
            "_http._tcp.")) {
      assertEquals(Optional.empty(), ServiceType.parse(bad), bad);
    }
    assertEquals("_lanward._udp", ServiceType.LANWARD.toString());
  }

  @Test
  void randomNamesAreUuidsOfVersion4() {
    assertTrue(instance(Services.RANDOM).isRandom());
    assertFalse(instance("Doorbell").isRandom());
    assertFalse(instance(Services.RANDOM.replace("-4ccc", "-1ccc")).isRandom());
    assertFalse(instance(Services.RANDOM + " (2)").isRandom());
  }

  @Test
  void longNamesAreCutToFit() {
    assertEquals(instance("Door"), ServiceInstance.fitting("Door", ServiceType.LANWARD));
    assertEquals(
        instance("ä".repeat(31)), ServiceInstance.fitting("ä".repeat(64), ServiceType.LANWARD));
  }

  @Test
  void servicesOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Services.atPort("a", 65536));
    assertThrows(IllegalArgumentException.class, () -> Services.atPort("a", -1));
    assertThrows(IllegalArgumentException.class, () -> Services.service("a", ""));
    assertThrows(IllegalArgumentException.class, () -> Services.service("a", "x".repeat(64)));
    assertThrows(IllegalArgumentException.class, () -> instance(""));
    assertThrows(IllegalArgumentException.class, () -> instance("a\nb"));
    assertEquals(Set.of(), Services.service("a").subtypes());
  }
}
