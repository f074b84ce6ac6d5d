package dev.lanward.mdns;

import static dev.lanward.mdns.Host.link;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

class Rfc6762Section10GoodbyeTest {
  private static final UUID OURS = UUID.fromString("11111111-2222-4333-8444-555555555555");
  private static final UUID DYNAMIC = UUID.fromString("22222222-2222-4333-8444-555555555555");
  private static final String PEER = "192.168.7.9";

  private final Host host = new Host(DYNAMIC::equals);

  @BeforeEach
  void start() {
    host.on(link(1, "192.168.7.2/24", "fd00::2/64"));
    host.core.addHost(host.clock.now(), OURS);
    host.quiet();
  }

  /** "... sends an unsolicited response ... giving ... an RR TTL of zero" (section 10.1). */
  @Test
  void withdrawnNameIsTakenBackOverBothFamiliesAndAnsweredNoMore() {
    host.core.removeHost(host.clock.now(), OURS);

    List<Transmit> sent = host.settle();

    assertEquals(List.of(Family.IPV4, Family.IPV6), sent.stream().map(Transmit::family).toList());
    assertEquals(
        List.of("A 192.168.7.2 0 flush", "AAAA fd00:0:0:0:0:0:0:2 0 flush"),
        Wire.answers(sent.get(0)));
    assertEquals(List.of(), host.hears(PEER, Wire.query(Wire.question(OURS, Type.A))));
    assertEquals(List.of(), host.pass(Duration.ofMinutes(3)));
  }

  @Test
  void nameThatComesBackIsAnnouncedAtOnce() {
    host.core.removeHost(host.clock.now(), OURS);
    host.settle();
    host.core.addHost(host.clock.now(), OURS);

    assertEquals(
        List.of("A 192.168.7.2 120 flush", "AAAA fd00:0:0:0:0:0:0:2 120 flush"),
        Wire.answers(host.settle().get(0)));
  }

  @Test
  void nameTakenBackAndGivenAgainInOneBreathIsNotTakenBack() {
    host.core.removeHost(host.clock.now(), OURS);
    host.core.addHost(host.clock.now(), OURS);

    assertEquals(
        List.of(),
        host.settle().stream()
            .flatMap(each -> Wire.answers(each).stream())
            .filter(each -> each.contains(" 0 flush"))
            .toList());
  }

  @Test
  void stoppingTakesBackFixedAndRecognisedNamesAndEndsAllElse() {
    host.hears(PEER, Wire.query(Wire.question(DYNAMIC, Type.A)));
    host.core.stop(host.clock.now());

    List<Transmit> sent = host.settle();

    assertEquals(4, Wire.answers(sent.get(0)).size());
    assertEquals(
        true, Wire.answers(sent.get(0)).stream().allMatch(each -> each.endsWith(" 0 flush")));
    assertEquals(List.of(), host.hears(PEER, Wire.query(Wire.question(OURS, Type.A))));
    assertEquals(List.of(), host.pass(Duration.ofMinutes(3)));
    assertEquals(java.util.Optional.empty(), host.core.nextTimeout());
  }

  @Test
  void answerThatWaitsIsNotGivenAfterTheNameWasWithdrawn() {
    host.hears(PEER, Wire.query(Wire.question(OURS, Type.A)));
    host.hears(PEER, Wire.query(Wire.question(OURS, Type.A)));
    host.core.removeHost(host.clock.now(), OURS);
    host.settle();

    assertEquals(List.of(), host.pass(Duration.ofSeconds(3)));
  }
}
