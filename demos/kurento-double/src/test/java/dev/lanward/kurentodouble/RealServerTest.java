package dev.lanward.kurentodouble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.kurento.KurentoBackend;
import dev.lanward.kurento.ServerAddress;
import dev.lanward.media.CameraSource;
import dev.lanward.pairing.Identity;
import dev.lanward.pairing.MediaMessage.Kinds;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The device's backend with a media server that somebody has, where {@code -Dkms.url} says where:
 * what the double cannot show. It was never run with one by whoever wrote it.
 */
@EnabledIfSystemProperty(named = "kms.url", matches = ".+")
class RealServerTest {
  private static final Instant END = Instant.EPOCH.plusSeconds(4_000_000_000L);
  private static final Kinds BOTH = new Kinds(true, true);

  @Test
  void itShowsTheTestPictureToWhoOffersAndToWhoAnswers() throws Exception {
    Heard heard = new Heard();
    CameraSource camera = CameraSource.parse("test");
    KurentoBackend backend =
        KurentoBackend.builder(ServerAddress.parse(System.getProperty("kms.url")), camera).build();
    backend.start(
        Identity.generate(new SecureRandom(), Instant.EPOCH, END),
        (host, time, found) -> () -> {},
        heard);
    try {
      heard.awaitBack(1);
      backend.open(1, true);
      backend.send(1, BOTH);
      Heard.Described offer = heard.awaitDescription(1);
      assertTrue(offer.isOffer() && offer.vouched().isPresent(), offer.sdp());
      assertTrue(offer.sdp().contains("a=candidate:"), offer.sdp());
      backend.describe(1, false, Answers.to(offer.sdp()), List.of());
      backend.open(2, false);
      backend.send(2, new Kinds(true, false));
      backend.describe(2, true, Answers.offer(), List.of());
      assertFalse(heard.awaitDescription(2).isOffer());
      heard.await("camera live true true");
      backend.close(1);
      backend.close(2);
      heard.await("camera live true false");
      assertEquals(0, heard.count("gone") + heard.count("failed"));
    } finally {
      backend.end();
      backend.awaitEnd();
    }
  }
}
