package dev.lanward.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lanward.pairing.Grant;
import dev.lanward.pairing.Identity;
import dev.lanward.pairing.MediaMessage.Kinds;
import dev.lanward.pairing.MediaMessage.Outcome;
import dev.lanward.pairing.MediaMessage.Purpose;
import dev.lanward.pairing.MediaMessage.Sdp;
import dev.lanward.pairing.MediaMessage.Sending;
import dev.lanward.pairing.MediaMessage.State;
import dev.lanward.pairing.MediaMessage.Want;
import dev.lanward.peer.MediaSession;
import dev.lanward.peer.Peer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a device says and does about media, with an engine that only writes down its orders. */
class MediaLinkTest {
  private static final Kinds BOTH = new Kinds(true, true);
  private static final Kinds VIDEO = new Kinds(true, false);
  private static final Kinds AUDIO = new Kinds(false, true);

  @TempDir Path directory;
  private final BlockingQueue<Set<Grant>> asked = new LinkedBlockingQueue<>();
  private final BlockingQueue<Set<Grant>> uses = new LinkedBlockingQueue<>();
  private Path orders;
  private MediaEngine media;

  @BeforeEach
  void start() {
    media = device(MediaEngine.builder().camera(CameraSource.parse("test")).speaker(wav()));
  }

  @AfterEach
  void close() {
    media.close();
  }

  @Test
  void aGrantedWantIsLiveAndTheDeviceBegins() throws Exception {
    FakePeer page = page(Grant.VIDEO, Grant.AUDIO);
    media.open(page).want(new Want(1, BOTH, Optional.empty()));
    State state = page.awaitState(Outcome.LIVE);
    assertEquals(BOTH, state.sends());
    assertEquals(1, state.request());
    awaitOrder("\"do\":\"open\",\"link\":1,\"begin\":true");
    awaitOrder("\"do\":\"send\",\"link\":1,\"video\":true,\"audio\":true");
  }

  @Test
  void whoMayOnlySeeGetsThePictureAndTheOwnerIsAskedForTheRest() throws Exception {
    FakePeer page = page(Grant.VIDEO);
    media.open(page).want(new Want(1, BOTH, Optional.empty()));
    assertEquals(VIDEO, page.awaitState(Outcome.LIVE).sends());
    assertEquals(Set.of(Grant.AUDIO), asked.poll(9, TimeUnit.SECONDS));
  }

  @Test
  void withoutAGrantTheOwnerIsAskedOnceAndNothingIsOpened() throws Exception {
    FakePeer page = page();
    MediaSession session = media.open(page);
    session.want(new Want(1, VIDEO, Optional.empty()));
    assertEquals(Kinds.NONE, page.awaitState(Outcome.ASKING).sends());
    session.want(new Want(2, VIDEO, Optional.empty()));
    page.awaitState(Outcome.ASKING);
    session.description(new Sdp(1, true, TestDescriptions.CHROMIUM));
    settle();
    assertEquals(Set.of(Grant.VIDEO), asked.poll(9, TimeUnit.SECONDS));
    assertTrue(asked.isEmpty());
    assertFalse(written().contains("open"), written());
  }

  @Test
  void whatTheOwnerGrantsBegins() throws Exception {
    FakePeer page = page();
    MediaSession session = media.open(page);
    session.want(new Want(1, VIDEO, Optional.empty()));
    page.awaitState(Outcome.ASKING);
    page.grants = Set.of(Grant.VIDEO);
    session.grantsChanged();
    assertEquals(VIDEO, page.awaitState(Outcome.LIVE).sends());
  }

  @Test
  void whatTheOwnerDoesNotGrantIsRefusedAndNotAskedForAgain() throws Exception {
    FakePeer page = page();
    MediaSession session = media.open(page);
    session.want(new Want(1, VIDEO, Optional.empty()));
    page.awaitState(Outcome.ASKING);
    asked.clear();
    media.refuse(page.peer().id());
    page.awaitState(Outcome.REFUSED);
    session.want(new Want(2, VIDEO, Optional.empty()));
    page.awaitState(Outcome.REFUSED);
    settle();
    assertTrue(asked.isEmpty());
  }

