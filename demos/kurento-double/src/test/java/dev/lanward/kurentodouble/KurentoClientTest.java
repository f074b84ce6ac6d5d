package dev.lanward.kurentodouble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.testing.LabNetwork;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kurento.client.CertificateKeyType;
import org.kurento.client.IceCandidate;
import org.kurento.client.KurentoClient;
import org.kurento.client.MediaPipeline;
import org.kurento.client.MediaType;
import org.kurento.client.OfferOptions;
import org.kurento.client.PassThrough;
import org.kurento.client.RTCCertificateStats;
import org.kurento.client.WebRtcEndpoint;
import org.kurento.client.internal.server.KurentoServerException;

/** The client that the double is for, with libwebrtc behind the double. */
class KurentoClientTest {
  private LabNetwork network;
  private RunningDouble kurento;
  private KurentoClient client;
  private MediaPipeline pipeline;

  @BeforeEach
  void start() throws Exception {
    network = LabNetwork.open();
    kurento = RunningDouble.inside(network);
    client = kurento.client();
    pipeline = client.createMediaPipeline();
  }

  @AfterEach
  void stop() throws Exception {
    client.destroy();
    kurento.close();
    network.close();
  }

  @Test
  void anEndpointOffersOnceAndTellsItsCandidates() throws Exception {
    WebRtcEndpoint endpoint = endpoint();
    List<String> candidates = new CopyOnWriteArrayList<>();
    CountDownLatch gathered = new CountDownLatch(1);
    endpoint.addIceCandidateFoundListener(
        event -> candidates.add(event.getCandidate().getCandidate()));
    endpoint.addIceGatheringDoneListener(event -> gathered.countDown());
    refused(ErrorCode.ICE_GATHER_CANDIDATES_ERROR, endpoint::gatherCandidates);
    refused(ErrorCode.SDP_END_POINT_NOT_OFFER_GENERATED, () -> endpoint.processAnswer("v=0"));

    String offer = endpoint.generateOffer(options());
    endpoint.gatherCandidates();
    assertTrue(gathered.await(30, TimeUnit.SECONDS));
    // The client hands events to several threads: the last but one may come after the last.
    RunningDouble.await("a candidate", () -> !candidates.isEmpty());
    assertTrue(candidates.get(0).contains("10.99.0.1"), candidates.toString());
    assertFalse(offer.contains("a=candidate"), offer);
    assertTrue(offer.contains("a=mid:"), offer);
    assertTrue(offer.contains("a=sendonly"), offer);
    assertTrue(offer.contains("42e01f") && offer.contains("VP8"), offer);
    assertFalse(offer.contains("rtx") || offer.contains("transport-cc"), offer);
    assertEquals(fingerprint(offer), fingerprint(endpoint.getLocalSessionDescriptor()));

    refused(ErrorCode.SDP_END_POINT_ALREADY_NEGOTIATED, endpoint::generateOffer);
    refused(ErrorCode.SDP_END_POINT_ALREADY_NEGOTIATED, () -> endpoint.processOffer(offer));
    refused(ErrorCode.SDP_PARSE_ERROR, () -> endpoint.processAnswer("hello"));
    refused(ErrorCode.SDP_END_POINT_PROCESS_ANSWER_ERROR, () -> endpoint.processAnswer("v=0\r\n"));
    refused(
        ErrorCode.SDP_END_POINT_ANSWER_ALREADY_PROCCESED, () -> endpoint.processAnswer("v=0\r\n"));
    assertEquals(List.of(), kurento.violations());
  }

  @Test
  void statisticsHaveTheCertificateWhereTheDoubleIsToldTo() throws Exception {
    WebRtcEndpoint endpoint = endpoint();
    assertTrue(
        endpoint.getStats().values().stream().noneMatch(RTCCertificateStats.class::isInstance));
    kurento.command("{'command':'fault','name':'certificate-stats'}");
    RTCCertificateStats certificate =
        endpoint.getStats().values().stream()
            .filter(RTCCertificateStats.class::isInstance)
            .map(RTCCertificateStats.class::cast)
            .findFirst()
            .orElseThrow();
    assertEquals(fingerprint(endpoint.generateOffer(options())), certificate.getFingerprint());
    assertEquals(List.of(), kurento.violations());
  }

  @Test
  void aBadServersOfferNamesAnotherCertificateOrIsCutOff() throws Exception {
    kurento.command("{'command':'fault','name':'other-fingerprint'}");
    WebRtcEndpoint one = endpoint();
    String offer = one.generateOffer(options());
    assertFalse(fingerprint(offer).equals(fingerprint(one.getLocalSessionDescriptor())));
    kurento.command("{'command':'fault','name':'other-fingerprint','on':false}");
    kurento.command("{'command':'fault','name':'malformed-sdp'}");
    assertFalse(endpoint().generateOffer(options()).endsWith("\r\n"));
  }

  @Test
  void elementsAreConnectedAndTheServerTellsOfItself() throws Exception {
    PassThrough source = new PassThrough.Builder(pipeline).build();
    WebRtcEndpoint sink = endpoint();
    CountDownLatch connected = new CountDownLatch(2);
    source.addElementConnectedListener(event -> connected.countDown());
    source.connect(sink, MediaType.VIDEO);
    source.connect(sink, MediaType.AUDIO);
    assertTrue(connected.await(30, TimeUnit.SECONDS));
    assertEquals(2, source.getSinkConnections().size());
    source.disconnect(sink, MediaType.AUDIO);
    assertEquals(1, sink.getSourceConnections().size());
    assertTrue(client.getServerManager().getInfo().getVersion().contains("double"));
    assertEquals(1, client.getServerManager().getPipelines().size());
    sink.release();
    assertEquals(0, source.getSinkConnections().size());
    KurentoServerException gone =
        assertThrows(KurentoServerException.class, sink::getConnectionState);
    assertEquals(ErrorCode.MEDIA_OBJECT_NOT_FOUND.number(), gone.getCode());
    assertEquals(List.of(), kurento.violations());
  }

  @Test
  void aNameInACandidateIsAMistakeOfTheClients() {
    endpoint().addIceCandidate(new IceCandidate("candidate:1 1 udp 1 x.local 9 typ host", "0", 0));
    assertEquals(1, kurento.violations().size(), kurento.violations().toString());
  }

  private WebRtcEndpoint endpoint() {
    return new WebRtcEndpoint.Builder(pipeline)
        .sendonly()
        .withCertificateKeyType(CertificateKeyType.ECDSA)
        .build();
  }

  private static OfferOptions options() {
    OfferOptions options = new OfferOptions();
    options.setOfferToReceiveAudio(true);
    options.setOfferToReceiveVideo(true);
    return options;
  }

  private static String fingerprint(String sdp) {
    return sdp.lines()
        .filter(line -> line.startsWith("a=fingerprint:sha-256 "))
        .map(line -> line.substring("a=fingerprint:sha-256 ".length()))
        .findFirst()
        .orElseThrow();
  }

  private static void refused(ErrorCode code, Runnable call) {
    KurentoServerException thrown = assertThrows(KurentoServerException.class, call::run);
    assertEquals(code.number(), thrown.getCode(), thrown.getMessage());
  }
}
