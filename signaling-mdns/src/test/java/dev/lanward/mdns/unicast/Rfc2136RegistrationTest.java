package dev.lanward.mdns.unicast;

import static dev.lanward.mdns.unicast.Site.HOST;
import static dev.lanward.mdns.unicast.Site.OTHER_HOST;
import static dev.lanward.mdns.unicast.Site.instance;
import static dev.lanward.mdns.unicast.Site.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.mdns.Service;
import dev.lanward.mdns.unicast.UnicastEvent.PublishFailed;
import dev.lanward.mdns.unicast.UnicastEvent.ServicePublished;
import dev.lanward.mdns.unicast.UnicastEvent.ServiceWithdrawn;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class Rfc2136RegistrationTest {
  private static final String TYPE = "_lanward._udp.example.org.";
  private static final String NAME = "Doorbell." + TYPE;
  private static final String HOST_NAME = HOST + ".example.org.";

  private final Site site = new Site();
  private final Site.Member device = site.join();

  @Test
  void aServiceIsPointersSrvTxtAndTheAddressesOfItsHost() {
    device.publish(service("Doorbell"), "10.77.0.1", "fd77::1");
    assertEquals(Set.of(TYPE, "_camera._sub." + TYPE, NAME, HOST_NAME), site.server.names());
    assertEquals(NAME, site.server.at(TYPE, Type.PTR).get(0).rdataToString());
    assertEquals(NAME, site.server.at("_camera._sub." + TYPE, Type.PTR).get(0).rdataToString());
    assertEquals("0 0 47470 " + HOST_NAME, site.server.at(NAME, Type.SRV).get(0).rdataToString());
    assertEquals("\"txtvers=1\"", site.server.at(NAME, Type.TXT).get(0).rdataToString());
    assertEquals("10.77.0.1", site.server.at(HOST_NAME, Type.A).get(0).rdataToString());
    assertEquals("fd77:0:0:0:0:0:0:1", site.server.at(HOST_NAME, Type.AAAA).get(0).rdataToString());
    assertTrue(site.server.records.stream().allMatch(each -> each.getTTL() == 120));
    assertEquals(List.of(published("Doorbell")), device.events());
  }

  /** Section 2.4.5: "Name Is Not In Use". Another's name is never overwritten. */
  @Test
  void aNameThatAnotherHasIsNotTouchedAndTheNextIsTaken() {
    Site.Member first = site.join();
    first.publish(service("Doorbell", OTHER_HOST, 1), "10.77.0.9");
    device.publish(service("Doorbell"), "10.77.0.1");
    assertEquals(
        List.of(new ServicePublished(instance("Doorbell"), instance("Doorbell (2)"), none())),
        device.events());
    assertEquals(1, srv(NAME).getPort());
    assertEquals(47470, srv("Doorbell\\032\\(2\\)." + TYPE).getPort());
    Site.Member third = site.join();
    Service more = service("Doorbell", new java.util.UUID(7, 7), 3);
    third.publish(more, "10.77.0.3");
    assertEquals(3, srv("Doorbell\\032\\(3\\)." + TYPE).getPort());
  }

  @Test
  void whatAnEarlierRunLeftIsReplaced() {
    site.join().publish(service("Doorbell", HOST, 1), "10.77.0.9");
    device.publish(service("Doorbell"), "10.77.0.1");
    assertEquals(List.of(published("Doorbell")), device.events());
    assertEquals(47470, srv(NAME).getPort());
    assertEquals(1, site.server.at(NAME, Type.SRV).size());
    assertEquals(
        List.of("10.77.0.1"),
        site.server.at(HOST_NAME, Type.A).stream().map(each -> each.rdataToString()).toList());
  }

  @Test
  void anUpdateWhoseAnswerWasLostIsRecognisedAsOurs() {
    device.publish(service("Elsewhere"), "10.77.0.1"); // the zone is known from here on
    device.core.withdraw(site.now(), instance("Elsewhere"));
    device.drain();
    site.fate = Site.Fate.ANSWER_LOST;
    device.publish(service("Doorbell"), "10.77.0.1");
    site.pass(Duration.ofMillis(100));
    site.fate = Site.Fate.DELIVERED;
    site.pass(Duration.ofMinutes(1));
    assertEquals(1, site.server.at(TYPE, Type.PTR).size(), site.server.records.toString());
    assertTrue(device.events().contains(published("Doorbell")));
  }

  /** Section 2.4.2: "RRset Exists (Value Dependent)". */
  @Test
  void aChangeReplacesWhatIsThereAndNothingElse() {
    device.publish(service("Doorbell"), "10.77.0.1");
    device.events();
    device.publish(service("Doorbell", HOST, 5000), "10.77.0.2", "10.77.0.3");
    assertEquals(5000, srv(NAME).getPort());
    assertEquals(2, site.server.at(HOST_NAME, Type.A).size());
    assertEquals(List.of(), device.events(), "nothing new to tell");
    Message last = site.server.updates.get(site.server.updates.size() - 1);
    assertEquals("0 0 47470 " + HOST_NAME, last.getSection(Section.PREREQ).get(0).rdataToString());
    int updates = site.server.updates.size();
    device.publish(service("Doorbell", HOST, 5000), "10.77.0.3", "10.77.0.2");
    assertEquals(updates, site.server.updates.size(), "the same in another order is no change");
  }

  @Test
  void aSubtypeThatIsGivenUpGoes() {
    device.publish(service("Doorbell"), "10.77.0.1");
    Service plain = new Service(instance("Doorbell"), Set.of("_nas"), HOST, 47470, Site.TXT);
    device.publish(plain, "10.77.0.1");
    assertEquals(Set.of(TYPE, "_nas._sub." + TYPE, NAME, HOST_NAME), site.server.names());
  }

  @Test
  void whatSomebodyRemovedIsPutBack() {
    device.publish(service("Doorbell"), "10.77.0.1");
    site.server.records.clear();
    site.pass(Duration.ofHours(2));
    assertEquals(47470, srv(NAME).getPort());
  }

  /** RFC 9664 section 5.2: refreshed when 80 % of the lease is over. */
  @Test
  void aLeaseIsRefreshedBeforeItEnds() {
    site.server.leaseSeconds = Optional.of(1000);
    device.publish(service("Doorbell"), "10.77.0.1");
    assertEquals(
        List.of(
            new ServicePublished(
                instance("Doorbell"), instance("Doorbell"), Optional.of(Duration.ofSeconds(1000)))),
        device.events());
    int updates = site.server.updates.size();
    site.pass(Duration.ofSeconds(799));
    assertEquals(updates, site.server.updates.size());
    site.pass(Duration.ofSeconds(2));
    assertEquals(updates + 1, site.server.updates.size());
    assertEquals(List.of(), device.events());
  }

  @Test
  void everyUpdateAsksForALease() {
    device.publish(service("Doorbell"), "10.77.0.1");
    var option = site.server.updates.get(0).getOPT().getOptions(2).get(0);
    assertEquals("0002000400001c20", java.util.HexFormat.of().formatHex(option.toWire()));
  }

  @Test
  void takenBackNothingIsLeft() {
    device.publish(service("Doorbell"), "10.77.0.1", "fd77::1");
    device.events();
    device.core.withdrawAll(site.now());
    assertFalse(device.core.isSilent(), "until the server has answered");
    device.drain();
    assertEquals(Set.of(), site.server.names());
    assertEquals(
        List.of(new ServiceWithdrawn(instance("Doorbell"), Optional.empty())), device.events());
    assertTrue(device.core.isSilent());
  }

  @Test
  void aHostStaysWhileAnotherServiceRunsOnIt() {
    device.publish(service("Doorbell"), "10.77.0.1");
    device.publish(service("Bell"), "10.77.0.1");
    device.core.withdraw(site.now(), instance("Doorbell"));
    device.drain();
    assertEquals(1, site.server.at(HOST_NAME, Type.A).size());
    assertEquals(1, site.server.at(TYPE, Type.PTR).size());
    device.core.withdraw(site.now(), instance("Bell"));
    device.drain();
    assertEquals(Set.of(), site.server.names());
  }

  @Test
  void whatAnotherTookOverMeanwhileIsLeftAlone() {
    device.publish(service("Doorbell"), "10.77.0.1");
    site.server.records.removeIf(each -> each instanceof SRVRecord);
    SRVRecord theirs = new SRVRecord(name(NAME), 1, 120, 0, 0, 9, name("other.example.org."));
    site.server.records.add(theirs);
    device.core.withdrawAll(site.now());
    device.drain();
    assertTrue(site.server.records.contains(theirs));
    assertTrue(device.core.isSilent());
  }

  @Test
  void withdrawnWhileItIsBeingToldItIsTakenBackOnceItIs() {
    device.core.publish(site.now(), service("Doorbell"), Site.addresses("10.77.0.1"));
    device.core.withdrawAll(site.now());
    device.drain();
    assertEquals(Set.of(), site.server.names());
    assertTrue(device.core.isSilent());
    assertInstanceOf(ServiceWithdrawn.class, device.events().get(0));
  }

  @Test
  void addressesThatMeanNothingElsewhereAreNotTold() {
    device.publish(service("Doorbell"), "fe80::1", "127.0.0.1", "169.254.1.1", "::1");
    site.pass(Duration.ofMinutes(5));
    assertEquals(List.of(), device.sent);
    device.publish(service("Doorbell"), "fe80::1", "10.77.0.1");
    assertEquals(1, site.server.at(HOST_NAME, Type.A).size());
    assertEquals(0, site.server.at(HOST_NAME, Type.AAAA).size());
  }

  @Test
  void theDomainMayBePartOfAGreaterZone() {
    Site wide = new Site("org.");
    Site.Member member = wide.join();
    member.publish(service("Doorbell"), "10.77.0.1");
    assertEquals(List.of(published("Doorbell")), member.events());
    assertEquals("org.", wide.server.updates.get(0).getQuestion().getName().toString());
  }

  @Test
  void namesWithDotsAndUmlautsAreOneLabel() {
    device.publish(service("Küche 2. Stock"), "10.77.0.1");
    assertEquals(
        "K\\195\\188che\\0322\\.\\032Stock." + TYPE,
        site.server.at(TYPE, Type.PTR).get(0).rdataToString());
  }

  @Test
  void afterNinetyNineNamesItSaysSo() {
    Site.Member others = site.join();
    for (int i = 0; i < 99; i++) {
      String taken = i == 0 ? "D" : "D (" + (i + 1) + ")";
      site.server.records.add(
          new SRVRecord(
              new DomainNames(Site.DOMAIN).of(instance(taken)), 1, 120, 0, 0, 1, name("o.org.")));
    }
    device.publish(service("D"), "10.77.0.1");
    assertEquals("dns-name", ((PublishFailed) device.events().get(0)).problem().code());
    assertEquals(List.of(), others.events());
  }

  private SRVRecord srv(String name) {
    assertEquals(1, site.server.at(name, Type.SRV).size(), site.server.records.toString());
    assertEquals(Rcode.NOERROR, site.server.answersAlways);
    return (SRVRecord) site.server.at(name, Type.SRV).get(0);
  }

  private static org.xbill.DNS.Name name(String text) {
    return org.xbill.DNS.Name.fromConstantString(text);
  }

  private static Optional<Duration> none() {
    return Optional.empty();
  }

  private static ServicePublished published(String name) {
    return new ServicePublished(instance(name), instance(name), none());
  }
}
