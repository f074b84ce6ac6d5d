package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two devices on loopback: pairing by link, sessions, channels, and their ends. */
@Timeout(60)
class DeviceToDeviceTest {
  @TempDir Path directory;
  private TwoDevices both;

  @BeforeEach
  void start() throws Exception {
    both = new TwoDevices(directory);
  }

  @AfterEach
  void stop() {
    both.close();
  }

  @Test
  void aLinkPairsOnceAndBothSidesKnowTheOther() throws Exception {
    PairingInvitation invitation = both.openPairing();

    Peer device = both.caller.pair(invitation.link().text()).get(20, TimeUnit.SECONDS);

    assertEquals("Door", device.name());
    assertEquals("doorbell", device.type());
    assertEquals(both.door.fingerprint(), device.fingerprint());
    Peer page = TwoDevices.next(both.paired);
    assertEquals("Caller", page.name());
    assertEquals(both.caller.fingerprint(), page.fingerprint());
    PairingInvitation renewed = TwoDevices.next(both.invitations);
    assertEquals(invitation.code(), renewed.code(), "the code is still good, so it stays");
    LanwardException again =
        failureOf(() -> both.caller.pair(invitation.link().text()).get(20, TimeUnit.SECONDS));
    assertEquals("not-found", again.code(), "a used link gets silence");
  }

  @Test
  void aPairedPeerConnectsAndIsEchoed() throws Exception {
    Peer device = both.pairByLink();

    Session session = both.caller.connect(device.id()).get(20, TimeUnit.SECONDS);

    BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    BlockingQueue<Bytes> binaries = new LinkedBlockingQueue<>();
    Channel echo = session.openChannel("echo");
    echo.onText(texts::add);
    echo.onBinary(binaries::add);
    Bytes large = Bytes.copyOf(new byte[Channel.MAX_MESSAGE_BYTES]);
    echo.send("Hallo, wörld");
    echo.send("");
    echo.send(large);
    assertEquals("Hallo, wörld", TwoDevices.next(texts));
    assertEquals("", TwoDevices.next(texts));
    assertEquals(large, TwoDevices.next(binaries));
  }

  @Test
  void theProgramTakesChannelsByLabelAndAnswers() throws Exception {
    Peer device = both.pairByLink();
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    both.door.onSession(
        session ->
            session.onChannel(
                "chat",
                channel ->
                    channel.onText(
                        text -> {
                          heard.add(session.peer().name() + ": " + text);
                          channel.send(text.toUpperCase(java.util.Locale.ROOT));
                        })));

    Channel chat = both.caller.connect(device.id()).get(20, TimeUnit.SECONDS).openChannel("chat");
    BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    chat.send("hello");
    chat.onText(answers::add);

    assertEquals("HELLO", TwoDevices.next(answers));
    assertEquals("Caller: hello", TwoDevices.next(heard));
  }

  @Test
  void theDeviceOpensChannelsToo() throws Exception {
    Peer device = both.pairByLink();
    Session here = both.caller.connect(device.id()).get(20, TimeUnit.SECONDS);
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    here.onChannel(channel -> channel.onText(text -> heard.add(channel.label() + " " + text)));

    TwoDevices.next(both.sessions).openChannel("news").send("ring");

    assertEquals("news ring", TwoDevices.next(heard));
  }

  @Test
  void aChannelThatNobodyTakesIsClosedBeforeItStopsTheOthers() throws Exception {
    Peer device = both.pairByLink();
    Session session = both.caller.connect(device.id()).get(20, TimeUnit.SECONDS);
    BlockingQueue<String> closed = new LinkedBlockingQueue<>();
    Channel unwanted = session.openChannel("unwanted");
    unwanted.onClose(() -> closed.add("closed"));
    Bytes block = Bytes.copyOf(new byte[100_000]);
    for (int i = 0; i < 8; i++) {
      unwanted.send(block);
    }
    assertEquals("closed", TwoDevices.next(closed));

    Channel echo = session.openChannel("echo");
    BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    echo.onText(texts::add);
    echo.send("still there");
    assertEquals("still there", TwoDevices.next(texts));
  }

  @Test
  void moreThanMayWaitIsRefusedAndNothingIsLost() throws Exception {
    Peer device = both.pairByLink();
    Session session = both.caller.connect(device.id()).get(20, TimeUnit.SECONDS);
    Channel echo = session.openChannel("echo");
    BlockingQueue<Bytes> back = new LinkedBlockingQueue<>();
    echo.onBinary(back::add);
    Bytes block = Bytes.copyOf(new byte[200_000]);
    int sent = 0;
    try {
      while (sent < 1_000) {
        echo.send(block);
        sent++;
      }
      throw new AssertionError("1,000 blocks were never refused");
    } catch (BufferFullException e) {
      assertTrue(sent > 50, "16 MiB hold 83 blocks, and only " + sent + " were taken");
    }
    for (int i = 0; i < sent; i++) {
      assertEquals(block, TwoDevices.next(back));
    }
    assertEquals(0, echo.bufferedAmount());
  }

  @Test
  void reservedLabelsAndLongMessagesAreTheCallersMistake() throws Exception {
    Peer device = both.pairByLink();
    Session session = both.caller.connect(device.id()).get(20, TimeUnit.SECONDS);
    assertThrows(IllegalArgumentException.class, () -> session.openChannel("lanward.files"));
    assertThrows(
        IllegalArgumentException.class, () -> session.openChannel("\u00e9".repeat(512) + "x"));
    assertTrue(session.openChannel("\u00e9".repeat(512)).isOpen());
    Channel channel = session.openChannel("chat");
    assertThrows(
        IllegalArgumentException.class,
        () -> channel.send(Bytes.copyOf(new byte[Channel.MAX_MESSAGE_BYTES + 1])));
    assertTrue(channel.isOpen());
  }

