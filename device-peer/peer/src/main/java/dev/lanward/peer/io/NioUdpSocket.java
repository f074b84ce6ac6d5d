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

/** A socket of Java's. */
final class NioUdpSocket implements UdpSocket {
  /** Datagrams of one turn, so that a flood on one socket leaves the others their share. */
  private static final int DATAGRAMS_A_TURN = 128;

  /** Datagrams that wait for room in the kernel. More would only grow the delay. */
  private static final int MAX_QUEUED = 256;

  private record Queued(ByteBuffer datagram, InetSocketAddress target) {}

  private final NioPoller poller;
  private final DatagramChannel channel;
  private final InetSocketAddress local;
  private final int receiveBufferBytes;
  private final UdpCounters counters;
  private final ArrayDeque<Queued> queue = new ArrayDeque<>();
  private @Nullable SelectionKey key;

  private NioUdpSocket(NioPoller poller, DatagramChannel channel, UdpCounters counters)
      throws IOException {
    this.poller = poller;
    this.channel = channel;
    this.local = (InetSocketAddress) channel.getLocalAddress();
    this.receiveBufferBytes = channel.getOption(StandardSocketOptions.SO_RCVBUF);
    this.counters = counters;
  }

  static NioUdpSocket bind(NioPoller poller, InetAddress address, int port, UdpCounters counters)
      throws IOException {
    DatagramChannel channel =
        DatagramChannel.open(
            address instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET);
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, Trials.RECEIVE_BUFFER_BYTES);
      channel.setOption(StandardSocketOptions.SO_SNDBUF, WANTED_BUFFER_BYTES);
      // No address reuse: another program must not be able to listen on our port.
      channel.bind(new InetSocketAddress(address, port));
      return new NioUdpSocket(poller, channel, counters);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void listen(DatagramHandler handler) {
    try {
      key = poller.register(channel, ready -> ready(ready, handler));
    } catch (ClosedChannelException e) {
      // Closed before the loop came to it.
    }
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

  @Override
  public int receiveBufferBytes() {
    return receiveBufferBytes;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Closed is what it should be.
    }
    queue.clear();
  }

  private void ready(int operations, DatagramHandler handler) {
    if ((operations & SelectionKey.OP_WRITE) != 0) {
      sendQueued();
    }
    if ((operations & SelectionKey.OP_READ) != 0) {
      receive(handler);
    }
  }

  private void receive(DatagramHandler handler) {
    for (int done = 0; done < DATAGRAMS_A_TURN && channel.isOpen(); done++) {
      ByteBuffer scratch = poller.scratch();
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
