package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.mdns.Advert;
import dev.lanward.mdns.AdvertWriter;
import dev.lanward.mdns.FoundService;
import dev.lanward.mdns.ServiceInstance;
import dev.lanward.mdns.ServiceType;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Pairing;
import dev.lanward.pairing.PairingKey;
import dev.lanward.pairing.ResolvableId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/security-model.md, "Adverts are what anybody says". */
class NeighbourhoodTest {
  private static final Fingerprint OWN = fingerprint(1);
  private static final Fingerprint DOORBELL = fingerprint(2);
  private static final Fingerprint STRANGER = fingerprint(3);
  private static final String RANDOM_NAME = "6a1e7b1c-52f0-4d0e-9a59-0f2c6b3d4e5f";

  private final List<Pairing> pairings = new ArrayList<>();
  private final Neighbourhood here = new Neighbourhood(OWN, () -> pairings, () -> pairings);

  NeighbourhoodTest() {
    pairings.add(pairing(DOORBELL, "Doorbell", Pairing.Kind.DEVICE));
  }

  @Test
  void thePairedDeviceUnderItsNameIsPaired() {
    Nearby doorbell = see("Doorbell", DOORBELL);
    assertEquals(Nearby.Known.PAIRED, doorbell.known());
    assertEquals(Optional.empty(), doorbell.suspicion());
    assertEquals("Doorbell", doorbell.peer().orElseThrow().name());
  }

  @Test
  void itsNameMayHaveBeenNumberedOrCutByMulticastDns() {
    String tooLong = "\u00e4".repeat(40);
    pairings.add(pairing(STRANGER, tooLong, Pairing.Kind.DEVICE));

    assertEquals(Nearby.Known.PAIRED, see("Doorbell (2)", DOORBELL).known());
    assertEquals(Nearby.Known.PAIRED, see("DOORBELL", DOORBELL).known());
    assertEquals(
        Nearby.Known.PAIRED,
        see(ServiceInstance.fitting(tooLong, ServiceType.LANWARD).name(), STRANGER).known());
  }

  @Test
  void itsCertificateUnderANewNameIsSuspicious() {
    Nearby renamed = see("Front door", DOORBELL);
    assertSuspicious(Suspicion.Reason.NEW_NAME, "Doorbell", renamed);
    assertTrue(renamed.peer().isPresent(), "it says who it is");
  }

  /** What a person calls it is none of its business. */
  @Test
  void aPeerThatIsCalledOtherwiseHereKeepsItsOwnName() {
    pairings.set(0, pairings.get(0).withName("Front door"));
    Nearby doorbell = see("Doorbell", DOORBELL);
    assertEquals(Nearby.Known.PAIRED, doorbell.known());
    assertEquals("Front door", doorbell.peer().orElseThrow().name(), "as it is called here");
    assertSuspicious(Suspicion.Reason.NEW_NAME, "Front door", see("Gate", DOORBELL));
  }

  @Test
  void theNameThatItSaidInASessionIsItsOwnFromThenOn() {
    assertSuspicious(Suspicion.Reason.NEW_NAME, "Doorbell", see("Gate", DOORBELL));
    pairings.set(0, pairings.get(0).withOwnName("Gate"));
    assertEquals(Nearby.Known.PAIRED, see("Gate", DOORBELL).known());
    assertEquals(Nearby.Known.PAIRED, see("Doorbell", DOORBELL).known(), "it is called so here");
  }

  @Test
  void whoeverBearsEitherOfItsNamesIsSuspicious() {
    pairings.set(0, pairings.get(0).withName("Front door"));
    assertSuspicious(Suspicion.Reason.PAIRED_NAME, "Front door", see("Doorbell", STRANGER));
    assertSuspicious(Suspicion.Reason.PAIRED_NAME, "Front door", see("Front door", STRANGER));
    assertSuspicious(Suspicion.Reason.LOOKALIKE_NAME, "Front door", see("Doorbe1l", STRANGER));
    assertSuspicious(Suspicion.Reason.LOOKALIKE_NAME, "Front door", see("Fr0nt door", STRANGER));
  }

