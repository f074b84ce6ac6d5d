package dev.lanward.kurentodouble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.kurento.KurentoBackend;
import dev.lanward.kurento.Recording;
import dev.lanward.kurento.ServerAddress;
import dev.lanward.media.CameraSource;
import dev.lanward.media.NamedCandidate;
import dev.lanward.pairing.Identity;
import dev.lanward.pairing.MediaMessage.Kinds;
import dev.lanward.testing.LabNetwork;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device's backend with the double: what it asks for, and what it makes of what goes wrong. */
class BackendAgainstDoubleTest {
  private static final Kinds VIDEO = new Kinds(true, false);
  private static final Kinds BOTH = new Kinds(true, true);
  private static final UUID HOST = UUID.fromString("1f4712db-ea17-4bcf-a596-105139dfd8bf");
  private static final Instant END = Instant.EPOCH.plusSeconds(4_000_000_000L);

  /** Nothing is there to be played, which takes nothing from what is tried here. */
  private static final CameraSource STREAM = CameraSource.parse("rtsp://127.0.0.1:1/none");

  @TempDir Path directory;
  private final Heard heard = new Heard();
  private final Set<UUID> asked = ConcurrentHashMap.newKeySet();
  private final AtomicInteger stopped = new AtomicInteger();
  private LabNetwork network;
  private RunningDouble kurento;
  private KurentoBackend backend;

  @BeforeEach
  void start() throws Exception {
    network = LabNetwork.open();
    kurento = RunningDouble.inside(network);
  }

  @AfterEach
  void stop() throws Exception {
    backend.end();
    backend.awaitEnd();
    assertEquals(List.of(), kurento.violations());
    kurento.close();
    network.close();
  }

  @Test
  void aViewerIsOfferedWhatTheServerSendsWithItsCertificateAndAddresses() throws Exception {
    begin(Optional.empty());
    backend.open(1, true);
    backend.send(1, BOTH);
    Heard.Described offer = heard.awaitDescription(1);
    assertTrue(offer.isOffer());
    assertTrue(offer.sdp().contains("a=fingerprint:sha-256 " + offer.vouched().orElseThrow()));
    assertTrue(offer.sdp().contains(" 10.99.0.1 "), offer.sdp());
    assertTrue(offer.sdp().contains("m=audio ") && offer.sdp().contains("m=video "));
    backend.describe(1, false, Answers.to(offer.sdp()), List.of(named()));
    RunningDouble.await("the answer", () -> asked("processAnswer"));
    RunningDouble.await("the page's address", () -> asked("addIceCandidate"));
    assertEquals(Set.of(HOST), asked);
    assertTrue(
        kurento.wrote(each -> each.toString().contains("1 udp 7 192.168.7.7 4000 typ host")));
    assertFalse(kurento.wrote(each -> each.toString().contains("9.9.9.9")), "no neighbour");
    assertEquals(0, stopped.get());
    backend.close(1);
    assertEquals(1, stopped.get(), "nobody looks for its names any more");
  }

  @Test
  void whatIsTakenAwayIsDisconnectedAndWhatWasNotNegotiatedNeedsAnotherLink() throws Exception {
    begin(CameraSource.parse("test"), Optional.empty());
    offered(1, BOTH);
    heard.await("camera live true");
    backend.send(1, VIDEO);
    RunningDouble.await("the disconnection", () -> asked("disconnect"));
    backend.send(1, BOTH);
    offered(2, VIDEO);
    backend.send(2, BOTH);
    heard.await("spent 2");
    assertFalse(heard.has("spent 1"));
    offered(3, VIDEO);
    backend.describe(3, false, Answers.to(heard.awaitDescription(3).sdp()), List.of());
    RunningDouble.await("the answer", () -> asked("processAnswer"));
    backend.describe(3, true, Answers.offer(), List.of());
    heard.await("spent 3");
  }

  @Test
  void aPageThatBeginsIsAnswered() throws Exception {
    begin(Optional.empty());
    backend.open(1, false);
    backend.send(1, VIDEO);
    backend.describe(1, true, Answers.offer(), List.of());
    Heard.Described answer = heard.awaitDescription(1);
    assertFalse(answer.isOffer());
    assertTrue(answer.sdp().contains("a=fingerprint:sha-256 " + answer.vouched().orElseThrow()));
  }