  @Test
  void aRevokedPeerLosesItsSessionAndIsMetWithSilence() throws Exception {
    Peer device = both.pairByLink();
    Session session = both.caller.connect(device.id()).get(20, TimeUnit.SECONDS);
    BlockingQueue<SessionEnd> ends = new LinkedBlockingQueue<>();
    session.onClose(ends::add);
    Session there = TwoDevices.next(both.sessions);
    BlockingQueue<SessionEnd> endsThere = new LinkedBlockingQueue<>();
    there.onClose(endsThere::add);

    assertTrue(both.door.revoke(there.peer().id()));

    assertEquals(SessionEnd.REVOKED_BY_PEER, TwoDevices.next(ends));
    assertEquals(SessionEnd.REVOKED_HERE, TwoDevices.next(endsThere));
    assertFalse(session.isOpen());
    assertEquals(0, both.door.peers().size());
    LanwardException gone =
        failureOf(() -> both.caller.connect(device.id()).get(20, TimeUnit.SECONDS));
    assertEquals("unknown-peer", gone.code(), "the revoke was heard, so the pairing is gone here");
  }

  @Test
  void whatAnotherProcessRevokesEndsAsWell() throws Exception {
    Peer device = both.pairByLink();
    Session session = both.caller.connect(device.id()).get(20, TimeUnit.SECONDS);
    BlockingQueue<SessionEnd> ends = new LinkedBlockingQueue<>();
    session.onClose(ends::add);
    String page = TwoDevices.next(both.sessions).peer().id();

    try (var store = dev.lanward.peer.store.StateDirectory.open(both.doorState).openTrustStore()) {
      assertTrue(store.remove(page));
    }

    assertEquals(SessionEnd.REVOKED_BY_PEER, TwoDevices.next(ends));
  }

  @Test
  void aDeviceThatClosesSaysBye() throws Exception {
    Peer device = both.pairByLink();
    Session session = both.caller.connect(device.id()).get(20, TimeUnit.SECONDS);
    BlockingQueue<SessionEnd> ends = new LinkedBlockingQueue<>();
    session.onClose(ends::add);

    both.door.close();

    assertEquals(SessionEnd.CLOSED_BY_PEER, TwoDevices.next(ends));
    assertThrows(IllegalStateException.class, () -> session.openChannel("late"));
  }

  @Test
  void aRestartedDeviceIsFoundAtItsStandingPort() throws Exception {
    Peer device = both.pairByLink();
    int before = both.door.doorPort().orElseThrow();
    both.door.close();
    both.startDoor(0);
    assertFalse(both.door.doorPort().orElseThrow() == before, "an ephemeral port is another one");

    Session session = both.caller.connect(device.id()).get(20, TimeUnit.SECONDS);

    assertTrue(session.isOpen());
  }

  @Test
  void aSecondDeviceOnTheSamePortIsToldWhatToDo() {
    LanwardException taken =
        assertThrows(
            LanwardException.class,
            () ->
                Device.builder()
                    .name("Other")
                    .stateDirectory(directory.resolve("other"))
                    .interfaceName("lo")
                    .port(both.door.doorPort().orElseThrow())
                    .withoutMdns()
                    .start());
    assertEquals("address-in-use", taken.code());
    assertTrue(taken.getMessage().contains("--port"));
  }

  @Test
  void whatIsNoCodeIsSaidAtOnce() throws Exception {
    LanwardException malformed = failureOf(() -> both.caller.pair("7-48").get());
    assertEquals("malformed", malformed.code());
  }

  @Test
  void closingTwiceAndUsingAfterwardsIsHarmless() throws Exception {
    Peer device = both.pairByLink();
    both.caller.close();
    both.caller.close();
    LanwardException closed = failureOf(() -> both.caller.connect(device.id()).get());
    assertEquals("closed", closed.code());
    both.startCaller();
    assertTrue(both.caller.connect(device.id()).get(20, TimeUnit.SECONDS).isOpen());
  }

  /** Whoever waits for it would wait for ever: nothing ends it once the loop is gone. */
  @Test
  void closingEndsAPairingThatIsUnderWay() throws Exception {
    PairingInvitation invitation = both.openPairing();
    both.door.close();
    CompletableFuture<Peer> pairing = both.caller.pair(invitation.link().text());
    both.caller.close();
    assertEquals("closed", failureOf(() -> pairing.get(20, TimeUnit.SECONDS)).code());
  }

  @Test
  void pairingModeEndsWithItsTime() throws Exception {
    both.door.openPairing(
        Duration.ofMillis(50),
        new PairingListener() {
          @Override
          public void onInvitation(PairingInvitation invitation) {
            both.invitations.add(invitation);
          }

          @Override
          public void onClosed() {
            both.closings.add("closed");
          }
        });
    PairingInvitation invitation = TwoDevices.next(both.invitations);
    assertEquals("closed", TwoDevices.next(both.closings));
    assertNull(both.invitations.poll());
    LanwardException late =
        failureOf(() -> both.caller.pair(invitation.link().text()).get(20, TimeUnit.SECONDS));
    assertEquals("not-found", late.code());
  }

  private interface Action {
    void run() throws Exception;
  }

  private static LanwardException failureOf(Action action) {
    ExecutionException failure = assertThrows(ExecutionException.class, action::run);
    return assertInstanceOf(LanwardException.class, failure.getCause());
  }
}