  @Test
  void aPagesNameIsNoAdvertsAndMayDiffer() {
    pairings.set(0, pairing(DOORBELL, "Ada's laptop", Pairing.Kind.PAGE));
    assertEquals(Nearby.Known.PAIRED, see("Doorbell", DOORBELL).known());
  }

  @Test
  void itsNameWithAnotherCertificateIsSuspicious() {
    Nearby other = see("doorbell", STRANGER);
    assertSuspicious(Suspicion.Reason.PAIRED_NAME, "Doorbell", other);
    assertEquals(Optional.empty(), other.peer());
  }

  @Test
  void aNameThatLooksLikeItsIsSuspicious() {
    for (String name : List.of("D\u043eorbell", "Doorbe1l", "Doorbell (2)", "Door bell")) {
      assertSuspicious(Suspicion.Reason.LOOKALIKE_NAME, "Doorbell", see(name, STRANGER));
    }
  }

  @Test
  void aPairedDeviceUnderTheNameOfAnotherIsSuspicious() {
    pairings.add(pairing(STRANGER, "Gate", Pairing.Kind.DEVICE));
    assertSuspicious(Suspicion.Reason.PAIRED_NAME, "Doorbell", see("Doorbell", STRANGER));
  }

  @Test
  void twoPairedDevicesMayHaveOneName() {
    pairings.add(pairing(STRANGER, "Doorbell", Pairing.Kind.DEVICE));
    assertEquals(Nearby.Known.PAIRED, see("Doorbell", DOORBELL).known());
    assertEquals(Nearby.Known.PAIRED, see("Doorbell (2)", STRANGER).known());
  }

  @Test
  void anybodyElseIsNew() {
    assertEquals(Nearby.Known.NEW, see("Lamp", STRANGER).known());
    assertEquals(Nearby.Known.NEW, see(RANDOM_NAME, STRANGER).known());
  }

  @Test
  void thisDeviceIsNotItsOwnNeighbour() {
    assertEquals(Optional.empty(), here.look(service("Me", visible(OWN), 9)));
  }

  @Test
  void noMoreIsItAsAPrivateOne() {
    Bytes id = ResolvableId.create(List.of(pairings.get(0).ownAdvertKey()), new Random(7));
    Advert own = new Advert.Private(1, List.of("lw1"), Advert.PairingMode.CLOSED, id);
    assertEquals(Optional.empty(), here.look(service(RANDOM_NAME, own, 9)));
  }

  @Test
  void whatIsNoAdvertIsNobody() {
    assertEquals(
        Optional.empty(),
        here.look(
            new FoundService(
                new ServiceInstance("Odd", ServiceType.LANWARD),
                "odd.local",
                1,
                Bytes.empty(),
                List.of(address(9)),
                Optional.empty())));
  }

  @Test
  void aPrivateDeviceIsRecognisedByItsRandomNameAndSuspiciousByAnyOther() {
    Bytes id = ResolvableId.create(List.of(pairings.get(0).peerAdvertKey()), new Random(7));
    Advert mine = new Advert.Private(1, List.of("lw1"), Advert.PairingMode.CLOSED, id);
    Bytes other = ResolvableId.create(List.of(), new Random(8));
    Advert foreign = new Advert.Private(1, List.of("lw1"), Advert.PairingMode.CLOSED, other);

    Nearby recognised = see(service(RANDOM_NAME, mine, 9));
    assertEquals(Nearby.Known.PAIRED, recognised.known());
    assertEquals("Doorbell", recognised.name(), "under the name that is known here");
    assertEquals("camera", recognised.type());
    assertEquals(RANDOM_NAME, recognised.instance());
    assertEquals(DOORBELL, recognised.peer().orElseThrow().fingerprint());
    Nearby stranger = see(service(RANDOM_NAME, foreign, 9));
    assertEquals(Nearby.Known.PRIVATE, stranger.known());
    assertEquals(RANDOM_NAME, stranger.name());
    assertEquals("", stranger.type());
    assertSuspicious(
        Suspicion.Reason.PAIRED_NAME, "Doorbell", see(service("Doorbell", foreign, 9)));
  }

