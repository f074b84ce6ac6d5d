package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanward.peer.io.DatagramExit;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NearestExitsTest {
  private static final InetAddress FIRST = ip("10.77.0.1");
  private static final InetAddress SECOND = ip("10.78.0.1");
  private static final InetAddress GLOBAL = ip("fd77::1");

  /** Link-local addresses of three interfaces, of which the wrong ones look nearer. */
  private static final InetAddress ON_TWO = ip("fe80::9:1", 2);

  private static final InetAddress ON_THREE = ip("fe80::1", 3);
  private static final InetAddress ON_FOUR = ip("fe80::9:2", 4);

  private final List<DatagramExit> exits =
      Stream.of(ip("127.0.0.1"), FIRST, SECOND, GLOBAL, ON_TWO, ON_THREE, ON_FOUR, ip("::1"))
          .map(Exit::new)
          .map(DatagramExit.class::cast)
          .toList();

  @Test
  void theAddressOfTheSameSubnetComesFirst() {
    assertEquals(List.of(SECOND, FIRST), to(ip("10.78.0.9")));
    assertEquals(List.of(FIRST, SECOND), to(ip("10.77.0.9")));
    assertEquals(GLOBAL, to(ip("fd77::9")).get(0));
  }

  @Test
  void aLinkLocalAddressIsReachedFromItsOwnLinkAlone() {
    assertEquals(List.of(ON_THREE), to(ip("fe80::9:9", 3)));
    assertEquals(List.of(ON_TWO), to(ip("fe80::9:9", 2)));
    assertEquals(List.of(), to(ip("fe80::9:9", 5)));
  }

  @Test
  void whereTheLinkIsNotSaidAnyMayBeIt() {
    assertEquals(List.of(ON_TWO, ON_FOUR), to(ip("fe80::9:9", 0)));
  }

  @Test
  void loopbackReachesLoopbackAlone() {
    assertEquals(List.of(ip("127.0.0.1")), to(ip("127.0.0.1")));
    assertEquals(List.of(ip("::1")), to(ip("::1")));
  }

  private List<InetAddress> to(InetAddress remote) {
    return NearestExits.to(remote, exits).stream()
        .map(exit -> exit.localAddress().getAddress())
        .toList();
  }

  private static InetAddress ip(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static InetAddress ip(String literal, int scope) {
    try {
      return Inet6Address.getByAddress(null, ip(literal).getAddress(), scope);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private record Exit(InetAddress address) implements DatagramExit {
    @Override
    public boolean send(ByteBuffer datagram, InetSocketAddress target) {
      return false;
    }

    @Override
    public InetSocketAddress localAddress() {
      return new InetSocketAddress(address, 47470);
    }

    @Override
    public boolean isOpen() {
      return true;
    }
  }
}