  @Test
  void whatIsTakenAwayEndsAtOnce() throws Exception {
    FakePeer page = page(Grant.VIDEO);
    MediaSession session = media.open(page);
    session.want(new Want(1, VIDEO, Optional.empty()));
    awaitOrder("\"do\":\"send\"");
    assertEquals(Set.of(Grant.VIDEO), uses.poll(9, TimeUnit.SECONDS));
    page.grants = Set.of();
    session.grantsChanged();
    awaitOrder("\"do\":\"close\",\"link\":1");
    assertEquals(Set.of(), uses.poll(9, TimeUnit.SECONDS));
    page.awaitState(Outcome.REFUSED);
    assertTrue(asked.isEmpty(), "who takes something away need not be asked for it");
  }

  @Test
  void theEndOfTheSessionIsTheEndOfItsMedia() throws Exception {
    FakePeer page = page(Grant.VIDEO);
    MediaSession session = media.open(page);
    session.want(new Want(1, VIDEO, Optional.empty()));
    awaitOrder("\"do\":\"send\"");
    session.end();
    awaitOrder("\"do\":\"close\",\"link\":1");
    page.messages.clear();
    session.want(new Want(2, VIDEO, Optional.empty()));
    session.description(new Sdp(9, true, TestDescriptions.CHROMIUM));
    settle();
    assertTrue(page.messages.isEmpty());
  }

  @Test
  void whoWantsNothingAnyMoreIsSentNothing() throws Exception {
    FakePeer page = page(Grant.VIDEO);
    MediaSession session = media.open(page);
    session.want(new Want(1, VIDEO, Optional.empty()));
    awaitOrder("\"do\":\"send\"");
    session.want(new Want(2, Kinds.NONE, Optional.empty()));
    awaitOrder("\"do\":\"close\",\"link\":1");
    session.want(new Want(3, VIDEO, Optional.empty()));
    awaitOrder("\"do\":\"open\",\"link\":2");
  }

  @Test
  void descriptionsHaveTheRoundOfTheirConnection() throws Exception {
    FakePeer page = page(Grant.VIDEO);
    MediaSession session = media.open(page);
    session.want(new Want(1, VIDEO, Optional.empty()));
    tell("{\"tell\":\"description\",\"link\":1,\"offer\":true,\"sdp\":\"v=0\"}");
    assertEquals(new Sdp(1, true, "v=0"), page.await(Sdp.class, sdp -> true));
    // The page begins anew: its round counts from now on, and what belongs to the one before not.
    session.description(new Sdp(5, true, TestDescriptions.CHROMIUM));
    awaitOrder("\"do\":\"open\",\"link\":2,\"begin\":false");
    awaitOrder("\"do\":\"describe\",\"link\":2,\"offer\":true");
    session.description(new Sdp(4, true, TestDescriptions.CHROMIUM));
    tell("{\"tell\":\"description\",\"link\":1,\"offer\":true,\"sdp\":\"v=1\"}");
    tell("{\"tell\":\"description\",\"link\":2,\"offer\":false,\"sdp\":\"v=2\"}");
    assertEquals(new Sdp(5, false, "v=2"), page.await(Sdp.class, sdp -> true));
    settle();
    assertEquals(1, count("describe"));
  }

  @Test
  void aDescriptionWithAnotherCertificateEndsTheConnection() throws Exception {
    FakePeer page = page(Grant.VIDEO);
    MediaSession session = media.open(page);
    session.want(new Want(1, VIDEO, Optional.empty()));
    awaitOrder("\"do\":\"send\"");
    session.description(
        new Sdp(1, false, TestDescriptions.CHROMIUM.replaceFirst("sha-256 AB", "sha-256 AC")));
    State state = page.awaitState(Outcome.REFUSED);
    assertTrue(state.reason().orElseThrow().contains("certificate"), state.toString());
    awaitOrder("\"do\":\"close\",\"link\":1");
    assertEquals(0, count("describe"));
  }

