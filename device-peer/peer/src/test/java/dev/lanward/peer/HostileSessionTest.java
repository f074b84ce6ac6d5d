package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A paired peer with a session that is as real as any wants to do harm by SCTP, at a device with
 * sockets, threads and another session. That one is echoed all the while, memory stays bounded, and
 * where the hostile session is ended, both sides are told why.
 */
@Timeout(120)
class HostileSessionTest {
  private static final int PACKETS = 20_000;

  /** Packets that are sent before the device has to be through with them. */
  private static final int BURST = 32;

  private static final int COLLECTIONS = 6;

  /**
   * What a session may hold, twice its receive window, and as much for what a heap does besides.
   */
  private static final long MOST_GROWTH = 16L << 20;

  @TempDir Path directory;
  private TwoDevices both;
  private HostileCaller hostile;
  private RawSctp sctp;
  private EchoWitness witness;
  private final BlockingQueue<SessionEnd> ends = new LinkedBlockingQueue<>();
  private Session session;
  private long heapBefore;

  @BeforeEach
  void start() throws Exception {
    both = new TwoDevices(directory);
    Peer device = both.pairByLink();
    hostile = HostileCaller.pairedWith(both, directory.resolve("hostile"));
    Session healthy = both.caller.connect(device.id()).get(20, TimeUnit.SECONDS);
    TwoDevices.next(both.sessions);
    hostile.connect();
    sctp = hostile.sctp;
    session = TwoDevices.next(both.sessions);
    assertEquals("Hostile", session.peer().name());
    session.onClose(ends::add);
    witness = EchoWitness.start(healthy);
    heapBefore = heap();
  }

  @AfterEach
  void stop() throws Exception {
    hostile.close();
    both.close();
  }

  /** What is in use after a collection: the least of some, as the echo makes garbage meanwhile. */
  private static long heap() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private void assertBounded(long most) {
    long growth = heap() - heapBefore;
    assertTrue(growth <= most, "the heap grew by " + growth + " bytes");
  }

  private interface Step {
    void send(int i);
  }

  /** Up to so many steps, as fast as the device reads, unless it ends the session before. */
  private void flood(int steps, Step step) throws IOException {
    int seen = witness.count();
    for (int i = 0; i < steps && !hostile.isOver(); i++) {
      step.send(i);
      if (i % BURST == BURST - 1) {
        hostile.settle();
      }
      if (i % (PACKETS / 4) == PACKETS / 4 - 1) {
        assertBounded(MOST_GROWTH);
        assertTrue(witness.count() > seen, "no echo on the other session, " + i + " packets on");
        seen = witness.count();
      }
    }
    hostile.settle();
    assertBounded(MOST_GROWTH);
  }

  /**
   * The device has ended the session, and says why: to its program, and in the ABORT (RFC 9260
   * 3.3.10: cause 4 is Out of Resource, which has no text).
   */
  private void assertEnded(SessionEnd how, String cause) throws Exception {
    hostile.drive(hostile::isOver, "end of the hostile session");
    assertEquals(how, TwoDevices.next(ends));
    assertTrue(hostile.abort().orElse("").contains(cause), hostile.abort().toString());
    assertTrue(both.door.sessions().stream().noneMatch(each -> each == session));
    witness.stop();
  }

  /** What was sent harms nobody: the session is there until the device wants no more of it. */
  private void assertTolerated() throws Exception {
    assertTrue(session.isOpen(), hostile.abort().toString());
    session.close();
    hostile.drive(hostile::isOver, "end of the hostile session");
    assertEquals(SessionEnd.CLOSED_HERE, TwoDevices.next(ends));
    witness.stop();
  }

  @Test
  void aMessageThatNeverEndsEndsItsSession() throws Exception {
    hostile.send(sctp.open(2, "endless"));
    byte[] part = new byte[1000];
    hostile.send(sctp.data(RawSctp.BEGIN, 2, 1, RawSctp.PPID_TEXT, part));
    flood(PACKETS, i -> hostile.send(sctp.data(0, 2, 1, RawSctp.PPID_TEXT, part)));
    assertEnded(SessionEnd.PEER_VIOLATION, "cause 4: ");
  }

  @Test
  void beginningsWithoutEndsOnAllStreamsEndTheirSession() throws Exception {
    byte[] part = new byte[100];
    flood(PACKETS, i -> hostile.send(sctp.data(RawSctp.BEGIN, 2 * i, 0, RawSctp.PPID_TEXT, part)));
    assertEnded(SessionEnd.PEER_VIOLATION, "cause 4: ");
  }

