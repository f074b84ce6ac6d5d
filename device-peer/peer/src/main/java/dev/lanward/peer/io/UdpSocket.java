package dev.lanward.peer.io;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One UDP socket, bound to one address. */
final class UdpSocket implements DatagramExit {
  /** A burst of a fast sender for 50 ms; the kernel gives less where its limit is lower. */
  static final int WANTED_BUFFER_BYTES = 4 << 20;

  /** Datagrams of one turn, so that a flood on one socket leaves the others their share. */
  private static final int DATAGRAMS_A_TURN = 128;

  /** Datagrams that wait for room in the kernel. More would only grow the delay. */
  private static final int MAX_QUEUED = 256;

  private record Queued(ByteBuffer datagram, InetSocketAddress target) {}

  private final DatagramChannel channel;
  private final InetSocketAddress local;
  private final int receiveBufferBytes;
  private final UdpCounters counters;
  private final ArrayDeque<Queued> queue = new ArrayDeque<>();
  private @Nullable SelectionKey key;

  private UdpSocket(DatagramChannel channel, UdpCounters counters) throws IOException {
    this.channel = channel;
    this.local = (InetSocketAddress) channel.getLocalAddress();
    this.receiveBufferBytes = channel.getOption(StandardSocketOptions.SO_RCVBUF);
    this.counters = counters;
  }

  static UdpSocket bind(InetAddress address, int port, UdpCounters counters) throws IOException {
    DatagramChannel channel =
        DatagramChannel.open(
            address instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET);
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, WANTED_BUFFER_BYTES);
      channel.setOption(StandardSocketOptions.SO_SNDBUF, WANTED_BUFFER_BYTES);
      // No address reuse: another program must not be able to listen on our port.
      channel.bind(new InetSocketAddress(address, port));
      return new UdpSocket(channel, counters);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Loop's thread. */
  void listen(Loop loop, ByteBuffer scratch, DatagramHandler handler)
      throws ClosedChannelException {
    key =
        loop.register(
            channel,
            SelectionKey.OP_READ,
            ready -> {
              if ((ready & SelectionKey.OP_WRITE) != 0) {
                sendQueued();
              }
              if ((ready & SelectionKey.OP_READ) != 0) {
                receive(scratch, handler);
              }
            });
  }

  @Override
  public boolean send(ByteBuffer datagram, InetSocketAddress target) {
    if (!channel.isOpen()) {
      counters.unsent++;
      return false;
    }
    int size = datagram.remaining();
    if (queue.isEmpty() && trySend(datagram, target)) {
      return true;
    }
    if (!channel.isOpen() || queue.size() >= MAX_QUEUED || datagram.remaining() != size) {
      counters.unsent++;
      return false;
    }
    ByteBuffer copy = ByteBuffer.allocate(size);
    copy.put(datagram).flip();
    queue.add(new Queued(copy, target));
    interest(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    return true;
  }

  @Override
  public InetSocketAddress localAddress() {
    return local;
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  /** As the kernel says; Linux says twice what it grants to data. */
  int receiveBufferBytes() {
    return receiveBufferBytes;
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Closed is what it should be.
    }
    queue.clear();
  }

  private void receive(ByteBuffer scratch, DatagramHandler handler) {
    for (int done = 0; done < DATAGRAMS_A_TURN && channel.isOpen(); done++) {
      scratch.clear();
      SocketAddress source;
      try {
        source = channel.receive(scratch);
      } catch (IOException e) {
        counters.receiveErrors++;
        return;
      }
      if (source == null) {
        return;
      }
      counters.received++;
      scratch.flip();
      handler.datagram(scratch, (InetSocketAddress) source, this);
    }
  }

  private void sendQueued() {
    while (!queue.isEmpty()) {
      Queued next = queue.element();
      if (!trySend(next.datagram(), next.target())) {
        return;
      }
      queue.remove();
    }
    interest(SelectionKey.OP_READ);
  }

  /** Whether the datagram is off this socket's hands. */
  private boolean trySend(ByteBuffer datagram, InetSocketAddress target) {
    try {
      if (channel.send(datagram, target) == 0 && datagram.hasRemaining()) {
        return false;
      }
      counters.sent++;
      return true;
    } catch (IOException | RuntimeException e) {
      // No route, a firewall, a family that this socket cannot reach: as good as lost on the way.
      datagram.position(datagram.limit());
      counters.sendErrors++;
      return true;
    }
  }

  private void interest(int operations) {
    if (key != null && key.isValid()) {
      key.interestOps(operations);
    }
  }
}
