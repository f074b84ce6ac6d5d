package dev.lanward.mdns;

import static dev.lanward.mdns.Host.link;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import dev.lanward.pairing.AdvertKey;
import dev.lanward.pairing.PairingKey;
import dev.lanward.pairing.ResolvableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** When a private device shows itself anew, and to whom. */
class PrivateAdvertsTest {
  private static final List<String> KNOCKS = List.of("lw1", "lw3");

  private final SplittableRandom random = new SplittableRandom(4711);
  private final TestClock clock = new TestClock();
  private final PrivateAdverts adverts = PrivateAdverts.create(clock.now(), random, 47470, KNOCKS);
  private final AdvertKey paired = PairingKey.generate(random).deviceAdvertKey();
  private final AdvertKey revoked = PairingKey.generate(random).deviceAdvertKey();

  private PrivateAdverts.Change change() {
    return adverts.handleTimeout(clock.now()).orElseThrow();
  }

  static Bytes id(Service service) {
    try {
      return ((Advert.Private) AdvertReader.read(service.txt())).id();
    } catch (dev.lanward.core.MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void pairedPeersRecogniseEveryAdvert() {
    adverts.setKeys(clock.now(), List.of(paired, revoked));
    for (int i = 0; i < 20; i++) {
      Service shown = change().after();
      assertTrue(shown.instance().isRandom(), "usable at once");
      assertTrue(ResolvableId.matches(paired, id(shown)));
      assertTrue(ResolvableId.matches(revoked, id(shown)));
      clock.set(adverts.nextTimeout());
    }
  }

  @Test
  void advertsLiveTwelveToFifteenMinutes() {
    Set<Duration> lives = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      change();
      Tick next = adverts.nextTimeout();
      Duration life = next.since(clock.now());
      assertTrue(life.compareTo(Duration.ofMinutes(15)) <= 0, life::toString);
      assertTrue(life.compareTo(Duration.ofMinutes(12)) >= 0, life::toString);
      lives.add(life);
      clock.set(next.plus(Duration.ofNanos(-1)));
      assertEquals(Optional.empty(), adverts.handleTimeout(clock.now()));
      clock.set(next);
    }
    assertEquals(100, lives.size(), "random");
  }

  /** A revoked peer recognises nothing from the same moment on. */
  @Test
  void revocationChangesTheAdvertAtOnce() {
    adverts.setKeys(clock.now(), List.of(paired, revoked));
    Service before = change().after();
    clock.advance(Duration.ofSeconds(1));
    adverts.setKeys(clock.now(), List.of(paired));
    PrivateAdverts.Change change = change();

    assertEquals(Optional.of(before), change.before());
    assertTrue(ResolvableId.matches(paired, id(change.after())));
    assertFalse(ResolvableId.matches(revoked, id(change.after())));
  }

  @Test
  void otherLinksAndPairingModeChangeTheAdvertAtOnce() {
    Service first = change().after();
    adverts.linksChanged(clock.now());
    Service second = change().after();
    adverts.setPairing(clock.now(), Advert.PairingMode.at(7));
    Service third = change().after();
    adverts.setPairing(clock.now(), Advert.PairingMode.at(7));

    assertNotEquals(first.instance(), second.instance());
    assertNotEquals(second.host(), third.host());
    assertEquals(Optional.empty(), adverts.handleTimeout(clock.now()), "no news");
  }

  /** The old names are taken back, and answered for no more. */
  @Test
  void oldNamesAreNotAnsweredAnyMore() {
    Host host = new Host(clock, HostNames.none(), MdnsLimits.defaults());
    host.on(link(1, "192.168.7.2/24"));
    Service first = change().after();
    new PrivateAdverts.Change(Optional.empty(), first).apply(clock.now(), host.core);
    host.quiet();
    clock.set(adverts.nextTimeout());
    PrivateAdverts.Change change = change();
    change.apply(clock.now(), host.core);
    List<String> told = new ArrayList<>();
    host.settle().forEach(each -> told.addAll(Wire.namedAnswers(each)));

    assertTrue(
        told.contains(Services.TYPE + " PTR " + Services.full(first.instance().name()) + " 0"),
        told::toString);
    assertTrue(told.stream().anyMatch(each -> each.startsWith(first.host() + ".local. A")));
    host.pass(Duration.ofSeconds(5));
    for (String old : List.of(Services.full(first.instance().name()), first.host() + ".local.")) {
      assertEquals(List.of(), host.hears("192.168.7.9", Wire.query(Wire.question(old, Type.ANY))));
    }
    assertEquals(
        1,
        host.hears(
                "192.168.7.9",
                Wire.query(
                    Wire.question(Services.full(change.after().instance().name()), Type.SRV)))
            .size());
  }
}