  @Test
  void moreThanTwentyDescriptionsInTenSecondsEndItForTheSession() throws Exception {
    FakePeer page = page(Grant.VIDEO);
    MediaSession session = media.open(page);
    session.want(new Want(1, VIDEO, Optional.empty()));
    for (int i = 0; i < 30; i++) {
      session.description(new Sdp(1, true, TestDescriptions.CHROMIUM));
    }
    page.awaitState(Outcome.REFUSED);
    session.want(new Want(2, VIDEO, Optional.empty()));
    page.await(State.class, state -> state.request() == 2 && state.outcome() == Outcome.REFUSED);
    awaitOrder("\"do\":\"close\",\"link\":1");
    assertEquals(20, count("describe"));
  }

  @Test
  void aTalkIsTakenByWhoMayTalk() throws Exception {
    FakePeer page = page(Grant.TALK);
    MediaSession session = media.open(page);
    session.want(new Want(1, Kinds.NONE, Optional.of(new Sending(BOTH, Purpose.TALK))));
    State state = page.await(State.class, each -> true);
    assertEquals(Outcome.LIVE, state.taking());
    assertEquals(AUDIO, state.takes());
    session.description(new Sdp(1, true, TestDescriptions.CHROMIUM));
    awaitOrder("\"do\":\"take\",\"link\":1,\"video\":false,\"audio\":true");
  }

  @Test
  void aTalkWithoutAGrantIsAskedForAndHidesNothing() throws Exception {
    FakePeer page = page(Grant.VIDEO);
    media.open(page).want(new Want(1, VIDEO, Optional.of(new Sending(AUDIO, Purpose.TALK))));
    State state = page.awaitState(Outcome.LIVE);
    assertEquals(Outcome.ASKING, state.taking());
    assertEquals(Kinds.NONE, state.takes());
  }

  @Test
  void aCastHasNoPlaceWithoutADisplay() throws Exception {
    FakePeer page = page(Grant.VIDEO, Grant.CAST);
    media.open(page).want(new Want(1, VIDEO, Optional.of(new Sending(VIDEO, Purpose.CAST))));
    assertEquals(Outcome.NONE, page.awaitState(Outcome.LIVE).taking());
  }

  @Test
  void withoutACameraThereIsNone() throws Exception {
    media.close();
    media = device(MediaEngine.builder().speaker(wav()));
    FakePeer page = page(Grant.VIDEO);
    media.open(page).want(new Want(1, VIDEO, Optional.empty()));
    assertEquals(Kinds.NONE, page.awaitState(Outcome.NONE).sends());
    settle();
    assertTrue(asked.isEmpty());
  }

  @Test
  void aCameraThatIsGoneIsInterruptedAndComesBack() throws Exception {
    FakePeer page = page(Grant.VIDEO);
    media.open(page).want(new Want(1, VIDEO, Optional.empty()));
    page.awaitState(Outcome.LIVE);
    tell(
        "{\"tell\":\"camera\",\"state\":\"interrupted\",\"why\":\"No\\u0007 such device\",\"sound\":true}");
    State state = page.awaitState(Outcome.INTERRUPTED);
    assertEquals(Optional.of("No such device"), state.reason());
    assertEquals(Kinds.NONE, state.sends());
    tell("{\"tell\":\"camera\",\"state\":\"live\",\"why\":\"\",\"sound\":true}");
    assertEquals(VIDEO, page.awaitState(Outcome.LIVE).sends());
  }

