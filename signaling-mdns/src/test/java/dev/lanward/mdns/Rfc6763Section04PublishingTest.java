package dev.lanward.mdns;

import static dev.lanward.mdns.Host.link;
import static dev.lanward.mdns.Services.HOST;
import static dev.lanward.mdns.Services.HOST_NAME;
import static dev.lanward.mdns.Services.RANDOM;
import static dev.lanward.mdns.Services.TYPE;
import static dev.lanward.mdns.Services.TYPES;
import static dev.lanward.mdns.Services.full;
import static dev.lanward.mdns.Services.instance;
import static dev.lanward.mdns.Services.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class Rfc6763Section04PublishingTest {
  private static final String ASKER = "192.168.7.9";
  private static final Duration MOST = Duration.ofMillis(120);

  private final Host host = new Host();

  @BeforeEach
  void startQuietly() {
    host.on(link(1, "192.168.7.2/24"));
    host.core.addHost(host.clock.now(), HOST);
    host.quiet();
  }

  private List<Transmit> answersTo(String name, int type) {
    host.hears(ASKER, Wire.query(Wire.question(name, type)));
    return host.pass(MOST);
  }

  /** "... PTR records ... SRV and TXT" and all of them at once (RFC 6762 section 8.3). */
  @Test
  void randomNameIsAnnouncedWithoutProbingInOnePacketWithItsAddress() {
    assertTrue(host.core.publish(host.clock.now(), service(RANDOM, "_camera")));

    List<Transmit> sent = host.settle();

    assertEquals(1, sent.size(), "at once, so well within 0.1 s");
    assertEquals(
        List.of(
            TYPE + " PTR " + full(RANDOM) + " 4500",
            "_camera._sub." + TYPE + " PTR " + full(RANDOM) + " 4500",
            full(RANDOM) + " SRV 0 0 47470 " + HOST_NAME + " 120 flush",
            full(RANDOM) + " TXT \"txtvers=1\" \"ty=camera\" 4500 flush"),
        Wire.namedAnswers(sent.get(0)));
    assertEquals(
        List.of(HOST_NAME + " A 192.168.7.2 120 flush"), Wire.namedAdditionals(sent.get(0)));
    assertEquals(
        List.of(new MdnsEvent.ServicePublished(instance(RANDOM), instance(RANDOM))), host.events);
    assertEquals(1, host.pass(Duration.ofSeconds(1)).size());
    assertEquals(1, host.pass(Duration.ofSeconds(2)).size());
  }

  /** "PTR ... additional: the SRV and TXT records, and all addresses" (section 12.1). */
  @Test
  void section121APointerBringsAllThatIsNeededToConnect() {
    host.core.publish(host.clock.now(), service(RANDOM));
    host.quiet();

    Transmit answer = one(answersTo(TYPE, Type.PTR));

    assertEquals(List.of(TYPE + " PTR " + full(RANDOM) + " 4500"), Wire.namedAnswers(answer));
    assertEquals(
        List.of(
            full(RANDOM) + " SRV 0 0 47470 " + HOST_NAME + " 120 flush",
            full(RANDOM) + " TXT \"txtvers=1\" \"ty=camera\" 4500 flush",
            HOST_NAME + " A 192.168.7.2 120 flush"),
        Wire.namedAdditionals(answer));
  }

  /** "SRV ... additional: all address records" (section 12.2). */
  @Test
  void section122AServiceRecordBringsTheAddresses() {
    host.core.publish(host.clock.now(), service(RANDOM));
    host.quiet();

    Transmit answer = one(host.hears(ASKER, Wire.query(Wire.question(full(RANDOM), Type.SRV))));

    assertEquals(List.of("SRV 0 0 47470 " + HOST_NAME + " 120 flush"), Wire.answers(answer));
    assertEquals(List.of(HOST_NAME + " A 192.168.7.2 120 flush"), Wire.namedAdditionals(answer));
  }

  /** Section 7.1: subtypes are PTR records under {@code _sub}. */
  @Test
  void section71SubtypesListTheirInstancesOnly() {
    String other = RANDOM.replace('a', '9');
    host.core.publish(host.clock.now(), service(RANDOM, "_camera", "_doorbell"));
    host.core.publish(host.clock.now(), service(other, "_nas"));
    host.quiet();

    assertEquals(Set.of(RANDOM, other), instances(answersTo(TYPE, Type.PTR)));
    host.quiet();
    assertEquals(Set.of(RANDOM), instances(answersTo("_camera._sub." + TYPE, Type.PTR)));
    assertEquals(Set.of(RANDOM), instances(answersTo("_DoorBell._sub." + TYPE, Type.PTR)));
    assertEquals(Set.of(other), instances(answersTo("_nas._sub." + TYPE, Type.PTR)));
    assertEquals(List.of(), answersTo("_other._sub." + TYPE, Type.PTR));
  }

  /** Section 9: "_services._dns-sd._udp" lists the types, without their subtypes. */
  @Test
  void section9TypesAreListed() {
    host.core.publish(host.clock.now(), service(RANDOM, "_camera"));
    host.core.publish(host.clock.now(), service(RANDOM.replace('a', '9')));
    host.quiet();

    Transmit answer = one(answersTo(TYPES, Type.PTR));

    assertEquals(List.of(TYPES + " PTR " + TYPE + " 4500"), Wire.namedAnswers(answer));
  }

  @Test
  void section9NoTypeIsListedWithoutServices() {
    host.core.publish(host.clock.now(), service(RANDOM));
    host.core.withdraw(host.clock.now(), instance(RANDOM));
    host.quiet();

    assertEquals(List.of(), answersTo(TYPES, Type.PTR));
    assertEquals(List.of(), answersTo(TYPE, Type.PTR));
  }

  /** RFC 6762 section 6.1: what a unique name lacks is denied; of a shared name nothing is. */
  @Test
  void whatAnInstanceLacksIsDeniedButNothingOfAType() {
    host.core.publish(host.clock.now(), service(RANDOM));
    host.quiet();

    Message denial =
        Wire.parse(
            one(host.hears(ASKER, Wire.query(Wire.question(full(RANDOM), Type.A)))).payload());
    NSECRecord nsec = (NSECRecord) denial.getSection(Section.ANSWER).get(0);
    assertEquals(
        List.of(Type.TXT, Type.SRV), java.util.Arrays.stream(nsec.getTypes()).boxed().toList());
    assertEquals(List.of(), answersTo(TYPE, Type.TXT));
  }

  /** Section 4.1.1: any UTF-8, dots and backslashes included, without being taken apart. */
  @Test
  void section411NamesAreAnyText() {
    String name = "Küche 1.0 \\ „Nord“";
    host.core.publish(host.clock.now(), service(name));
    host.quiet();

    Message answer = Wire.parse(one(answersTo(TYPE, Type.PTR)).payload());
    PTRRecord ptr = (PTRRecord) answer.getSection(Section.ANSWER).get(0);
    byte[] label = ptr.getTarget().getLabel(0);

    assertEquals(name, new String(label, 1, label.length - 1, StandardCharsets.UTF_8));
    assertEquals(5, ptr.getTarget().labels());
  }

  /** "If a DNS-SD service has no TXT data ... a single zero byte" (section 6.1). */
  @Test
  void section61NoTxtDataAreOneEmptyString() {
    host.core.publish(host.clock.now(), Services.withTxt(RANDOM, dev.lanward.core.Bytes.empty()));
    host.quiet();

    Transmit answer = one(host.hears(ASKER, Wire.query(Wire.question(full(RANDOM), Type.TXT))));

    assertEquals(List.of("TXT \"\" 4500 flush"), Wire.answers(answer));
  }

  /** RFC 6762 section 8.4: changed data are announced and flush the old ones. */
  @Test
  void section84ChangedTxtIsAnnounced() {
    host.core.publish(host.clock.now(), service(RANDOM));
    host.quiet();
    assertTrue(
        host.core.publish(
            host.clock.now(),
            Services.withTxt(RANDOM, TxtStrings.writer().put("txtvers", "1").toBytes())));

    List<Transmit> sent = host.settle();

    assertTrue(Wire.answers(one(sent)).contains("TXT \"txtvers=1\" 4500 flush"), sent::toString);
    assertEquals(2, host.pass(Duration.ofSeconds(3)).size());
    assertTrue(host.core.publish(host.clock.now(), service(RANDOM)));
    assertEquals(1, host.settle().size());
    host.quiet();
    assertTrue(host.core.publish(host.clock.now(), service(RANDOM)));
    assertEquals(List.of(), host.settle(), "the same once more is no news");
  }

  @Test
  void subtypeThatIsNoMoreIsTakenBack() {
    host.core.publish(host.clock.now(), service(RANDOM, "_camera", "_nas"));
    host.quiet();
    host.core.publish(host.clock.now(), service(RANDOM, "_nas"));

    List<Transmit> sent = host.settle();

    assertEquals(
        List.of("_camera._sub." + TYPE + " PTR " + full(RANDOM) + " 0"),
        Wire.namedAnswers(sent.get(0)));
    assertFalse(Wire.namedAnswers(sent.get(1)).stream().anyMatch(each -> each.contains("_camera")));
  }

  /** RFC 6762 section 10.1: all of a service is taken back, and the host stays. */
  @Test
  void goodbyeNamesEveryRecordOfTheService() {
    host.core.publish(host.clock.now(), service(RANDOM, "_camera"));
    host.quiet();
    host.core.withdraw(host.clock.now(), instance(RANDOM));

    List<Transmit> sent = host.settle();

    assertEquals(
        List.of(
            TYPE + " PTR " + full(RANDOM) + " 0",
            "_camera._sub." + TYPE + " PTR " + full(RANDOM) + " 0",
            full(RANDOM) + " SRV 0 0 47470 " + HOST_NAME + " 0 flush",
            full(RANDOM) + " TXT \"txtvers=1\" \"ty=camera\" 0 flush"),
        Wire.namedAnswers(one(sent)));
    assertEquals(List.of(), host.pass(Duration.ofSeconds(5)));
    host.core.publish(host.clock.now(), service(RANDOM));
    host.quiet();
    host.core.stop(host.clock.now());
    assertTrue(
        Wire.namedAnswers(host.settle().get(0)).contains(TYPE + " PTR " + full(RANDOM) + " 0"));
  }

  @Test
  void servicesAreBounded() {
    for (int i = 0; i < MdnsLimits.defaults().services(); i++) {
      assertTrue(host.core.publish(host.clock.now(), service("Service " + i)));
    }
    assertFalse(host.core.publish(host.clock.now(), service("One more")));
    assertEquals(1, host.count(MdnsCounter.TABLE_FULL));
    assertTrue(host.core.publish(host.clock.now(), Services.atPort("Service 7", 1)), "known");
  }

  /** A browser's question about many services is answered in packets that fit a frame. */
  @Test
  void manyServicesAreSplitOverPackets() {
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < 100; i++) {
      String name = String.format("%08x-bbbb-4ccc-8ddd-eeeeeeeeeeee", i);
      names.add(name);
      host.core.publish(host.clock.now(), service(name));
    }
    host.quiet();

    List<Transmit> answers = answersTo(TYPE, Type.PTR);

    assertTrue(answers.size() > 1);
    assertTrue(answers.stream().allMatch(each -> each.payload().length() <= 1440));
    assertEquals(names, instances(answers));
    long complete =
        answers.stream()
            .map(each -> Wire.parse(each.payload()))
            .flatMap(
                each ->
                    java.util.stream.Stream.concat(
                        each.getSection(Section.ANSWER).stream(),
                        each.getSection(Section.ADDITIONAL).stream()))
            .filter(each -> each.getType() == Type.SRV || each.getType() == Type.TXT)
            .count();
    assertEquals(200, complete, "nobody has to ask for the rest");
  }

  private static Set<String> instances(List<Transmit> answers) {
    Set<String> names = new TreeSet<>();
    for (Transmit each : answers) {
      Wire.parse(each.payload()).getSection(Section.ANSWER).stream()
          .filter(PTRRecord.class::isInstance)
          .map(record -> ((PTRRecord) record).getTarget().getLabelString(0))
          .forEach(names::add);
    }
    return names;
  }

  private static Transmit one(List<Transmit> all) {
    assertEquals(1, all.size(), all::toString);
    return all.get(0);
  }
}