  @Test
  void moreThanEightOfOneSourceAreSuspiciousAllOfThem() {
    for (int i = 1; i <= Neighbourhood.MAX_OF_ONE_SOURCE; i++) {
      FoundService one = service("Lamp " + i, visible(STRANGER), 9);
      assertEquals(List.of(one), here.found(one));
      assertEquals(Nearby.Known.NEW, here.look(one).orElseThrow().known());
    }
    FoundService elsewhere = service("Far", visible(STRANGER), 10);
    here.found(elsewhere);

    FoundService ninth = service("Doorbell", visible(DOORBELL), 9);
    List<FoundService> changed = here.found(ninth);
    assertEquals(ninth, changed.get(0));
    assertEquals(9, changed.size());
    for (FoundService each : changed) {
      assertSuspicious(Suspicion.Reason.CROWD, "more than 8", here.look(each).orElseThrow());
    }
    assertEquals(Nearby.Known.NEW, here.look(elsewhere).orElseThrow().known());
  }

  @Test
  void claimsThatAreSpreadOverAddressesHideNoCrowd() {
    FoundService last = told("Lamp", 0, 66);
    for (int i = 0; i <= Neighbourhood.MAX_OF_ONE_SOURCE; i++) {
      last = told("Lamp " + i, 100 + i, 66);
      here.found(last);
    }
    assertSuspicious(Suspicion.Reason.CROWD, "more than 8", here.look(last).orElseThrow());
  }

  @Test
  void claimingTheAddressOfADeviceMakesNoCrowdOfIt() {
    for (int i = 0; i <= Neighbourhood.MAX_OF_ONE_SOURCE; i++) {
      here.found(told("Lamp " + i, 9, 66));
    }
    assertEquals(Nearby.Known.PAIRED, see("Doorbell", DOORBELL).known());
    assertEquals(1, here.doors(service("Doorbell", visible(DOORBELL), 9)).size());
  }

  @Test
  void repeatingTheAdvertOfADeviceMakesNoCrowdOfIt() {
    for (int i = 0; i <= Neighbourhood.MAX_OF_ONE_SOURCE; i++) {
      here.found(told("Lamp " + i, 9, 66));
    }
    FoundService doorbell =
        doorbell(
            List.of(address(9)),
            Optional.of(
                new FoundService.Heard(Set.of(address(9)), Set.of(address(9), address(66)))));
    assertEquals(Nearby.Known.PAIRED, see(doorbell).known());
  }

  @Test
  void whoSpeaksFromTwoAddressesIsACrowdIfBothAre() {
    List<FoundService> changed = List.of();
    for (int i = 0; i <= Neighbourhood.MAX_OF_ONE_SOURCE; i++) {
      changed = here.found(told("Lamp " + i, 9, 66, 67));
    }
    assertEquals(9, changed.size());
    for (FoundService each : changed) {
      assertSuspicious(Suspicion.Reason.CROWD, "more than 8", here.look(each).orElseThrow());
    }
  }

  /** Of a name server's answers nobody else is the source. */
  @Test
  void inADomainAddressesAreCounted() {
    FoundService last = told("Lamp", 9);
    for (int i = 0; i <= Neighbourhood.MAX_OF_ONE_SOURCE; i++) {
      FoundService each = told("Lamp " + i, 9);
      last =
          new FoundService(
              each.instance(),
              each.host(),
              each.port(),
              each.txt(),
              each.addresses(),
              Optional.empty());
      here.found(last);
    }
    assertSuspicious(Suspicion.Reason.CROWD, "more than 8", here.look(last).orElseThrow());
  }

