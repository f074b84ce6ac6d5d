package dev.lanward.kurentodouble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The published files, as they are on the class path. */
class KmdTest {
  private final Kmd kmd = Kmd.published();

  @Test
  void theThreeModulesAreOfTheVersionThatIsPinned() {
    assertEquals(
        List.of("core 7.3.0", "elements 7.3.0", "filters 7.3.0"),
        kmd.modules().stream().map(each -> each.name() + " " + each.version()).toList());
  }

  @Test
  void aClassHasTheMethodsPropertiesAndEventsOfThoseThatItExtends() {
    assertEquals(
        List.of(
            "WebRtcEndpoint",
            "BaseRtpEndpoint",
            "SdpEndpoint",
            "SessionEndpoint",
            "Endpoint",
            "MediaElement",
            "MediaObject"),
        kmd.lineage("kurento.WebRtcEndpoint"));
    assertTrue(kmd.method("WebRtcEndpoint", "processOffer").isPresent());
    assertTrue(kmd.method("WebRtcEndpoint", "getTags").isPresent());
    assertTrue(kmd.raises("WebRtcEndpoint", "Error"));
    assertFalse(kmd.raises("PlayerEndpoint", "IceCandidateFound"));
  }

  @Test
  void whatIsReadOnlyOrFinalHasNoSetter() {
    assertTrue(kmd.method("WebRtcEndpoint", "setStunServerPort").isPresent());
    assertTrue(kmd.method("WebRtcEndpoint", "getConnectionState").isPresent());
    assertEquals(Optional.empty(), kmd.method("WebRtcEndpoint", "setConnectionState"));
    assertEquals(Optional.empty(), kmd.method("PlayerEndpoint", "setUri"));
  }

  @Test
  void nothingIsMadeOfAnAbstractClass() {
    assertEquals(Optional.empty(), kmd.constructor("MediaElement"));
    assertTrue(kmd.constructor("MediaPipeline").isPresent());
  }

  @Test
  void aTypeIsOfThoseThatItExtends() {
    assertTrue(kmd.isTypeOf("RTCCertificateStats", "Stats"));
    assertFalse(kmd.isTypeOf("Stats", "RTCCertificateStats"));
    assertEquals(Optional.of(java.util.Set.of("RSA", "ECDSA")), kmd.values("CertificateKeyType"));
  }
}
