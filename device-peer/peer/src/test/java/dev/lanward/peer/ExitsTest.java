package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanward.ice.Path;
import dev.lanward.peer.io.DatagramExit;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ExitsTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private record At(InetSocketAddress localAddress) implements DatagramExit {
    @Override
    public boolean send(ByteBuffer datagram, InetSocketAddress target) {
      throw new AssertionError("nothing is to be sent");
    }

    @Override
    public boolean isOpen() {
      return true;
    }
  }

  private static int packetBytes(InetAddress local) {
    Exits exits = new Exits();
    Path path =
        exits.path(
            new At(new InetSocketAddress(local, 1000)), new InetSocketAddress(LOOPBACK, 2000));
    return exits.packetBytes(path);
  }

  /** A link that carries 65,536 bytes is not used beyond what libwebrtc reads. */
  @Test
  void packetsAreNoLongerThanEthernetsHoweverWideTheLink() {
    assertEquals(1432, packetBytes(LOOPBACK));
  }

  @Test
  void ofAnAddressThatThisHostHasNotNothingIsKnown() throws UnknownHostException {
    assertEquals(0, packetBytes(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1})));
    assertEquals(0, new Exits().packetBytes(new Path(7, new InetSocketAddress(LOOPBACK, 1))));
  }

  /** Knocks of strangers ask for it, and so does each change of a path. */
  @Test
  void theInterfacesAreLookedAtOnceUntilTheHostsAddressesChange() {
    AtomicInteger looks = new AtomicInteger();
    Exits exits = new Exits(local -> 1_300 + looks.getAndIncrement());
    At at = new At(new InetSocketAddress(LOOPBACK, 1_000));
    for (int port = 1; port < 100; port++) {
      Path path = exits.path(at, new InetSocketAddress(LOOPBACK, port));
      assertEquals(1_300 - 65, exits.packetBytes(path));
    }
    exits.forgetClosed();
    Path path = exits.path(at, new InetSocketAddress(LOOPBACK, 1));
    assertEquals(1_301 - 65, exits.packetBytes(path));
  }
}
