package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.mdns.Advert;
import dev.lanward.mdns.HostNames;
import java.security.SecureRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Protocol section 3: the device host of a private device. */
class LinkHostTest {
  private static final UUID RESOLVABLE = UUID.fromString("22222222-2222-4333-8444-555555555555");

  private final LinkHost host = new LinkHost(new SecureRandom());
  private final HostNames names = host.with(RESOLVABLE::equals);

  @Test
  void isAnsweredForWhilePairingModeIsOpen() {
    UUID linked = host.current();
    assertFalse(names.answersFor(linked));
    host.setPairing(Advert.PairingMode.at(7));
    assertTrue(names.answersFor(linked));
    assertEquals(linked, host.current(), "all links of an opening name it");
    host.setPairing(Advert.PairingMode.CLOSED);
    assertFalse(names.answersFor(linked));
  }

  @Test
  void isAnotherOneForTheNextOpening() {
    UUID before = host.current();
    host.setPairing(Advert.PairingMode.at(7));
    host.setPairing(Advert.PairingMode.CLOSED);
    assertNotEquals(before, host.current());
    assertEquals(4, host.current().version());
    host.setPairing(Advert.PairingMode.at(8));
    assertFalse(names.answersFor(before));
  }

  @Test
  void resolvableHostsAreAnsweredForAlwaysAndTheDeviceIsPrivate() {
    assertTrue(names.answersFor(RESOLVABLE));
    assertTrue(names.isPrivate());
  }
}