  private static FoundService told(String name, int at, int... sources) {
    FoundService plain = service(name, visible(STRANGER), at);
    Set<InetAddress> senders =
        IntStream.of(sources).mapToObj(NeighbourhoodTest::address).collect(Collectors.toSet());
    return new FoundService(
        plain.instance(),
        plain.host(),
        plain.port(),
        plain.txt(),
        plain.addresses(),
        Optional.of(new FoundService.Heard(Set.copyOf(plain.addresses()), senders)));
  }

  @Test
  void theyAreNoLongerWhenOneGoesOrMoves() {
    for (int i = 0; i <= Neighbourhood.MAX_OF_ONE_SOURCE; i++) {
      here.found(service("Lamp " + i, visible(STRANGER), 9));
    }
    FoundService moved = service("Lamp 3", visible(STRANGER), 10);
    assertEquals(9, here.found(moved).size(), "it, and the eight that are left");
    FoundService again = service("Lamp 3", visible(STRANGER), 9);
    assertEquals(9, here.found(again).size());

    List<FoundService> changed = here.lost("Lamp 0");
    assertEquals(8, changed.size());
    changed.forEach(each -> assertEquals(Nearby.Known.NEW, here.look(each).orElseThrow().known()));
    assertEquals(List.of(), here.lost("Lamp 0"), "it has gone already");
  }

  @Test
  void oneThatIsToldAgainAndAgainIsOne() {
    FoundService lamp = service("Lamp", visible(STRANGER), 9);
    for (int i = 0; i < 50; i++) {
      here.found(lamp);
    }
    assertEquals(Nearby.Known.NEW, here.look(lamp).orElseThrow().known());
  }

  @Test
  void onlyThePairedDevicesUnsuspiciousAdvertTellsADoor() {
    pairings.add(pairing(STRANGER, "Gate", Pairing.Kind.DEVICE));
    Neighbourhood seeker = new Neighbourhood(OWN, () -> pairings.subList(0, 1), () -> pairings);
    assertEquals(
        List.of(new InetSocketAddress(address(9), 47470)),
        seeker.doors(service("Doorbell (2)", visible(DOORBELL), 9)));

    Bytes id = ResolvableId.create(List.of(pairings.get(0).peerAdvertKey()), new Random(7));
    Advert hidden = new Advert.Private(1, List.of("lw1"), Advert.PairingMode.CLOSED, id);
    assertEquals(
        List.of(new InetSocketAddress(address(9), 47470)),
        seeker.doors(service(RANDOM_NAME, hidden, 9)));

    assertEquals(List.of(), seeker.doors(service("Front door", visible(DOORBELL), 9)), "renamed");
    assertEquals(List.of(), seeker.doors(service("Gate", visible(DOORBELL), 9)), "another's name");
    assertEquals(List.of(), seeker.doors(service("Doorbell", visible(STRANGER), 9)), "another");
    assertEquals(List.of(), seeker.doors(service("Gate", visible(STRANGER), 9)), "not sought");
    for (int i = 0; i < Neighbourhood.MAX_OF_ONE_SOURCE; i++) {
      seeker.found(service("Lamp " + i, visible(STRANGER), 9));
    }
    seeker.found(service("Doorbell", visible(DOORBELL), 9));
    assertEquals(List.of(), seeker.doors(service("Doorbell", visible(DOORBELL), 9)), "crowded");
  }

  /** Name and certificate of a visible device are public: anybody can put them over an address. */
  @Test
  void anAdvertThatIsHeardLeadsToNeighboursAndToWhereTheDeviceWasLast() {
    InetAddress near = address(9);
    InetAddress far = InetAddress.getLoopbackAddress();
    InetAddress earlier = address(10, 99, 9, 9);
    pairings.set(0, pairing(DOORBELL, "Doorbell", Pairing.Kind.DEVICE, earlier));
    FoundService hostile =
        doorbell(
            List.of(far, address(8, 8, 8, 8), near, earlier, address(10, 99, 9, 8)),
            Optional.of(new FoundService.Heard(Set.of(near), Set.of(address(66)))));

    assertEquals(doorsAt(near, earlier), here.doors(hostile));
    assertEquals(5, see(hostile).addresses().size(), "a person is shown what it says");
  }

