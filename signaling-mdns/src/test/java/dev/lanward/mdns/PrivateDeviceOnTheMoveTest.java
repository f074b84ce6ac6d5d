package dev.lanward.mdns;

import static dev.lanward.mdns.Host.link;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** "The device ... joins or leaves a link or its addresses change" (protocol section 14.1). */
class PrivateDeviceOnTheMoveTest {
  private static final UUID ASKED_FOR = UUID.fromString("22222222-2222-4333-8444-555555555555");
  private static final Link HOME = link(1, "192.168.7.2/24", "fe80::2/64");
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  private final Host host = new Host(privateNames(ASKED_FOR));
  private final PrivateAdverts adverts =
      PrivateAdverts.create(host.clock.now(), new SplittableRandom(7), 47470, List.of("lw1"));
  private Service shown;

  private static HostNames privateNames(UUID name) {
    return new HostNames() {
      @Override
      public boolean answersFor(UUID host) {
        return host.equals(name);
      }

      @Override
      public boolean isPrivate() {
        return true;
      }
    };
  }

  @BeforeEach
  void atHome() {
    host.on(HOME);
    PrivateAdverts.Change first = adverts.handleTimeout(host.clock.now()).orElseThrow();
    first.apply(host.clock.now(), host.core);
    shown = first.after();
    assertTrue(tells(host.pass(Duration.ofSeconds(10)), shown), "it was told there");
    host.sent.clear();
  }

  private void moveTo(Link... links) {
    adverts.setInterfaces(host.clock.now(), List.of(links), host.core);
  }

  /** Whether anything in {@code sent} names the service or its host. */
  private static boolean tells(List<Transmit> sent, Service service) {
    return sent.stream()
        .map(each -> new String(each.payload().toArray(), StandardCharsets.ISO_8859_1))
        .anyMatch(
            raw ->
                raw.contains(service.instance().name()) || raw.contains(service.host().toString()));
  }

  private static List<Transmit> on(int link, List<Transmit> sent) {
    return sent.stream().filter(each -> each.linkIndex() == link).toList();
  }

  private static List<String> records(List<Transmit> sent) {
    return sent.stream()
        .flatMap(
            each ->
                Stream.concat(
                    Wire.namedAnswers(each).stream(), Wire.namedAdditionals(each).stream()))
        .toList();
  }

  /** The instances that {@code sent} tells of. */
  private static Set<String> named(List<Transmit> sent) {
    return records(sent).stream()
        .filter(each -> each.startsWith(Services.TYPE + " PTR"))
        .map(each -> each.split(" ")[2])
        .collect(Collectors.toSet());
  }

  @Test
  void anotherNetworkHearsNothingOfTheOneBefore() {
    moveTo(link(1, "10.0.0.5/24", "fe80::2/64"));
    List<Transmit> sent = host.pass(A_MINUTE);

    assertFalse(sent.isEmpty());
    assertFalse(tells(sent, shown), () -> records(sent).toString());
    assertFalse(records(sent).toString().contains("192.168.7.2"), () -> records(sent).toString());
    assertTrue(records(sent).stream().anyMatch(each -> each.startsWith(Services.TYPE + " PTR")));
  }

  /** A nameplate host is for everybody, but where the device was before is not. */
  @Test
  void inPairingModeItSaysNoMoreOfItsAddresses() {
    UUID nameplate = UUID.fromString("33333333-2222-4333-8444-555555555555");
    host.core.addHost(host.clock.now(), nameplate);
    host.quiet();
    moveTo(link(1, "10.0.0.5/24", "fe80::2/64"));
    List<String> told = records(host.pass(A_MINUTE));

    assertTrue(told.contains(nameplate + ".local. A 10.0.0.5 120 flush"), told::toString);
    assertFalse(told.toString().contains("192.168.7.2"), told::toString);
  }