  @Test
  void aFloodOfForwardTsnIsTolerated() throws Exception {
    flood(PACKETS, i -> hostile.send(sctp.forwardTsn(RawSctp.FIRST_TSN + i, 2 * i, i & 0xffff)));
    assertTolerated();
  }

  @Test
  void aFloodOfInitsIsTolerated() throws Exception {
    flood(PACKETS, i -> hostile.send(sctp.init(i + 1, i)));
    assertTolerated();
  }

  @Test
  void aRestartThatIsMeantEndsTheSession() throws Exception {
    hostile.send(sctp.init(1, 1));
    hostile.settle();
    hostile.send(sctp.cookieEcho());
    assertEnded(SessionEnd.CLOSED_BY_PEER, "cause 12: no restart within a DTLS connection");
  }

  @Test
  void aFloodOfResetsIsTolerated() throws Exception {
    int first = RawSctp.FIRST_TSN;
    flood(PACKETS, i -> hostile.send(sctp.reset(first + i, first - 1, 2 + 2 * (i & 0x3fff))));
    assertTolerated();
  }

  /** It acknowledges nothing of what it is told about them, either. */
  @Test
  void everyChannelThatThereCanBeIsOpenedAndMemoryStaysBounded() throws Exception {
    flood(65_534, i -> hostile.send(sctp.open(1 + i, "x".repeat(i % 100))));
    assertTolerated();
  }

  /** A name may have 65,535 bytes; these are kept as two each. */
  @Test
  void longNamesOnEveryChannelAreRefusedAndMemoryStaysBounded() throws Exception {
    String label = "\u0416" + "x".repeat(12_000);
    flood(3_000, i -> hostile.send(sctp.open(1 + i, label)));
    assertTolerated();
  }

  @Test
  void aChannelThatIsOpenedAndResetInALoopIsTolerated() throws Exception {
    int[] request = {RawSctp.FIRST_TSN};
    for (int i = 0; i < 2_000 && !hostile.isOver(); i++) {
      hostile.send(sctp.open(2, "again"));
      hostile.settle();
      hostile.send(sctp.sack(sctp.lastTsn, 1 << 20));
      hostile.send(sctp.reset(request[0]++, sctp.nextTsn - 1, 2));
      hostile.settle();
      hostile.send(sctp.resetPerformed(sctp.lastResetRequest));
    }
    assertBounded(MOST_GROWTH);
    assertTolerated();
  }

  /** The control channel is a channel like any other, and its messages reach the disk. */
  @Test
  void aFloodOfControlMessagesIsTolerated() throws Exception {
    flood(
        PACKETS,
        i -> {
          String rotate = "{\"type\":\"rotate\",\"fingerprint\":\"" + fingerprint(i) + "\"}";
          byte[] text = (i % 2 == 0 ? rotate : "{").getBytes(StandardCharsets.UTF_8);
          hostile.send(sctp.data(RawSctp.WHOLE, 0, i & 0xffff, RawSctp.PPID_TEXT, text));
          hostile.send(sctp.sack(sctp.lastTsn, 1 << 20));
        });
    assertTolerated();
  }

  private static String fingerprint(int i) {
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < 32; at++) {
      text.append(at == 0 ? "" : ":").append("%02X".formatted((i >> (8 * (at % 4))) & 0xff));
    }
    return text.toString();
  }

  /** Of what it is sent it claims to have room for everything, and acknowledges what never was. */
  @Test
  void liesAboutWindowsCostNoMoreThanWhatASessionMayHaveWaiting() throws Exception {
    Channel channel = session.openChannel("to the liar");
    Bytes message = Bytes.copyOf(new byte[64 << 10]);
    long taken = 0;
    int round = 0;
    for (; round < PACKETS && !hostile.isOver(); round++) {
      taken += fill(channel, message);
      int last = sctp.lastTsn;
      hostile.send(sctp.sack(last + 1 + (round & 0xff), 0xffff_ffffL));
      hostile.send(sctp.sack(sctp.theirTsn - 1, 0xffff_ffffL, 2, 2 + (round & 0x3ff)));
      hostile.send(sctp.sack(sctp.theirTsn - 1, round % 2));
      if (round % (BURST / 2) == 0) {
        hostile.settle();
      }
      assertTrue(taken <= Outflow.MAX_BYTES + message.length(), taken + " bytes were taken");
    }
    assertEquals(PACKETS, round, hostile.abort().toString());
    assertBounded(MOST_GROWTH + Outflow.MAX_BYTES);
    assertTolerated();
  }

  /** Sends until there is no room; how many bytes it was. */
  private static long fill(Channel channel, Bytes message) {
    long bytes = 0;
    try {
      while (true) {
        channel.send(message);
        bytes += message.length();
      }
    } catch (BufferFullException e) {
      return bytes;
    }
  }
}
