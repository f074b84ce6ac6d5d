package dev.lanward.mdns.unicast;

import static dev.lanward.mdns.unicast.Site.instance;
import static dev.lanward.mdns.unicast.Site.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.mdns.unicast.UnicastEvent.PublishFailed;
import dev.lanward.mdns.unicast.UnicastEvent.ServicePublished;
import dev.lanward.mdns.unicast.UnicastEvent.ServiceWithdrawn;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Rcode;

/** What goes wrong is said once, in words that name the next step, and tried again. */
class RegistrationTroubleTest {
  private final Site site = new Site();

  @Test
  void aServerThatDoesNotAnswerIsAskedThreeTimesThenEverMoreRarely() {
    Site.Member device = site.join();
    site.fate = Site.Fate.LOST;
    device.publish(service("Doorbell"), "10.77.0.1");
    site.pass(Duration.ofMillis(6_999));
    assertEquals(3, device.sent.size());
    assertEquals(List.of(), device.events());
    site.pass(Duration.ofMillis(1));
    PublishFailed failed = (PublishFailed) device.events().get(0);
    assertEquals("dns-unreachable", failed.problem().code());
    assertTrue(failed.problem().message().contains("192.0.2.53 does not answer. Check that"));
    assertTrue(failed.retryIn().compareTo(Duration.ofSeconds(3)) < 0);
    site.pass(Duration.ofHours(1));
    assertEquals(List.of(), device.events(), "said once");
    int sent = device.sent.size();
    assertTrue(sent > 3 * 45 && sent < 3 * 75, "about one try a minute: " + sent);
    site.fate = Site.Fate.DELIVERED;
    site.pass(Duration.ofMinutes(2));
    assertEquals(
        List.of(
            new ServicePublished(
                instance("Doorbell"), instance("Doorbell"), java.util.Optional.empty())),
        device.events());
  }

  @Test
  void whatTheSystemSaysIsSaidToo() {
    Site.Member device = site.join();
    site.fate = Site.Fate.REFUSED;
    device.publish(service("Doorbell"), "10.77.0.1");
    assertTrue(failure(device, "dns-unreachable").contains("The name server 192.0.2.53 refuses"));
  }

  @Test
  void aKeyThatTheServerDoesNotKnowIsNamed() {
    String secret = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    Site.Member device = site.join(TsigKey.parse("wrong:hmac-sha256:" + secret));
    device.publish(service("Doorbell"), "10.77.0.1");
    String message = failure(device, "dns-key");
    assertTrue(message.contains("does not know the key wrong (hmac-sha256)"), message);
    assertEquals(Set.of(), site.server.names());
  }

  @Test
  void anotherSecretIsSaidAndNeverShown() {
    String secret = "OTk5OTk5Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=";
    Site.Member device = site.join(TsigKey.parse("lanward:hmac-sha256:" + secret));
    device.publish(service("Doorbell"), "10.77.0.1");
    String message = failure(device, "dns-key");
    assertTrue(message.contains("another secret for the key lanward"), message);
    assertTrue(!message.contains("OTk5"), message);
  }

  @Test
  void clocksThatDifferAreToldWithBothTimes() {
    Site.Member device = site.join();
    site.serverClockAhead = Duration.ofHours(1);
    device.publish(service("Doorbell"), "10.77.0.1");
    String message = failure(device, "dns-clock");
    assertTrue(message.contains("says 2026-01-01T01:00:00Z, this machine's 2026-01-01T00:00:00Z"));
  }

  /** Who forges answers cannot make us believe that we are registered, or that names are taken. */
  @Test
  void anAnswerWithoutSignatureIsNone() {
    Site.Member device = site.join();
    site.server.signs = false;
    device.publish(service("Doorbell"), "10.77.0.1");
    site.pass(Duration.ofSeconds(20));
    assertTrue(failure(device, "dns-key").contains("does not sign its answers"));
    assertEquals(List.of(), device.events());
  }

  @ParameterizedTest
  @CsvSource({
    "REFUSED, dns-refused, grant lanward zonesub ANY",
    "NOTAUTH, dns-zone, is not in charge of example.org",
    "NOTZONE, dns-zone, is not in charge of example.org",
    "SERVFAIL, dns-failed, Its log says why",
    "NOTIMP, dns-refused, knows no updates",
    "FORMERR, dns-failed, answers FORMERR"
  })
  void everyRefusalOfAnUpdateHasItsWords(String rcode, String code, String words) {
    Site.Member device = site.join();
    device.publish(service("Elsewhere"), "10.77.0.1"); // the zone is known from here on
    device.events();
    site.server.answersAlways = Rcode.value(rcode);
    device.publish(service("Elsewhere"), "10.77.0.2");
    String message = failure(device, code);
    assertTrue(message.contains(words), message);
  }

  @Test
  void aServerThatOnlyPassesAnswersOnIsNotInCharge() {
    Site.Member device = site.join();
    site.server.isAuthoritative = false;
    device.publish(service("Doorbell"), "10.77.0.1");
    assertTrue(failure(device, "dns-zone").contains("primary"));
    assertEquals(List.of(), site.server.updates);
  }

  @Test
  void aServerOfAnotherZoneIsNotInCharge() {
    Site elsewhere = new Site("example.com.");
    Site.Member device = elsewhere.join();
    device.publish(service("Doorbell"), "10.77.0.1");
    assertTrue(failure(device, "dns-zone").contains("is not in charge of example.org"));
  }

  @Test
  void anotherProblemIsToldWhenItTakesTheFirstOnesPlace() {
    Site.Member device = site.join();
    site.fate = Site.Fate.REFUSED;
    device.publish(service("Doorbell"), "10.77.0.1");
    failure(device, "dns-unreachable");
    site.fate = Site.Fate.DELIVERED;
    site.server.answersAlways = Rcode.REFUSED;
    site.pass(Duration.ofSeconds(10));
    failure(device, "dns-refused");
  }

  @Test
  void withdrawnWhileTheServerIsAwayItIsOverAtOnce() {
    Site.Member device = site.join();
    site.fate = Site.Fate.REFUSED;
    device.publish(service("Doorbell"), "10.77.0.1");
    device.events();
    device.core.withdrawAll(site.now());
    assertTrue(device.core.isSilent());
  }

  @Test
  void whatTheServerDoesNotLetUsTakeBackIsSaid() {
    Site.Member device = site.join();
    device.publish(service("Doorbell"), "10.77.0.1");
    site.server.answersAlways = Rcode.REFUSED;
    device.publish(service("Doorbell"), "10.77.0.2");
    device.events();
    device.core.withdrawAll(site.now());
    device.drain();
    ServiceWithdrawn over = (ServiceWithdrawn) device.events().get(0);
    assertEquals("dns-refused", over.problem().orElseThrow().code());
  }

  @Test
  void whatCouldNotBeTakenBackIsSaid() {
    Site.Member device = site.join();
    device.publish(service("Doorbell"), "10.77.0.1");
    device.events();
    site.fate = Site.Fate.LOST;
    device.core.withdrawAll(site.now());
    site.pass(Duration.ofSeconds(10));
    ServiceWithdrawn over = (ServiceWithdrawn) device.events().get(0);
    assertEquals("dns-unreachable", over.problem().orElseThrow().code());
    assertTrue(device.core.isSilent());
  }

  private static String failure(Site.Member device, String code) {
    List<UnicastEvent> events = device.events();
    assertEquals(1, events.size(), events.toString());
    PublishFailed failed = (PublishFailed) events.get(0);
    assertEquals(code, failed.problem().code());
    return failed.problem().message();
  }
}
