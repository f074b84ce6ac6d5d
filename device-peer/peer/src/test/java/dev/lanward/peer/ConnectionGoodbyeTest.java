package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two things tell that it is over, SCTP's and DTLS's: one of them may get lost. */
@Timeout(60)
class ConnectionGoodbyeTest {
  private static final int ALERT = 21;

  @Test
  void thePeerHearsOfAnOrderlyEndThoughCloseNotifyIsLost() throws Exception {
    try (Engine engine = Engine.start()) {
      ConnectionPair pair = ConnectionPair.join(engine);
      assertTrue(pair.door.whenOpened().get(20, TimeUnit.SECONDS));
      assertTrue(pair.page.whenOpened().get(20, TimeUnit.SECONDS));

      pair.getsThrough = datagram -> datagram.get(datagram.position()) != ALERT;
      engine.onLoop(pair.doorConnection::close);
      assertEquals("the peer shut down", pair.page.whenEnded().get(20, TimeUnit.SECONDS).detail());
    }
  }
}