  @Test
  void theEndpointOfWhoMayNotSeeAnyMoreIsReleasedAtOnceAndAtLastThePipeline() throws Exception {
    begin(Optional.empty());
    offered(1, VIDEO);
    offered(2, VIDEO);
    String endpoint = kurento.created("WebRtcEndpoint").get(0);
    long from = System.nanoTime();
    backend.close(1);
    RunningDouble.await("the release", () -> kurento.hasReleased(endpoint));
    assertTrue(System.nanoTime() - from < TimeUnit.SECONDS.toNanos(1), "not within a second");
    String pipeline = kurento.created("MediaPipeline").get(0);
    assertFalse(kurento.hasReleased(pipeline), "somebody watches");
    backend.close(2);
    RunningDouble.await("the pipeline's release", () -> kurento.hasReleased(pipeline));
  }

  @Test
  void aDescriptionWithAnotherCertificateThanTheServerReportsOrOneThatIsNoneIsRefused()
      throws Exception {
    begin(Optional.empty());
    kurento.command("{'command':'fault','name':'other-fingerprint'}");
    backend.open(1, true);
    backend.send(1, VIDEO);
    heard.await("failed 1 The media server's description is refused: it names another");
    backend.open(2, false);
    backend.send(2, VIDEO);
    backend.describe(2, true, Answers.offer(), List.of());
    heard.await("failed 2 The media server's description is refused: it names another");
    kurento.command("{'command':'fault','name':'other-fingerprint','on':false}");
    kurento.command("{'command':'fault','name':'malformed-sdp'}");
    backend.open(3, true);
    backend.send(3, VIDEO);
    heard.await("failed 3 The media server's description is refused: ");
    kurento.command("{'command':'fault','name':'malformed-sdp','on':false}");
    kurento.command("{'command':'fault','name':'refuse-create'}");
    backend.open(4, true);
    backend.send(4, VIDEO);
    heard.await("failed 4 The media server refuses");
    assertFalse(heard.has("described"));
    kurento.command("{'command':'fault','name':'refuse-create','on':false}");
    offered(5, VIDEO);
    assertFalse(heard.has("gone"), "none of this is the end of the connection");
  }

  @Test
  void theCameraOfWhoLeftBeforeThereWasAnEndpointEnds() throws Exception {
    begin(Optional.empty());
    kurento.command("{'command':'fault','name':'refuse-viewer'}");
    backend.open(1, true);
    backend.send(1, VIDEO);
    heard.await("failed 1 The media server refuses");
    String pipeline = kurento.created("MediaPipeline").get(0);
    backend.close(1);
    RunningDouble.await("the pipeline's release", () -> kurento.hasReleased(pipeline));
  }

  @Test
  void aServerThatRefusesToReleaseIsNotUsedUntilItDoes() throws Exception {
    begin(Optional.empty());
    offered(1, VIDEO);
    offered(2, VIDEO);
    String pipeline = kurento.created("MediaPipeline").get(0);
    kurento.command("{'command':'fault','name':'refuse-release'}");
    backend.close(1);
    heard.await("gone The media server does not end what it was told to end.");
    assertFalse(kurento.hasReleased(pipeline));
    kurento.command("{'command':'fault','name':'refuse-release','on':false}");
    heard.awaitBack(2);
    assertTrue(kurento.hasReleased(pipeline), "before anything else");
    offered(3, VIDEO);
  }

  @Test
  void aCameraThatTheServerDoesNotTakeIsTriedAgainInTheSamePipeline() throws Exception {
    begin(Optional.empty());
    kurento.command("{'command':'fault','name':'refuse-source'}");
    offered(1, VIDEO);
    heard.await("camera gone The media server does not take it.");
    kurento.command("{'command':'fault','name':'refuse-source','on':false}");
    RunningDouble.await("the camera", () -> asked("connect"));
    assertEquals(1, kurento.created("MediaPipeline").size());
  }

  @Test
  void whoMayHaveLessDoesNotWaitForACallAndTheEndOfTheConnectionEndsIt() throws Exception {
    begin(Optional.empty());
    offered(1, BOTH);
    kurento.command("{'command':'fault','name':'silent'}");
    backend.open(2, true);
    backend.send(2, VIDEO);
    RunningDouble.await("a call that is not answered", () -> requests("create") > viewers(1));
    backend.send(1, VIDEO);
    heard.await("spent 1");
    kurento.command("{'command':'restart','seconds':2}");
    heard.await("gone");
    assertFalse(
        kurento.wrote(each -> each.path("event").asText().equals("back")),
        "it waits for an answer");
    assertFalse(heard.has("failed"), "nobody is refused for that");
    kurento.command("{'command':'fault','name':'silent','on':false}");
  }

