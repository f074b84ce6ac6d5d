package dev.lanward.mdns.unicast.io;

import dev.lanward.mdns.unicast.Request;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** A request by UDP, and whatever comes back to its port. */
final class DatagramConversation implements ServerSockets.Conversation {
  /** The greatest that a datagram can hold. */
  private static final int MAX_BYTES = 65_535;

  /** So many wrong answers a turn: a flood of them must not keep the loop from its other work. */
  private static final int MAX_A_TURN = 16;

  private final long ticket;
  private final DatagramChannel channel;

  private DatagramConversation(long ticket, DatagramChannel channel) {
    this.ticket = ticket;
    this.channel = channel;
  }

  static void begin(InetSocketAddress server, Request request, Selector selector)
      throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      channel.configureBlocking(false);
      channel.connect(server);
      channel.register(
          selector, SelectionKey.OP_READ, new DatagramConversation(request.ticket(), channel));
      // What the kernel has no room for is asked again, like what gets lost on its way.
      channel.write(ByteBuffer.wrap(request.message().toArray()));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public long ticket() {
    return ticket;
  }

  @Override
  public void ready(SelectionKey key, ServerSockets.Listener listener) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES);
    for (int i = 0; i < MAX_A_TURN && channel.isOpen() && channel.read(buffer) > 0; i++) {
      buffer.flip();
      byte[] message = new byte[buffer.remaining()];
      buffer.get(message);
      buffer.clear();
      listener.answer(ticket, message);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
