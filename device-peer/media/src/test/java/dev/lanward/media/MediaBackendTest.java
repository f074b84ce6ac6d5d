package dev.lanward.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.Fingerprint;
import dev.lanward.pairing.Grant;
import dev.lanward.pairing.Identity;
import dev.lanward.pairing.MediaMessage.Kinds;
import dev.lanward.pairing.MediaMessage.Outcome;
import dev.lanward.pairing.MediaMessage.Purpose;
import dev.lanward.pairing.MediaMessage.Ring;
import dev.lanward.pairing.MediaMessage.Sdp;
import dev.lanward.pairing.MediaMessage.Sending;
import dev.lanward.pairing.MediaMessage.State;
import dev.lanward.pairing.MediaMessage.Want;
import dev.lanward.peer.HostAddresses;
import dev.lanward.peer.MediaSession;
import dev.lanward.peer.Peer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a device says and does about media where another backend than libwebrtc carries it out. */
class MediaBackendTest {
  private static final Kinds VIDEO = new Kinds(true, false);
  private static final Kinds BOTH = new Kinds(true, true);
  private static final Fingerprint SERVER = new Fingerprint(Bytes.copyOf(new byte[32]));

  private final Orders backend = new Orders();
  private final FakePeer page = new FakePeer(TestDescriptions.PAGE, Grant.VIDEO, Grant.TALK);
  private MediaEngine media;
  private MediaSession session;

  @BeforeEach
  void start() {
    media =
        MediaEngine.builder()
            .camera(CameraSource.parse("test"))
            .speaker(PlaybackTarget.speaker("heard.wav"))
            .backend(backend)
            .build();
    Instant end = Instant.EPOCH.plusSeconds(4_000_000_000L);
    media.start(
        Identity.generate(new SecureRandom(), Instant.EPOCH, end), (host, time, found) -> () -> {});
    session = media.open(page);
    session.want(new Want(1, VIDEO, Optional.empty()));
  }

  @AfterEach
  void close() throws Exception {
    media.close();
    backend.next("end");
  }

  @Test
  void theDeviceBeginsAndVouchesForWhatTheBackendVouchesFor() throws Exception {
    backend.next("open 1 true");
    backend.next("send 1 " + VIDEO);
    backend.listener.described(1, true, "v=0", Optional.of(SERVER));
    assertEquals(new Sdp(1, true, "v=0", Optional.of(SERVER)), page.await(Sdp.class, sdp -> true));
  }

  @Test
  void theBackendIsGivenThePagesDescriptionWrittenAnewAndTheNamesInIt() throws Exception {
    backend.next("send 1 " + VIDEO);
    session.description(new Sdp(1, false, TestDescriptions.CHROMIUM));
    String order = backend.next("describe 1 false");
    PageDescription read = PageDescription.read(TestDescriptions.CHROMIUM, TestDescriptions.PAGE);
    assertTrue(order.contains(read.write(TestDescriptions.PAGE)), order);
    assertTrue(order.contains(read.named().toString()), order);
  }

  @Test
  void aLinkThatIsSpentMakesPlaceForOneInARoundOfItsOwn() throws Exception {
    backend.next("send 1 " + VIDEO);
    backend.listener.spent(1);
    backend.next("close 1");
    backend.next("open 2 true");
    backend.next("send 2 " + VIDEO);
    backend.listener.described(1, true, "of the one before", Optional.empty());
    backend.listener.described(2, true, "v=0", Optional.empty());
    assertEquals(new Sdp(2, true, "v=0"), page.await(Sdp.class, sdp -> true));
  }

  @Test
  void whileItIsGoneThePageIsToldAndThenItBeginsAnew() throws Exception {
    backend.next("send 1 " + VIDEO);
    backend.isThere = false;
    backend.listener.gone("The server is gone.");
    State state = page.awaitState(Outcome.INTERRUPTED);
    assertEquals(Optional.of("The server is gone."), state.reason());
    session.want(new Want(2, VIDEO, Optional.empty()));
    page.awaitState(Outcome.INTERRUPTED);
    backend.isThere = true;
    backend.listener.back();
    page.awaitState(Outcome.LIVE);
    assertEquals("open 2 true", backend.next("open"));
    backend.next("send 2 " + VIDEO);
  }

  @Test
  void aPagesOfferWhileItIsGoneTakesNobodysPlace() throws Exception {
    backend.next("send 1 " + VIDEO);
    backend.isThere = false;
    backend.listener.gone("The server is gone.");
    page.awaitState(Outcome.INTERRUPTED);
    session.description(new Sdp(5, true, TestDescriptions.CHROMIUM));
    session.want(new Want(2, VIDEO, Optional.empty()));
    page.await(State.class, each -> each.request() == 2);
    backend.isThere = true;
    backend.listener.back();
    assertEquals("open 2 true", backend.next("open"));
    backend.next("send 2 " + VIDEO);
    backend.listener.described(2, true, "v=0", Optional.empty());
    assertEquals(new Sdp(6, true, "v=0"), page.await(Sdp.class, sdp -> true));
  }

