package dev.lanward.peer;

import dev.lanward.core.Bytes;
import dev.lanward.datachannel.MessageKind;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Returns every message (protocol section 8), on the loop's thread, so that what a probe measures
 * is the way and not this host's scheduler. A message counts against the peer's window until it is
 * sent back: whoever sends faster than it reads waits.
 */
final class EchoChannel implements StreamEnd {
  private record Message(MessageKind kind, Bytes payload) {}

  private final Connection connection;
  private final int id;
  private final Queue<Message> waiting = new ArrayDeque<>();

  EchoChannel(Connection connection, int id) {
    this.connection = connection;
    this.id = id;
  }

  @Override
  public void message(MessageKind kind, Bytes payload) {
    waiting.add(new Message(kind, payload));
    echo();
  }

  @Override
  public void drained(long bytes) {
    echo();
  }

  @Override
  public void closed() {
    waiting.clear();
  }

  private void echo() {
    Message next = waiting.peek();
    while (next != null && connection.outflow().tryReserve(next.payload().length())) {
      waiting.remove();
      connection.send(id, next.kind(), next.payload());
      connection.consumed(id, next.payload().length());
      next = waiting.peek();
    }
  }
}
