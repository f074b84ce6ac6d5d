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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On loopback only; Linux answers for all of 127.0.0.0/8, which makes several addresses. */
class UdpPortTest {
  private static final InetAddress ONE = address(127, 0, 0, 1);
  private static final InetAddress TWO = address(127, 0, 0, 2);
  private static final InetAddress THREE = address(127, 0, 0, 3);
  private static final InetAddress SIX = address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
  private static final DatagramHandler ECHO =
      (datagram, source, via) -> assertTrue(via.send(datagram, source));

  private Loop loop;

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

  @BeforeEach
  void start() throws IOException {
    loop = Loop.start("udp-test");
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
      assertEquals(0, ask(client, port.localAddresses().get(0), new byte[0]).getLength());
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
}
