package dev.lanward.peer.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** On loopback only; Linux answers for all of 127.0.0.0/8, which makes several addresses. */
@ParameterizedClass
@MethodSource("dev.lanward.peer.io.LoopKinds#here")
class UdpPortTest {
  private static final InetAddress ONE = address(127, 0, 0, 1);
  private static final InetAddress TWO = address(127, 0, 0, 2);
  private static final InetAddress THREE = address(127, 0, 0, 3);
  private static final InetAddress SIX = address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
  private static final DatagramHandler ECHO =
      (datagram, source, via) -> assertTrue(via.send(datagram, source));

  private final Loop loop;

  UdpPortTest(LoopKind kind) throws IOException {
    loop = Loop.start(kind, "udp-test");
  }

  private static InetAddress address(int... bytes) {
    byte[] address = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      address[i] = (byte) bytes[i];
    }
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private <T> T onLoop(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            result.complete(work.get());
          } catch (RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    return result.orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static DatagramSocket client(InetAddress local) throws SocketException {
    DatagramSocket socket = new DatagramSocket(0, local);
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static DatagramPacket ask(DatagramSocket client, InetSocketAddress target, byte[] data)
      throws IOException {
    client.send(new DatagramPacket(data, data.length, target));
    DatagramPacket reply = new DatagramPacket(new byte[65_535], 65_535);
    client.receive(reply);
    return reply;
  }

  private static byte[] content(DatagramPacket packet) {
    return java.util.Arrays.copyOf(packet.getData(), packet.getLength());
  }

  @Test
  void aReplyLeavesFromTheAddressThatWasAsked() throws IOException {
    try (UdpPort port = UdpPort.bind(loop, 0, List.of(ONE, TWO, SIX), ECHO)) {
      assertEquals(3, port.localAddresses().size());
      for (InetSocketAddress asked : port.localAddresses()) {
        assertEquals(port.port(), asked.getPort());
        try (DatagramSocket client = client(asked.getAddress().equals(SIX) ? SIX : ONE)) {
          DatagramPacket reply = ask(client, asked, new byte[] {1, 2, 3});
          assertEquals(asked, reply.getSocketAddress());
          assertArrayEquals(new byte[] {1, 2, 3}, content(reply));
        }
      }
      UdpPort.Statistics seen = onLoop(port::statistics);
      assertEquals(3, seen.received());
      assertEquals(3, seen.sent());
    }
    assertEquals(0, loop.escapedExceptions());
  }

  @Test
  void theLargestDatagramIsNotCutShort() throws IOException {
    try (UdpPort port = UdpPort.bind(loop, 0, List.of(ONE), ECHO);
        DatagramSocket client = client(ONE)) {
      byte[] big = new byte[65_507];
      big[65_506] = 42;
      assertArrayEquals(big, content(ask(client, port.localAddresses().get(0), big)));
    }
  }

  /**
   * 100 of one size, a shorter one, one of a byte, a longer one: whatever is gathered ends there.
   */
  private static List<byte[]> burst() {
    List<byte[]> burst = new ArrayList<>();
    for (int i = 0; i < 104; i++) {
      byte[] each = new byte[i == 100 ? 300 : i == 101 ? 1 : i == 102 ? 1400 : 1200];
      each[0] = (byte) i;
      burst.add(each);
    }
    return burst;
  }

  @Test
  void aBurstOfOneTurnArrivesAsSingleDatagramsInOrder() throws IOException {
    try (UdpPort port = UdpPort.bind(loop, 0, List.of(ONE), ECHO);
        DatagramSocket one = client(ONE);
        DatagramSocket two = client(TWO)) {
      one.setReceiveBufferSize(1 << 20);
      two.setReceiveBufferSize(1 << 20);
      DatagramExit exit = port.exits().get(0);
      assertTrue(
          onLoop(
              () -> {
                boolean all = true;
                for (byte[] each : burst()) {
                  all &= exit.send(ByteBuffer.wrap(each), address(one));
                }
                return all & exit.send(ByteBuffer.wrap(new byte[1200]), address(two));
              }));
      for (byte[] each : burst()) {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        one.receive(packet);
        assertArrayEquals(each, content(packet));
      }
      DatagramPacket last = new DatagramPacket(new byte[65_535], 65_535);
      two.receive(last);
      assertEquals(1200, last.getLength());
      assertEquals(105, onLoop(port::statistics).sent());
    }
  }

  @Test
  void aBurstFromAnotherPortIsHandedOnDatagramByDatagram() throws Exception {
    List<byte[]> seen = new ArrayList<>();
    CompletableFuture<Void> whole = new CompletableFuture<>();
    DatagramHandler gathering =
        (datagram, source, via) -> {
          byte[] copy = new byte[datagram.remaining()];
          datagram.get(copy);
          seen.add(copy);
          if (seen.size() == burst().size()) {
            whole.complete(null);
          }
        };
    try (UdpPort from = UdpPort.bind(loop, 0, List.of(ONE), ECHO);
        UdpPort to = UdpPort.bind(loop, 0, List.of(TWO), gathering)) {
      onLoop(
          () -> {
            for (byte[] each : burst()) {
              from.exits().get(0).send(ByteBuffer.wrap(each), to.localAddresses().get(0));
            }
            return null;
          });
      whole.get(10, TimeUnit.SECONDS);
    }
    for (int i = 0; i < seen.size(); i++) {
      assertArrayEquals(burst().get(i), seen.get(i));
    }
  }

  private static InetSocketAddress address(DatagramSocket socket) {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  @Test
  void anEmptyDatagramIsNotTheEnd() throws IOException {
    DatagramHandler echoUnlessEmpty =
        (datagram, source, via) ->
            assertTrue(!datagram.hasRemaining() || via.send(datagram, source));
    try (UdpPort port = UdpPort.bind(loop, 0, List.of(ONE), echoUnlessEmpty);
        DatagramSocket client = client(ONE)) {
      InetSocketAddress asked = port.localAddresses().get(0);
      client.send(new DatagramPacket(new byte[0], 0, asked));
      assertEquals(1, ask(client, asked, new byte[1]).getLength());
    }
  }

  @Test
  void twoPortsShareOneLoop() throws IOException {
    try (UdpPort door = UdpPort.bind(loop, 0, List.of(ONE), ECHO);
        UdpPort standing = UdpPort.bind(loop, 0, List.of(ONE), ECHO);
        DatagramSocket client = client(ONE)) {
      for (UdpPort each : List.of(door, standing)) {
        InetSocketAddress asked = each.localAddresses().get(0);
        assertEquals(asked, ask(client, asked, new byte[] {7}).getSocketAddress());
      }
    }
  }

  @Test
  void aPortThatIsTakenIsSaidSoAndNothingStaysBound() throws IOException {
    try (DatagramSocket taken = client(TWO)) {
      int number = taken.getLocalPort();
      assertThrows(BindException.class, () -> UdpPort.bind(loop, number, List.of(ONE, TWO), ECHO));
      new DatagramSocket(number, ONE).close();
    }
  }

  @Test
  void itFollowsTheHostsAddresses() throws IOException {
    try (UdpPort port = UdpPort.bind(loop, 0, List.of(ONE, TWO), ECHO)) {
      DatagramExit leaving = port.exits().get(0);
      DatagramExit staying = port.exits().get(1);
      InetAddress notOurs = address(192, 0, 2, 1);
      assertFalse(onLoop(() -> port.follow(List.of(TWO, THREE, notOurs))));
      assertTrue(onLoop(() -> port.follow(List.of(TWO, THREE))));
      assertEquals(
          List.of(
              new InetSocketAddress(TWO, port.port()), new InetSocketAddress(THREE, port.port())),
          port.localAddresses());
      assertFalse(leaving.isOpen());
      assertTrue(staying.isOpen());
      boolean sent =
          onLoop(() -> leaving.send(ByteBuffer.wrap(new byte[1]), new InetSocketAddress(ONE, 9)));
      assertFalse(sent, "an address that has left sends nothing");
      try (DatagramSocket client = client(ONE)) {
        InetSocketAddress asked = new InetSocketAddress(THREE, port.port());
        assertEquals(asked, ask(client, asked, new byte[] {7}).getSocketAddress());
      }
    }
  }

  @Test
  void whatTheKernelRefusesIsCountedAndThrowsNothing() throws IOException {
    try (UdpPort port = UdpPort.bind(loop, 0, List.of(ONE), ECHO)) {
      InetSocketAddress otherFamily = new InetSocketAddress(SIX, 9);
      onLoop(() -> port.exits().get(0).send(ByteBuffer.wrap(new byte[1]), otherFamily));
      onLoop(
          () ->
              port.exits()
                  .get(0)
                  .send(ByteBuffer.wrap(new byte[65_530]), new InetSocketAddress(ONE, 9)));
      assertEquals(2, onLoop(port::statistics).sendErrors());
      assertEquals(0, loop.escapedExceptions());
    }
  }

  @Test
  void aBurstIsSentOrCountedAndNeverGrowsMemory() throws IOException {
    try (UdpPort port = UdpPort.bind(loop, 0, List.of(ONE), ECHO);
        DatagramSocket sinkhole = client(ONE)) {
      InetSocketAddress target = (InetSocketAddress) sinkhole.getLocalSocketAddress();
      int burst = 20_000;
      int taken =
          onLoop(
              () -> {
                int accepted = 0;
                for (int i = 0; i < burst; i++) {
                  ByteBuffer datagram = ByteBuffer.allocate(1200);
                  accepted += port.exits().get(0).send(datagram, target) ? 1 : 0;
                }
                return accepted;
              });
      UdpPort.Statistics seen = onLoop(port::statistics);
      assertEquals(burst - taken, seen.unsent());
    }
  }

  @Test
  void anErrorOfTheHandlerIsNoReceiveErrorAndTheNextDatagramIsHandled() throws IOException {
    DatagramHandler failing =
        (datagram, source, via) -> {
          if (datagram.get(datagram.position()) == 0) {
            throw new AssertionError("thrown on purpose by a test");
          }
          via.send(datagram, source);
        };
    try (UdpPort port = UdpPort.bind(loop, 0, List.of(ONE), failing);
        DatagramSocket client = client(ONE)) {
      InetSocketAddress asked = port.localAddresses().get(0);
      client.send(new DatagramPacket(new byte[] {0}, 1, asked));
      assertArrayEquals(new byte[] {1}, content(ask(client, asked, new byte[] {1})));
      assertEquals(0, onLoop(port::statistics).receiveErrors());
      assertEquals(1, loop.escapedExceptions());
    }
  }

  @Test
  void theReceiveBufferThatWasGrantedIsReported() throws IOException {
    try (UdpPort port = UdpPort.bind(loop, 0, List.of(ONE), ECHO)) {
      assertTrue(port.receiveBufferBytes() >= 100_000, "was " + port.receiveBufferBytes());
    }
  }

  @Test
  void wildcardsAndNothingAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> UdpPort.bind(loop, 0, List.of(address(0, 0, 0, 0)), ECHO));
    assertThrows(IllegalArgumentException.class, () -> UdpPort.bind(loop, 0, List.of(), ECHO));
  }

  @Test
  void localAddressesLeaveLoopbackOutUnlessItIsAskedFor() throws SocketException {
    assertTrue(
        LocalAddresses.of(Optional.empty()).stream().noneMatch(InetAddress::isLoopbackAddress));
    assertTrue(LocalAddresses.of(Optional.of("lo")).contains(ONE));
    assertThrows(SocketException.class, () -> LocalAddresses.of(Optional.of("none-such")));
  }

  /**
   * The descriptor's number is free as soon as it is closed: whoever reads on reads from what is
   * opened next, and waits for it.
   */
  @Test
  void aPortThatIsClosedByItsOwnHandlerIsReadNoMore() throws Exception {
    AtomicReference<UdpPort> port = new AtomicReference<>();
    List<DatagramSocket> next = new CopyOnWriteArrayList<>();
    CompletableFuture<Integer> closed = new CompletableFuture<>();
    CountDownLatch sent = new CountDownLatch(1);
    DatagramHandler closing =
        (datagram, source, via) -> {
          port.get().close();
          try {
            for (int i = 0; i < 64; i++) {
              next.add(new DatagramSocket(0, ONE));
            }
          } catch (SocketException e) {
            closed.completeExceptionally(e);
          }
          closed.complete(next.size());
        };
    port.set(UdpPort.bind(loop, 0, List.of(ONE), closing));
    try (DatagramSocket client = client(ONE)) {
      loop.execute(() -> await(sent)); // so that several wait when the port is read
      for (byte i = 0; i < 3; i++) {
        client.send(
            new DatagramPacket(new byte[] {i}, 1, port.get().localAddresses().iterator().next()));
      }
      sent.countDown();
      assertEquals(64, closed.get(10, TimeUnit.SECONDS));
      assertEquals(64, onLoop(next::size), "the loop goes on, and nothing more has come");
    } finally {
      next.forEach(DatagramSocket::close);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
