package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.DeviceDescription;
import dev.lanward.pairing.Pairing;
import dev.lanward.peer.store.StateDirectory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** docs/protocol.md section 5.3, end to end: the caller's address changes in mid-session. */
@Timeout(90)
class MovedSessionTest {
  private static final int STUN_REQUEST = 0;
  private static final int APPLICATION_DATA = 23;

  @TempDir Path directory;
  private TwoDevices both;
  private NatRouter router;
  private Session session;
  private final BlockingQueue<SessionEnd> ends = new LinkedBlockingQueue<>();

  @BeforeEach
  void start() throws Exception {
    both = new TwoDevices(directory);
    Peer device = both.pairByLink();
    router = new NatRouter(both.door.doorPort().orElseThrow());
    both.caller.close();
    doorIsBehind(router.port(), device.id());
    both.startCaller();
    session = both.caller.connect(device.id()).get(20, TimeUnit.SECONDS);
    session.onClose(ends::add);
  }

  @AfterEach
  void stop() throws Exception {
    both.close();
    router.close();
  }

  /** The caller knows the door by the router's port. */
  private void doorIsBehind(int port, String id) {
    try (var store = StateDirectory.open(both.callerState).openTrustStore()) {
      Pairing known = store.find(id).orElseThrow();
      assertTrue(
          store.update(
              known.withDescription(
                  new DeviceDescription(
                      known.name(),
                      known.type(),
                      known.host().orElseThrow(),
                      known.addresses(),
                      port))));
    }
  }

  @Test
  void theSessionGoesOnAndNothingIsLost() throws Exception {
    BlockingQueue<Bytes> back = new LinkedBlockingQueue<>();
    Channel echo = session.openChannel("echo");
    echo.onBinary(back::add);
    List<Bytes> sent = new ArrayList<>();
    for (int move = 0; move < 3; move++) {
      for (int i = 0; i < 50; i++) {
        Bytes message = Bytes.copyOf(new byte[] {(byte) move, (byte) i, 7, 7});
        sent.add(message);
        echo.send(message);
      }
      assertEquals(sent.get(50 * move), TwoDevices.next(back));
      router.moveAway();
      for (int i = 1; i < 50; i++) {
        assertEquals(sent.get(50 * move + i), TwoDevices.next(back));
      }
    }
    assertNull(ends.poll());
    assertEquals(1, both.door.sessions().size(), "it is the same session");
  }

  @Test
  void aDeviceThatOnlySendsFindsTheNewAddressToo() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    session.onChannel(channel -> channel.onText(heard::add));
    Channel news = TwoDevices.next(both.sessions).openChannel("news");
    news.send("before");
    assertEquals("before", TwoDevices.next(heard));

    router.moveAway();
    for (int i = 0; i < 20; i++) {
      news.send("after " + i);
    }
    for (int i = 0; i < 20; i++) {
      assertEquals("after " + i, TwoDevices.next(heard));
    }
    assertNull(ends.poll());
  }

  @Test
  void aCheckThatAnAttackerHeldBackDrawsNothingThatMatters() throws Exception {
    Channel echo = session.openChannel("echo");
    BlockingQueue<String> back = new LinkedBlockingQueue<>();
    echo.onText(back::add);
    byte[] check = heldBackCheck(echo, back);
    try (DatagramSocket attacker = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      int doorPort = both.door.doorPort().orElseThrow();
      for (int i = 0; i < 20; i++) {
        attacker.send(
            new DatagramPacket(check, check.length, InetAddress.getLoopbackAddress(), doorPort));
      }
      for (int i = 0; i < 50; i++) {
        echo.send("still here " + i);
        assertEquals("still here " + i, TwoDevices.next(back));
      }
      assertEquals(1, recordsAt(attacker), "one probe, which only the caller can answer");
    }
    assertNotNull(check);
  }

  @Test
  void anAnswerThatCameByTheOldWayProvesNothingOfTheNew() throws Exception {
    Channel echo = session.openChannel("echo");
    BlockingQueue<String> back = new LinkedBlockingQueue<>();
    echo.onText(back::add);
    byte[] check = heldBackCheck(echo, back);
    InetSocketAddress doorAt =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), both.door.doorPort().orElseThrow());

    try (DatagramSocket attacker = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      attacker.send(new DatagramPacket(check, check.length, doorAt));
      router.sendToCaller(recordAt(attacker));
      for (int i = 0; i < 3; i++) {
        echo.send("answered " + i);
        assertEquals("answered " + i, TwoDevices.next(back));
      }
      byte[] anything = {APPLICATION_DATA};
      attacker.send(new DatagramPacket(anything, anything.length, doorAt));
      for (int i = 0; i < 50; i++) {
        echo.send("still here " + i);
        assertEquals("still here " + i, TwoDevices.next(back));
      }
      assertEquals(0, recordsAt(attacker), "the caller has not moved");
    }
  }

  /** A check that does not reach the door, while the session goes on. */
  private byte[] heldBackCheck(Channel echo, BlockingQueue<String> back) throws Exception {
    router.holdBack(datagram -> datagram.get(0) == STUN_REQUEST);
    byte[] check = null;
    for (long end = System.nanoTime() + 20_000_000_000L; check == null; ) {
      assertTrue(System.nanoTime() < end, "no check came to hold back");
      echo.send("meanwhile");
      assertEquals("meanwhile", TwoDevices.next(back));
      check = router.takeHeldBack();
    }
    return check;
  }

  /** The first datagram with DTLS that comes to this socket. */
  private static byte[] recordAt(DatagramSocket socket) throws Exception {
    socket.setSoTimeout(20_000);
    DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
    do {
      socket.receive(packet);
    } while (packet.getData()[0] != APPLICATION_DATA);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  /** How many datagrams with DTLS lie at this socket. */
  private static int recordsAt(DatagramSocket socket) throws Exception {
    socket.setSoTimeout(200);
    DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
    int records = 0;
    while (true) {
      try {
        socket.receive(packet);
        records += packet.getData()[0] == APPLICATION_DATA ? 1 : 0;
      } catch (SocketTimeoutException e) {
        return records;
      }
    }
  }
}