  @Test
  void nobodyThereIsAnsweredForTheOldNames() {
    moveTo(link(1, "10.0.0.5/24"));
    for (String old : List.of(Services.full(shown.instance().name()), shown.host() + ".local.")) {
      assertEquals(List.of(), host.hears("10.0.0.9", Wire.query(Wire.question(old, Type.ANY))));
    }
    assertFalse(tells(host.pass(A_MINUTE), shown));
  }

  /** A question of the network before whose answer still waits. */
  @Test
  void anAnswerThatWaitsIsGivenUnderTheNewName() {
    host.hears("192.168.7.9", Wire.query(Wire.question(Services.TYPE, Type.PTR)));
    moveTo(link(1, "10.0.0.5/24"));

    assertFalse(tells(host.pass(A_MINUTE), shown));
  }

  @Test
  void aLinkThatIsSurelyTheSameHearsThatTheOldNamesAreGone() {
    Link second = link(2, "10.0.0.5/24");
    moveTo(HOME, second);
    List<Transmit> sent = host.pass(A_MINUTE);

    List<String> atHome = records(on(1, sent));
    assertTrue(
        atHome.contains(Services.TYPE + " PTR " + Services.full(shown.instance().name()) + " 0"),
        atHome::toString);
    assertTrue(
        atHome.stream().anyMatch(each -> each.startsWith(shown.host() + ".local. A 192.168.7.2 0")),
        atHome::toString);
    assertFalse(on(2, sent).isEmpty());
    assertFalse(tells(on(2, sent), shown), "the new link has never heard them");
  }

  @Test
  void aLinkWithOneMoreAddressIsTheSame() {
    moveTo(link(1, "192.168.7.2/24", "192.168.7.3/24", "fe80::2/64"));
    assertTrue(tells(host.settle(), shown), "taken back");
    assertFalse(tells(host.pass(A_MINUTE), shown), "once");
  }

  @Test
  void theOtherLinkHearsAnotherNameWhenOneGoes() {
    Link second = link(2, "10.0.0.5/24");
    moveTo(HOME, second);
    Set<String> before = named(host.pass(A_MINUTE));
    moveTo(second);
    List<Transmit> sent = host.pass(A_MINUTE);

    assertEquals(List.of(), on(1, sent));
    assertFalse(before.containsAll(named(sent)), () -> before + " " + named(sent));
  }

  @Test
  void theSameLinksInAnotherOrderAreNoChange() {
    Link second = link(2, "10.0.0.5/24");
    moveTo(HOME, second);
    host.pass(A_MINUTE);
    host.sent.clear();
    moveTo(second, HOME);

    assertEquals(List.of(), host.settle());
    assertTrue(host.clock.now().isBefore(adverts.nextTimeout()));
  }

  /** "Answers for a resolvable host only when asked": nobody else is told of it, ever. */
  @Test
  void whatWasAnsweredWhenAskedIsNeverToldUnasked() {
    List<Transmit> answer = host.hears("192.168.7.9", Wire.query(Wire.question(ASKED_FOR, Type.A)));
    assertEquals(List.of("A 192.168.7.2 120 flush"), Wire.answers(answer.get(0)));
    host.sent.clear();

    moveTo(HOME, link(2, "10.0.0.5/24"));
    host.pass(A_MINUTE);
    moveTo(link(1, "10.0.0.6/24"), link(2, "10.0.0.5/24"));
    host.pass(A_MINUTE);
    host.core.stop(host.clock.now());
    host.settle();

    assertFalse(host.sent.isEmpty());
    assertFalse(records(host.sent).toString().contains(ASKED_FOR.toString()));
  }

  /** What the others may do, and what the test above would notice. */
  @Test
  void ofAVisibleDeviceItIsToldWhereItIsNow() {
    Host visible = new Host(ASKED_FOR::equals);
    visible.on(HOME);
    visible.hears("192.168.7.9", Wire.query(Wire.question(ASKED_FOR, Type.A)));
    visible.sent.clear();
    visible.on(link(1, "192.168.7.3/24", "fe80::2/64"));
    visible.pass(A_MINUTE);

    assertTrue(records(visible.sent).toString().contains(ASKED_FOR + ".local. A 192.168.7.3"));
  }
}
