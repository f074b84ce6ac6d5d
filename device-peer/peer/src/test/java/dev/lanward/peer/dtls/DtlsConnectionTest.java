package dev.lanward.peer.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DtlsConnectionTest {
  private final DtlsPair pair = new DtlsPair();

  @AfterEach
  void close() {
    pair.close();
  }

  @Test
  void everyRecordOfADatagramIsRead() {
    pair.start().connect();
    List<byte[]> kept = new ArrayList<>();
    pair.toServer =
        sent -> {
          // A late repetition of the handshake may be among them.
          sent.stream().filter(each -> each[0] == Records.TYPE_APPLICATION_DATA).forEach(kept::add);
          return List.of();
        };
    for (String text : List.of("one", "two", "three")) {
      pair.client.send(text);
    }
    pair.until(() -> kept.size() == 3);
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    kept.forEach(joined::writeBytes);
    joined.writeBytes(new byte[] {23, (byte) 0xfe, (byte) 0xfd, 0, 1});
    pair.server.endpoint.handleDatagram(java.nio.ByteBuffer.wrap(joined.toByteArray()));
    assertEquals(List.of("one", "two", "three"), pair.server.received);
  }

  @Test
  void applicationDataThatArrivesBeforeAcceptReturnedIsNotLost() {
    // The client talks the moment it is connected; the server's thread may not be done by then.
    for (int round = 0; round < 20; round++) {
      try (DtlsPair each = new DtlsPair()) {
        each.client.onConnected = () -> each.client.send("early bird");
        each.start().connect();
        each.until(() -> !each.server.received.isEmpty());
        assertEquals(List.of("early bird"), each.server.received);
      }
    }
  }

  @Test
  void applicationDataThatOvertakesTheServersFinishedIsKept() {
    List<byte[]> last = new ArrayList<>();
    pair.server.onConnected = () -> pair.server.send("first");
    pair.toClient =
        sent -> {
          byte[] datagram = sent.get(0);
          if (datagram[0] == Records.TYPE_CHANGE_CIPHER_SPEC && last.isEmpty()) {
            last.add(datagram);
            return List.of();
          }
          if (datagram[0] == Records.TYPE_APPLICATION_DATA && last.size() == 1) {
            last.add(datagram);
            return List.of(datagram, last.get(0));
          }
          return sent;
        };
    pair.start().connect();
    pair.until(() -> !pair.client.received.isEmpty());
    assertEquals(List.of("first"), pair.client.received);
  }

  @Test
  void aReplayedOrDamagedRecordIsDroppedAndTheConnectionLives() {
    pair.start().connect();
    pair.toServer =
        sent -> {
          byte[] flipped = sent.get(0).clone();
          flipped[flipped.length - 1] ^= 1;
          return List.of(flipped, sent.get(0), sent.get(0));
        };
    pair.client.send("once");
    pair.client.send("only");
    pair.until(() -> pair.server.received.size() >= 2);
    pair.drain();
    assertEquals(List.of("once", "only"), pair.server.received);
    assertNull(pair.server.closed);
  }

  @Test
  void closeNotifyIsHeardByTheOtherSide() {
    pair.start().connect();
    pair.client.endpoint.close();
    pair.until(() -> pair.server.closed != null);
    assertEquals(DtlsClose.PEER_CLOSED, pair.server.closed);
    assertEquals(DtlsEndpoint.State.CLOSED, pair.server.endpoint.state());
    assertNull(pair.client.closed, "whoever closed knows");
  }

  @Test
  void anUnauthenticatedAlertCannotEndAnOpenConnection() {
    pair.start().connect();
    byte[] alert = {21, (byte) 0xfe, (byte) 0xfd, 0, 0, 0, 0, 0, 0, 1, 0, 0, 2, 2, 80};
    byte[] current = alert.clone();
    current[4] = 1;
    pair.server.endpoint.handleDatagram(java.nio.ByteBuffer.wrap(alert));
    pair.server.endpoint.handleDatagram(java.nio.ByteBuffer.wrap(current));
    pair.client.send("alive");
    pair.until(() -> !pair.server.received.isEmpty());
    assertNull(pair.server.closed);
  }

  @Test
  void aRecordOfTheLargestSizePasses() {
    pair.start().connect();
    String big = "x".repeat(1 << 14);
    pair.client.send(big);
    pair.until(() -> !pair.server.received.isEmpty());
    assertTrue(pair.server.received.get(0).equals(big));
  }
}