  @Test
  void aServerThatIsStartedAnewGetsEverythingAnew() throws Exception {
    begin(Optional.empty());
    offered(1, VIDEO);
    kurento.command("{'command':'restart','seconds':1}");
    heard.await("gone");
    heard.await("problem media-server");
    heard.await("recovered media-server");
    heard.awaitBack(2);
    assertEquals(1, heard.count("problem"), "said once");
    offered(2, VIDEO);
  }

  @Test
  void aServerThatComesBackReleasesWhatTheConnectionBeforeLeft() throws Exception {
    begin(Optional.empty());
    offered(1, VIDEO);
    String pipeline = kurento.created("MediaPipeline").get(0);
    kurento.command("{'command':'vanish','seconds':1}");
    heard.awaitBack(2);
    RunningDouble.await("the release", () -> kurento.hasReleased(pipeline));
  }

  @Test
  void aPipelineThatTheServerHasLostIsMadeAnew() throws Exception {
    begin(Optional.empty());
    offered(1, VIDEO);
    kurento.command("{'command':'release','what':'MediaPipeline'}");
    heard.await("gone The media server has lost what it was given.");
    heard.awaitBack(2);
    offered(2, VIDEO);
    assertEquals(2, kurento.created("MediaPipeline").size());
  }

  @Test
  void aServerThatDoesNotAnswerHoldsUpNobodyAndCountsAsGone() throws Exception {
    begin(Optional.empty());
    kurento.command("{'command':'fault','name':'silent'}");
    long from = System.nanoTime();
    backend.open(1, true);
    backend.send(1, VIDEO);
    backend.describe(1, false, Answers.offer(), List.of());
    backend.close(1);
    assertTrue(System.nanoTime() - from < TimeUnit.SECONDS.toNanos(1), "an order waits");
    heard.await("gone The media server does not answer.");
    assertFalse(backend.isThere());
    kurento.command("{'command':'fault','name':'silent','on':false}");
    heard.awaitBack(2);
    offered(2, VIDEO);
    assertEquals(1, heard.count("problem"));
  }

  @Test
  void whatIsRecordedBeginsBeforeAnybodyWatchesAndEndsWithTheDevice() throws Exception {
    begin(Optional.of(Recording.parse(directory.toString())));
    RunningDouble.await("the recording", () -> asked("record"));
    assertTrue(
        kurento.wrote(each -> each.toString().contains("file://" + directory + "/lanward-")));
    backend.end();
    backend.awaitEnd();
    assertTrue(asked("stopAndWait"));
    assertTrue(kurento.hasReleased(kurento.created("MediaPipeline").get(0)));
  }

  @Test
  void theOwnerIsToldThatNothingIsRecorded() throws Exception {
    kurento.command("{'command':'fault','name':'disk-full'}");
    begin(Optional.of(Recording.parse(directory.toString())));
    heard.await("problem recording The media server cannot record");
  }

  private void begin(Optional<Recording> recording) throws Exception {
    begin(STREAM, recording);
  }

  private void begin(CameraSource camera, Optional<Recording> recording) throws Exception {
    backend =
        KurentoBackend.builder(ServerAddress.parse(kurento.url()), camera)
            .recording(recording)
            .build();
    backend.start(
        Identity.generate(new SecureRandom(), Instant.EPOCH, END),
        (host, time, found) -> {
          asked.add(host);
          found.accept(InetAddress.getLoopbackAddress());
          found.accept(address(9, 9, 9, 9));
          found.accept(address(192, 168, 7, 7));
          found.accept(address(192, 168, 7, 7));
          return stopped::incrementAndGet;
        },
        heard);
    heard.awaitBack(1);
  }

  /** A viewer that has been offered {@code kinds}. */
  private void offered(long link, Kinds kinds) throws Exception {
    backend.open(link, true);
    backend.send(link, kinds);
    heard.awaitDescription(link);
  }

  private long requests(String method) {
    return kurento.journal.stream()
        .filter(each -> each.path("method").asText().equals(method))
        .count();
  }

  /** How much is created for so many: the pipeline, what brings the pictures, and theirs. */
  private static long viewers(int count) {
    return 2 + count;
  }

  private boolean asked(String operation) {
    return kurento.wrote(each -> each.path("params").path("operation").asText().equals(operation));
  }

  private static NamedCandidate named() {
    return new NamedCandidate("video0", 1, "1", 7, HOST, 4_000);
  }

  private static InetAddress address(int... bytes) {
    try {
      byte[] all = new byte[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        all[i] = (byte) bytes[i];
      }
      return InetAddress.getByAddress(all);
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
