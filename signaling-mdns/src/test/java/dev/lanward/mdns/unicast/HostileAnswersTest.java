package dev.lanward.mdns.unicast;

import static dev.lanward.mdns.unicast.Site.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.mdns.Browse;
import dev.lanward.mdns.ServiceType;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Whatever comes instead of an answer, nothing is thrown, nothing is believed, nothing grows. */
class HostileAnswersTest {
  private static final Browse ALL = Browse.of(ServiceType.LANWARD);

  @Property(tries = 2000)
  void anyBytesAreSurvived(@ForAll byte[] junk) {
    Site site = new Site();
    Site.Member viewer = site.join();
    site.fate = Site.Fate.LOST;
    viewer.core.browse(site.now(), ALL);
    viewer.drain();
    viewer.core.handleAnswer(site.now(), viewer.sent.get(0).ticket(), junk);
    viewer.drain();
    assertEquals(List.of(), viewer.events());
  }

  @Property(tries = 500)
  void answersWithFlippedBitsAreSurvived(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Site site = new Site();
    site.join().publish(service("Doorbell"), "10.77.0.1", "fd77::1");
    Site.Member viewer = site.join();
    site.fate = Site.Fate.LOST;
    viewer.core.browse(site.now(), ALL);
    for (int i = 0; i < 20; i++) {
      int before = viewer.sent.size();
      viewer.drain();
      for (Request each : List.copyOf(viewer.sent.subList(before, viewer.sent.size()))) {
        byte[] answer = site.server.answer(each.message().toArray(), false);
        for (int flips = random.nextInt(4); flips > 0; flips--) {
          answer[random.nextInt(answer.length)] ^= (byte) (1 << random.nextInt(8));
        }
        viewer.core.handleAnswer(site.now(), each.ticket(), answer);
      }
      site.pass(Duration.ofSeconds(5));
    }
    assertTrue(viewer.sent.size() < 200, "questions: " + viewer.sent.size());
  }

  /** But for the case of letters in names, and the original id, on which nothing depends. */
  @Test
  void anUpdatesAnswerWithAnyBitFlippedIsNoSuccess() {
    int signatureAt = 12 + "?example?org?".length() + 4;
    int originalId = 0;
    int bits = 0;
    for (int bit = 0; bit == 0 || bit < bits; bit++) {
      Site site = new Site();
      Site.Member device = site.join();
      Request update = update(site, device);
      byte[] answer = site.server.answer(update.message().toArray(), false);
      bits = 8 * answer.length;
      originalId = answer.length - 6;
      byte before = answer[bit / 8];
      answer[bit / 8] ^= (byte) (1 << bit % 8);
      boolean isCase = bit % 8 == 5 && bit / 8 >= signatureAt && Character.isLetter(before);
      device.core.handleAnswer(site.now(), update.ticket(), answer);
      device.drain();
      boolean isBelieved =
          device.events().stream().anyMatch(UnicastEvent.ServicePublished.class::isInstance);
      if (!isCase && bit / 8 != originalId && bit / 8 != originalId + 1) {
        assertFalse(isBelieved, "byte " + bit / 8 + " bit " + bit % 8);
      }
    }
    assertTrue(bits > 700, "answers with signatures: " + bits);
  }

  private static Request update(Site site, Site.Member device) {
    site.fate = Site.Fate.LOST;
    device.core.publish(site.now(), service("Doorbell"), Site.addresses("10.77.0.1"));
    device.drain();
    Request soa = device.sent.get(0);
    device.core.handleAnswer(
        site.now(), soa.ticket(), site.server.answer(soa.message().toArray(), true));
    device.drain();
    return device.sent.get(1);
  }

  /** RFC 5452: an answer is one by its id and its question. */
  @Test
  void theAnswerToAnotherQuestionIsNotBelieved() {
    Site site = new Site();
    site.join().publish(service("Doorbell"), "10.77.0.1");
    Site.Member viewer = site.join();
    site.fate = Site.Fate.LOST;
    viewer.core.browse(site.now(), ALL);
    viewer.drain();
    Request asked = viewer.sent.get(0);
    byte[] answer = site.server.answer(asked.message().toArray(), true);
    byte[] otherId = answer.clone();
    otherId[1] ^= 1;
    viewer.core.handleAnswer(site.now(), asked.ticket(), otherId);
    byte[] otherQuestion = answer.clone();
    otherQuestion[13] = 'X';
    viewer.core.handleAnswer(site.now(), asked.ticket(), otherQuestion);
    viewer.core.handleAnswer(site.now(), asked.ticket() + 1, answer);
    viewer.drain();
    assertEquals(1, viewer.sent.size());
    viewer.core.handleAnswer(site.now(), asked.ticket(), answer);
    viewer.drain();
    assertEquals(3, viewer.sent.size(), "SRV and TXT are asked for");
  }

  @Test
  void aTypeWithThousandsOfServicesIsCutOff() {
    Site site = new Site();
    org.xbill.DNS.Name type = org.xbill.DNS.Name.fromConstantString("_lanward._udp.example.org.");
    for (int i = 0; i < 2000; i++) {
      site.server.records.add(
          new org.xbill.DNS.PTRRecord(
              type, 1, 120, new DomainNames(Site.DOMAIN).of(Site.instance("S" + i))));
    }
    Site.Member viewer = site.join();
    viewer.core.browse(site.now(), ALL);
    viewer.drain();
    assertEquals(1 + 1 + 2 * 1024, viewer.sent.size());
  }
}