  @Test
  void aDescriptionThatIsTooLongIsToldAsAFailure() throws Exception {
    backend.next("send 1 " + VIDEO);
    backend.listener.described(1, true, "x".repeat(Sdp.MAX_BYTES + 1), Optional.empty());
    backend.next("close 1");
    page.awaitState(Outcome.REFUSED);
  }

  @Test
  void whatCannotBeNegotiatedIsRefusedUntilItIsAskedForAgain() throws Exception {
    backend.next("send 1 " + VIDEO);
    backend.listener.failed(1, "its certificate\u001b[31m is another");
    backend.next("close 1");
    assertTrue(page.awaitState(Outcome.REFUSED).reason().orElseThrow().endsWith("[31m is another"));
    session.want(new Want(2, VIDEO, Optional.empty()));
    page.awaitState(Outcome.LIVE);
    backend.next("open 2 true");
  }

  @Test
  void nothingOfThePagesIsTaken() throws Exception {
    Sending talk = new Sending(BOTH, Purpose.TALK);
    session.want(new Want(2, VIDEO, Optional.of(talk)));
    State state = page.await(State.class, each -> each.request() == 2);
    assertEquals(Outcome.NONE, state.taking());
    assertEquals(Kinds.NONE, state.takes());
  }

  @Test
  void aRingWithoutAPictureDoesNotWaitForOne() throws Exception {
    backend.next("send 1 " + VIDEO);
    media.ring();
    backend.next("picture 2");
    backend.listener.pictured(2, Optional.empty());
    assertEquals(Optional.empty(), page.await(Ring.class, ring -> true).picture());
  }

  @Test
  void aCameraThatIsBackIsToldWhateverWasGoneMeanwhile() throws Exception {
    backend.next("send 1 " + VIDEO);
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    media.setListener(
        new MediaListener() {
          @Override
          public void asked(Peer peer, Set<Grant> grants) {}

          @Override
          public void using(Peer peer, Set<Grant> active) {}

          @Override
          public void problem(String code, String message) {
            told.add("problem " + code);
          }

          @Override
          public void recovered(String what) {
            told.add("recovered " + what);
          }
        });
    backend.listener.cameraLive(false, true);
    backend.listener.cameraGone("no route to host");
    backend.listener.gone("The server is gone.");
    backend.listener.back();
    backend.listener.cameraLive(false, false);
    backend.listener.cameraLive(false, true);
    backend.listener.cameraLive(false, true);
    backend.listener.problem("end", "");
    assertEquals("problem camera", told.poll(20, TimeUnit.SECONDS));
    assertEquals("recovered camera", told.poll(20, TimeUnit.SECONDS));
    assertEquals("problem end", told.poll(20, TimeUnit.SECONDS));
  }

  /** A backend that only writes down its orders. */
  private static final class Orders implements MediaBackend {
    final BlockingQueue<String> orders = new LinkedBlockingQueue<>();
    volatile Listener listener;
    volatile boolean isThere = true;

    /** The next order that begins so; those before it are dropped. */
    String next(String beginning) throws InterruptedException {
      while (true) {
        String order = orders.poll(20, TimeUnit.SECONDS);
        assertTrue(order != null, "no order " + beginning);
        if (order.startsWith(beginning)) {
          return order;
        }
      }
    }

    @Override
    public void start(Identity identity, HostAddresses hosts, Listener hears) {
      listener = hears;
    }

    @Override
    public void warm() {}

    @Override
    public boolean isThere() {
      return isThere;
    }

    @Override
    public void open(long link, boolean begins) {
      orders.add("open " + link + " " + begins);
    }

    @Override
    public void send(long link, Kinds kinds) {
      orders.add("send " + link + " " + kinds);
    }

    @Override
    public void take(long link, Kinds kinds) {
      orders.add("take " + link + " " + kinds);
    }

    @Override
    public void describe(long link, boolean isOffer, String sdp, List<NamedCandidate> named) {
      orders.add("describe " + link + " " + isOffer + " " + sdp + " " + named);
    }

    @Override
    public void close(long link) {
      orders.add("close " + link);
    }

    @Override
    public void picture(long id) {
      orders.add("picture " + id);
    }

    @Override
    public void end() {
      orders.add("end");
    }

    @Override
    public void awaitEnd() {}
  }
}
