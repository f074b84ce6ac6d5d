package dev.lanward.mdns.jmdns.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.mdns.FoundService;
import dev.lanward.mdns.Link;
import dev.lanward.mdns.LinkAddress;
import dev.lanward.mdns.Service;
import dev.lanward.mdns.ServiceInstance;
import dev.lanward.mdns.ServiceType;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.jmdns.impl.ServiceInfoImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordingTest {
  private static final int SCOPE = 7;
  private static final Link LINK =
      new Link(SCOPE, "eth0", List.of(new LinkAddress(address("10.77.0.1"), 24)));
  private static final Bytes TXT = Bytes.ofHex("03613d62");
  private static final UUID HOST = UUID.fromString("6a1e7b1c-52f0-4d0e-9a59-0f2c6b3d4e5f");

  @Test
  void aServiceIsSaidWhole() {
    ServiceInfoImpl info = Wording.of(service("Küche", Set.of("_camera")));
    assertEquals("_lanward._udp.local.", info.getType());
    assertEquals("Küche", info.getName());
    assertEquals("camera", info.getSubtype());
    assertEquals(47470, info.getPort());
    assertEquals(TXT, Bytes.copyOf(info.getTextBytes()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Küche 1.0", "..a", "a\\b", "a\\.b", "\\a"})
  void dotsAndBackslashesComeBackAsTheyWere(String name) {
    assertEquals(name, Wording.plain(Wording.of(service(name, Set.of())).getName()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dr.", "...", "a\\", "\\"})
  void namesThatItWouldCutAreRefused(String name) {
    Service service = service(name, Set.of());
    assertThrows(IllegalArgumentException.class, () -> Wording.of(service));
  }

  @Test
  void subtypesThatJmdnsCannotSayAreRefused() {
    for (Set<String> subtypes : List.of(Set.of("_a", "_b"), Set.of("printer"))) {
      Service service = service("Küche", subtypes);
      assertThrows(IllegalArgumentException.class, () -> Wording.of(service));
    }
  }

  @Test
  void aServiceOfAPeerIsTakenWhole() {
    FoundService found = found("Küche 1.0", TXT, 47470, "10.77.0.2").orElseThrow();
    assertEquals(new ServiceInstance("Küche 1.0", ServiceType.LANWARD), found.instance());
    assertEquals(HOST + ".local", found.host());
    assertEquals(47470, found.port());
    assertEquals(TXT, found.txt());
    assertEquals(List.of(address("10.77.0.2")), found.addresses());
  }

  @Test
  void addressesThatNeighboursCanHaveAreMarked() {
    FoundService found = found("Küche", TXT, 1, "10.77.0.2", "192.0.2.1").orElseThrow();
    assertEquals(List.of(address("10.77.0.2"), address("192.0.2.1")), found.addresses());
    assertEquals(
        new FoundService.Heard(Set.of(address("10.77.0.2")), Set.of()),
        found.heard().orElseThrow());
  }

  @Test
  void whatBreaksARuleIsNotTaken() {
    assertTrue(found("", TXT, 1, "10.77.0.2").isEmpty(), "no name");
    assertTrue(found("ü".repeat(32), TXT, 1, "10.77.0.2").isEmpty(), "64 bytes");
    assertTrue(found("a\u0007b", TXT, 1, "10.77.0.2").isEmpty(), "a control character");
    assertTrue(found("Küche", TXT, 65_536, "10.77.0.2").isEmpty(), "a port");
    assertTrue(found("Küche", TXT, 1).isEmpty(), "no address");
    assertTrue(found("Küche", TXT, 1, "224.0.0.251", "ff02::fb").isEmpty(), "no host's address");
    assertTrue(found("Küche", Bytes.copyOf(new byte[1301]), 1, "10.77.0.2").isEmpty(), "TXT");
  }

  /** It says one empty string of a service whose TXT record has not come yet. */
  @Test
  void aServiceWithoutTxtDataIsNotTaken() {
    assertTrue(found("Küche", Bytes.copyOf(new byte[0]), 1, "10.77.0.2").isEmpty());
    assertTrue(found("Küche", Bytes.copyOf(new byte[1]), 1, "10.77.0.2").isEmpty());
  }

  @Test
  void linkLocalAddressesGetTheScopeThatTheyWereHeardOn() {
    InetAddress told = address("fe80::1");
    InetAddress taken = Wording.addresses(new InetAddress[] {told}, SCOPE).get(0);
    assertEquals(SCOPE, ((Inet6Address) taken).getScopeId());
  }

  @Test
  void atMostSixteenAddressesAreTaken() {
    InetAddress[] told = new InetAddress[40];
    for (int i = 0; i < told.length; i++) {
      told[i] = address("10.77.1." + i / 2);
    }
    assertEquals(16, Wording.addresses(told, SCOPE).size());
    assertEquals(16, Set.copyOf(Wording.addresses(told, SCOPE)).size());
  }

  private static Service service(String name, Set<String> subtypes) {
    ServiceInstance instance = new ServiceInstance(name, ServiceType.LANWARD);
    return new Service(instance, subtypes, HOST, 47470, TXT);
  }

  private static Optional<FoundService> found(
      String name, Bytes txt, int port, String... addresses) {
    InetAddress[] told = Stream.of(addresses).map(WordingTest::address).toArray(InetAddress[]::new);
    return Wording.service(name, ServiceType.LANWARD, new Told(txt, port, told), LINK);
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** What jmDNS tells of a service; of its own class only it can set all of that. */
  private static final class Told extends ServiceInfoImpl {
    private final byte[] txt;
    private final InetAddress[] addresses;
    private final int port;

    Told(Bytes txt, int port, InetAddress... addresses) {
      super("_lanward._udp.local.", "any", "", 1, 0, 0, false, new byte[1]);
      this.txt = txt.toArray();
      this.port = port;
      this.addresses = addresses;
    }

    @Override
    public String getServer() {
      return HOST + ".local.";
    }

    @Override
    public int getPort() {
      return port;
    }

    @Override
    public byte[] getTextBytes() {
      return txt;
    }

    @Override
    public InetAddress[] getInetAddresses() {
      return addresses;
    }
  }
}