  @Test
  void aDeadEngineIsInterruptedAndTheNextOneBeginsAHigherRound() throws Exception {
    FakePeer page = page(Grant.VIDEO);
    media.open(page).want(new Want(1, VIDEO, Optional.empty()));
    awaitOrder("\"do\":\"open\",\"link\":1");
    ((LibWebRtc) media.backend()).process().kill();
    page.awaitState(Outcome.INTERRUPTED);
    page.awaitState(Outcome.LIVE);
    awaitOrder("\"do\":\"open\",\"link\":2,\"begin\":true");
    tell("{\"tell\":\"description\",\"link\":2,\"offer\":true,\"sdp\":\"v=0\"}");
    assertEquals(new Sdp(2, true, "v=0"), page.await(Sdp.class, sdp -> true));
  }

  @Test
  void aUsedUpEngineIsReplacedWhenNobodyUsesIt() throws Exception {
    media.close();
    media = device(MediaEngine.builder().camera(CameraSource.parse("test")).recycleAfter(3));
    FakePeer page = page(Grant.VIDEO);
    MediaSession session = media.open(page);
    for (int i = 1; i < 8; i += 2) {
      session.want(new Want(i, VIDEO, Optional.empty()));
      session.want(new Want(i + 1, Kinds.NONE, Optional.empty()));
    }
    awaitOrder("\"link\":4");
    assertEquals(2, count("\"do\":\"start\""));
  }

  @Test
  void whatAnEngineWritesThatMakesNoSenseIsIgnored() throws Exception {
    FakePeer page = page(Grant.VIDEO);
    media.open(page).want(new Want(1, VIDEO, Optional.empty()));
    page.awaitState(Outcome.LIVE);
    for (String line :
        List.of(
            "{}",
            "[]",
            "{\"tell\":7}",
            "{\"tell\":\"description\",\"link\":\"x\"}",
            "{\"tell\":\"picture\",\"id\":99,\"jpeg\":\"!\"}",
            "{\"tell\":\"later\"}")) {
      tell(line);
    }
    tell("{\"tell\":\"description\",\"link\":1,\"offer\":true,\"sdp\":\"v=0\"}");
    page.await(Sdp.class, sdp -> true);
  }

  // --- The device --------------------------------------------------------------------------------

  private MediaEngine device(MediaEngine.Builder builder) {
    orders = directory.resolve("orders" + System.nanoTime());
    // An engine that writes down what it is told, and says nothing; its output stays open.
    MediaEngine engine =
        builder
            .engineCommand(List.of("sh", "-c", "exec 3>&1; exec cat >> \"$0\"", orders.toString()))
            .build();
    engine.setListener(
        new MediaListener() {
          @Override
          public void asked(Peer peer, Set<Grant> grants) {
            asked.add(grants);
          }

          @Override
          public void using(Peer peer, Set<Grant> active) {
            uses.add(active);
          }

          @Override
          public void problem(String code, String message) {}

          @Override
          public void recovered(String what) {}
        });
    engine.start(
        Identity.generate(
            new SecureRandom(), Instant.EPOCH, Instant.EPOCH.plusSeconds(4_000_000_000L)),
        (host, time, found) -> () -> {});
    return engine;
  }

  private PlaybackTarget wav() {
    return PlaybackTarget.speaker("heard.wav");
  }

  private static FakePeer page(Grant... grants) {
    return new FakePeer(TestDescriptions.PAGE, grants);
  }

  private void tell(String line) throws Exception {
    var json = new ObjectMapper().readTree(line);
    media.run(() -> ((LibWebRtc) media.backend()).told(json));
  }

  /** Everything that was given before is done. */
  private void settle() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    media.run(done::countDown);
    assertTrue(done.await(9, TimeUnit.SECONDS));
  }

  private void awaitOrder(String part) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!written().contains(part)) {
      assertTrue(System.nanoTime() < end, "no order " + part + " in " + written());
      Thread.sleep(5);
    }
  }

  private long count(String part) throws Exception {
    return written().lines().filter(line -> line.contains(part)).count();
  }

  /** Without keys. */
  private String written() throws Exception {
    return Files.exists(orders)
        ? Files.readString(orders).replaceAll("-----BEGIN PRIVATE[^\"]*", "")
        : "";
  }
}
