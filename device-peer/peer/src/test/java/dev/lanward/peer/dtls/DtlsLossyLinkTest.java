package dev.lanward.peer.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each datagram of a handshake in turn is lost, doubled or overtaken, in either direction: RFC 6347
 * section 4.2.4, "timeout and retransmission". With 1,200 bytes a flight is a datagram or two, with
 * 256 it is many.
 */
@Timeout(60)
class DtlsLossyLinkTest {
  private static final int MOST_DATAGRAMS = 14;

  private enum Fate {
    LOST,
    DOUBLED,
    OVERTAKEN,
    LATE
  }

  private record Case(int mtu, boolean toServer, Fate fate, int which) {}

  /** A link on which one datagram, the {@code which}-th, is treated specially. */
  private static final class Link implements UnaryOperator<List<byte[]>> {
    private final Case one;
    private final List<byte[]> waiting = new ArrayList<>();
    private int count;

    Link(Case one) {
      this.one = one;
    }

    @Override
    public List<byte[]> apply(List<byte[]> sent) {
      List<byte[]> out = new ArrayList<>();
      for (byte[] datagram : sent) {
        int number = count++;
        if (number == one.which) {
          treat(datagram, out);
        } else {
          out.add(datagram);
          if (number == one.which + (one.fate == Fate.LATE ? 4 : 1)) {
            out.addAll(waiting);
            waiting.clear();
          }
        }
      }
      return out;
    }

    private void treat(byte[] datagram, List<byte[]> out) {
      switch (one.fate) {
        case LOST -> {}
        case DOUBLED -> out.addAll(List.of(datagram, datagram));
        case OVERTAKEN, LATE -> waiting.add(datagram);
      }
    }
  }

  private static DtlsLimits limits(int mtu) {
    return new DtlsLimits(32, 4, Duration.ofSeconds(8), Duration.ofMillis(25), 64, mtu);
  }

  private static Stream<Case> cases() {
    List<Case> all = new ArrayList<>();
    for (int mtu : new int[] {1200, 256}) {
      for (boolean toServer : new boolean[] {true, false}) {
        for (Fate fate : Fate.values()) {
          for (int which = 0; which < (mtu == 256 ? MOST_DATAGRAMS : 4); which++) {
            all.add(new Case(mtu, toServer, fate, which));
          }
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void oneDatagramCannotSpoilAHandshake(Case one) {
    try (DtlsPair pair = new DtlsPair(limits(one.mtu))) {
      if (one.toServer) {
        pair.toServer = new Link(one);
      } else {
        pair.toClient = new Link(one);
      }
      pair.start().connect();
      pair.toServer = UnaryOperator.identity();
      pair.toClient = UnaryOperator.identity();
      talk(pair);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void aFifthLostInBothDirectionsOnlyDelaysIt(long seed) {
    Random random = new Random(seed);
    UnaryOperator<List<byte[]>> lossy = sent -> random.nextInt(5) == 0 ? List.of() : sent;
    try (DtlsPair pair = new DtlsPair(limits(seed % 2 == 0 ? 1200 : 512))) {
      pair.toServer = lossy;
      pair.toClient = lossy;
      pair.start().connect();
      pair.toServer = UnaryOperator.identity();
      pair.toClient = UnaryOperator.identity();
      talk(pair);
    }
  }

  /** Whatever became of the handshake's datagrams, application data comes once and whole. */
  private static void talk(DtlsPair pair) {
    pair.client.send("to the server");
    pair.server.send("to the client");
    pair.until(() -> !pair.server.received.isEmpty() && !pair.client.received.isEmpty());
    assertEquals(List.of("to the server"), pair.server.received);
    assertEquals(List.of("to the client"), pair.client.received);
    assertNull(pair.server.closed);
    assertNull(pair.client.closed);
    assertTrue(pair.server.connected && pair.client.connected);
  }
}
