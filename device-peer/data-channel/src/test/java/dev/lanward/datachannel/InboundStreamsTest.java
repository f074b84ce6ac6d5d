package dev.lanward.datachannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.lanward.core.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The order of a stream's messages, and what it costs to keep it. */
class InboundStreamsTest {
  private static final int STREAM = 2;

  private final ReceiveWindow window = new ReceiveWindow(Limits.DEFAULT);

  private static IncomingMessage message(int ssn) {
    return new IncomingMessage(
        STREAM, ssn, false, SctpProtocol.PPID_TEXT, Bytes.copyOf(new byte[1]));
  }

  private static List<Integer> polled(InboundStreams streams) {
    List<Integer> numbers = new ArrayList<>();
    for (IncomingMessage next = streams.poll(); next != null; next = streams.poll()) {
      numbers.add(next.ssn());
    }
    return numbers;
  }

  @Test
  void whatWaitsAcrossTheWrapIsDeliveredInOrder() throws Exception {
    InboundStreams streams = new InboundStreams(window, false);
    streams.forwardTo(STREAM, 30_000);
    streams.forwardTo(STREAM, 60_000);
    streams.forwardTo(STREAM, 65_533);
    for (int ssn : new int[] {1, 65_535, 4, 0, 3}) {
      streams.add(message(ssn));
    }
    assertNull(streams.poll());
    streams.forwardTo(STREAM, 65_534);
    assertEquals(List.of(65_535, 0, 1), polled(streams));
    streams.forwardTo(STREAM, 3);
    assertEquals(List.of(3, 4), polled(streams));
    assertEquals(0, window.heldBytes());
  }

  /** A hostile peer lets the window fill with what waits, and gives up one message at a time. */
  @Test
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void toGiveUpAMessageDoesNotCostWhatAllThatWaitWeigh() throws Exception {
    InboundStreams streams = new InboundStreams(window, true);
    int first = 2_000_000;
    int waiting = 16_000;
    for (int i = 0; i < waiting; i++) {
      streams.add(message(first + i));
    }
    for (int mid = 0; mid < first - 1; mid++) {
      streams.forwardTo(STREAM, mid);
    }
    assertNull(streams.poll());
    streams.forwardTo(STREAM, first - 1);
    assertEquals(waiting, polled(streams).size());
    assertEquals(0, window.heldBytes());
  }
}
