package dev.lanward.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import dev.lanward.datachannel.Association;
import dev.lanward.datachannel.ChannelOptions;
import dev.lanward.datachannel.Limits;
import dev.lanward.datachannel.MessageKind;
import dev.lanward.datachannel.Role;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The cap on what a session may have waiting, with an association that sends nothing. */
class OutflowTest {
  private static final Tick NOW = new Tick(0);
  private static final int ID = 1;

  private final Association association =
      Association.create(
          Role.DTLS_SERVER, Limits.DEFAULT.withBuffers(1 << 20, 64 << 20), new Random(1));
  private final Outflow outflow = new Outflow();

  /** Hands messages over until there is no room; how many it were. */
  private int fill(int messageBytes) {
    association.openChannel(NOW, ChannelOptions.negotiated("x", ID));
    int count = 0;
    while (count < 1_000_000 && outflow.tryReserve(messageBytes)) {
      association.send(NOW, ID, MessageKind.BINARY, ByteBuffer.allocate(messageBytes));
      outflow.handedOver(ID, messageBytes);
      count++;
      if (count % 1_000 == 0) {
        outflow.settle(association, Map.of());
      }
    }
    return count;
  }

  @Test
  void itIsFullOfMessagesThatWait() {
    assertEquals(Outflow.MAX_BYTES / (1_000 + 64), fill(1_000));
  }

  @Test
  void emptyMessagesThatWaitTakeRoomToo() {
    assertEquals(Outflow.MAX_BYTES / 64, fill(0));
  }

  /** As the echo does: what is told that there is room again uses it. */
  @Test
  void whoeverIsToldThatMessagesHaveGoneOutMaySendAtOnce() {
    association.openChannel(NOW, ChannelOptions.negotiated("x", 3));
    List<Long> told = new ArrayList<>();
    StreamEnd again =
        new StreamEnd() {
          @Override
          public void message(MessageKind kind, Bytes payload) {}

          @Override
          public void drained(long bytes) {
            told.add(bytes);
            outflow.reserve(7);
            outflow.handedOver(ID, 7);
          }

          @Override
          public void closed() {}
        };
    association.openChannel(NOW, ChannelOptions.negotiated("y", ID));
    for (int bytes : new int[] {5, 0}) {
      outflow.reserve(bytes);
      outflow.handedOver(ID, bytes);
      outflow.reserve(1);
      outflow.handedOver(3, 1);
      association.send(NOW, 3, MessageKind.BINARY, ByteBuffer.allocate(1));
      outflow.settle(association, Map.of(ID, again));
      outflow.forget(ID);
    }
    assertEquals(List.of(5L, 0L), told);
  }

  @Test
  void theRoomIsThereAgainWhenTheChannelIsGone() {
    fill(0);
    assertFalse(outflow.tryReserve(0));
    outflow.forget(ID);
    assertTrue(outflow.tryReserve((int) Outflow.MAX_BYTES - 64));
  }
}
