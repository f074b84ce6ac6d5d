package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.pairing.ControlMessage;
import dev.lanward.pairing.Fingerprint;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers on the control channel go by no {@link Outflow}: a peer that asks and never reads. */
@Timeout(60)
class ControlBacklogTest {
  private static final int FLOOD = 20_000;

  @Test
  void aConnectionEndsWhoseControlMessagesNobodyReads() throws Exception {
    try (Engine engine = Engine.start()) {
      ConnectionPair pair = ConnectionPair.join(engine);
      assertTrue(pair.door.whenOpened().get(20, TimeUnit.SECONDS));

      pair.getsThrough = datagram -> false;
      engine.onLoop(
          () -> {
            for (int i = 0; i < FLOOD; i++) {
              Bytes hash = Bytes.copyOf(ByteBuffer.allocate(32).putInt(i).clear());
              pair.doorConnection.sendControl(new ControlMessage.Rotate(new Fingerprint(hash)));
            }
            pair.door.whenEnded().completeExceptionally(new AssertionError("all of them wait"));
          });
      assertEquals(Ending.Kind.LOST, pair.door.whenEnded().get(20, TimeUnit.SECONDS).kind());
    }
  }
}
