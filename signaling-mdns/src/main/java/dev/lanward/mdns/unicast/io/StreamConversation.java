package dev.lanward.mdns.unicast.io;

import dev.lanward.mdns.unicast.Request;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A request by TCP and its answer, each with its length before it (RFC 1035 section 4.2.2). */
final class StreamConversation implements ServerSockets.Conversation {
  private static final int LENGTH_BYTES = 2;

  private final long ticket;
  private final SocketChannel channel;
  private final ByteBuffer out;
  private ByteBuffer in = ByteBuffer.allocate(LENGTH_BYTES);
  private boolean hasLength;

  private StreamConversation(long ticket, SocketChannel channel, ByteBuffer out) {
    this.ticket = ticket;
    this.channel = channel;
    this.out = out;
  }

  static void begin(InetSocketAddress server, Request request, Selector selector)
      throws IOException {
    byte[] message = request.message().toArray();
    ByteBuffer out = ByteBuffer.allocate(LENGTH_BYTES + message.length);
    out.putShort((short) message.length).put(message).flip();
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.connect(server);
      channel.register(
          selector,
          SelectionKey.OP_CONNECT,
          new StreamConversation(request.ticket(), channel, out));
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
    if (key.isConnectable()) {
      channel.finishConnect();
      key.interestOps(SelectionKey.OP_WRITE);
    } else if (key.isWritable()) {
      channel.write(out);
      if (!out.hasRemaining()) {
        key.interestOps(SelectionKey.OP_READ);
      }
    } else if (key.isReadable()) {
      read(listener);
    }
  }

  private void read(ServerSockets.Listener listener) throws IOException {
    if (channel.read(in) < 0) {
      throw new EOFException("the connection ended early");
    }
    if (in.hasRemaining()) {
      return;
    }
    if (!hasLength) {
      hasLength = true;
      in = ByteBuffer.allocate(in.getShort(0) & 0xffff);
      read(listener);
      return;
    }
    channel.close();
    listener.answer(ticket, in.array());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