  @Test
  void aDeviceWithSeveralInterfacesIsSoughtOnEach() {
    List<InetAddress> both = List.of(address(9), address(10, 78, 0, 9));
    assertEquals(
        doorsAt(both.get(0), both.get(1)),
        here.doors(
            doorbell(
                both, Optional.of(new FoundService.Heard(Set.copyOf(both), Set.copyOf(both))))));
  }

  @Test
  void aNameServerIsBelievedWhereItSaysThatADeviceIs() {
    InetAddress elsewhere = address(10, 99, 9, 9);
    assertEquals(doorsAt(elsewhere), here.doors(doorbell(List.of(elsewhere), Optional.empty())));
  }

  @Test
  void wordsNameWhomItResembles() {
    for (Suspicion.Reason reason : Suspicion.Reason.values()) {
      Suspicion suspicion = new Suspicion(reason, "Doorbell");
      assertTrue(suspicion.words().contains("Doorbell"), suspicion.words());
      assertTrue(suspicion.next().endsWith("."), suspicion.next());
    }
  }

  private static void assertSuspicious(Suspicion.Reason reason, String detail, Nearby device) {
    assertEquals(Nearby.Known.SUSPICIOUS, device.known(), device.name());
    assertEquals(new Suspicion(reason, detail), device.suspicion().orElseThrow());
  }

  private Nearby see(String name, Fingerprint fingerprint) {
    return see(service(name, visible(fingerprint), 9));
  }

  private Nearby see(FoundService service) {
    here.found(service);
    return here.look(service).orElseThrow();
  }

  private static FoundService service(String name, Advert advert, int host) {
    return new FoundService(
        new ServiceInstance(name, ServiceType.LANWARD),
        "host-" + host + ".local",
        47470,
        AdvertWriter.write(advert),
        List.of(address(host)),
        Optional.of(new FoundService.Heard(Set.of(address(host)), Set.of(address(host)))));
  }

  /** The paired device's advert, with these addresses in it. */
  private static FoundService doorbell(
      List<InetAddress> addresses, Optional<FoundService.Heard> heard) {
    return new FoundService(
        new ServiceInstance("Doorbell", ServiceType.LANWARD),
        "host.local",
        47470,
        AdvertWriter.write(visible(DOORBELL)),
        addresses,
        heard);
  }

  private static List<InetSocketAddress> doorsAt(InetAddress... addresses) {
    return Stream.of(addresses).map(each -> new InetSocketAddress(each, 47470)).toList();
  }

  private static Advert visible(Fingerprint fingerprint) {
    return new Advert.Visible(1, List.of("lw1"), Advert.PairingMode.CLOSED, fingerprint, "camera");
  }

  private static Pairing pairing(
      Fingerprint fingerprint, String name, Pairing.Kind kind, InetAddress... addresses) {
    return new Pairing(
        Pairing.idOf(fingerprint),
        name,
        name,
        "camera",
        fingerprint,
        Optional.empty(),
        PairingKey.generate(new Random(name.hashCode())),
        Optional.of(new UUID(1, 2)),
        List.of(addresses),
        47470,
        kind,
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private static Fingerprint fingerprint(int seed) {
    byte[] hash = new byte[32];
    new Random(seed).nextBytes(hash);
    return new Fingerprint(Bytes.copyOf(hash));
  }

  private static InetAddress address(int last) {
    return address(10, 77, 0, last);
  }

  private static InetAddress address(int... bytes) {
    try {
      return InetAddress.getByAddress(
          new byte[] {(byte) bytes[0], (byte) bytes[1], (byte) bytes[2], (byte) bytes[3]});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
