package dev.lanward.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;

/**
 * Stands between a caller and a door on loopback and gives the caller another port, as an address
 * translator does; {@link #moveAway} makes it another one in the middle of a session.
 */
final class NatRouter implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final InetSocketAddress door;
  private final Selector selector;
  private final DatagramChannel inside;
  private final List<DatagramChannel> outside = new ArrayList<>();
  private final Thread thread;
  private final ByteBuffer buffer = ByteBuffer.allocate(2_048);
  private final Queue<byte[]> heldBack = new ArrayDeque<>();
  private volatile Predicate<ByteBuffer> holdsBack = datagram -> false;
  private InetSocketAddress caller;

  NatRouter(int doorPort) throws IOException {
    door = new InetSocketAddress(LOOPBACK, doorPort);
    selector = Selector.open();
    inside = channel();
    outside.add(channel());
    thread = new Thread(this::run, "nat");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return inside.socket().getLocalPort();
  }

  /** From now on the caller speaks from another port, and what comes to the old one is lost. */
  synchronized void moveAway() throws IOException {
    DatagramChannel old = outside.get(outside.size() - 1);
    outside.add(channel());
    old.close();
    selector.wakeup();
  }

  /** Of the caller's datagrams, which are kept from the door, and kept. */
  void holdBack(Predicate<ByteBuffer> which) {
    holdsBack = which;
  }

  /** The oldest of what was held back, when there is one. */
  synchronized byte[] takeHeldBack() {
    return heldBack.poll();
  }

  /** Reaches the caller as if the door had sent it. */
  synchronized void sendToCaller(byte[] datagram) throws IOException {
    inside.send(ByteBuffer.wrap(datagram), caller);
  }

  private DatagramChannel channel() throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    channel.bind(new InetSocketAddress(LOOPBACK, 0)).configureBlocking(false);
    channel.setOption(java.net.StandardSocketOptions.SO_RCVBUF, 1 << 20);
    channel.register(selector, SelectionKey.OP_READ);
    return channel;
  }

  private void run() {
    try {
      while (selector.isOpen()) {
        selector.select(key -> forward((DatagramChannel) key.channel()));
      }
    } catch (IOException | java.nio.channels.ClosedSelectorException e) {
      // Closed.
    }
  }

  private synchronized void forward(DatagramChannel from) {
    try {
      InetSocketAddress source = (InetSocketAddress) from.receive(buffer.clear());
      if (source == null) {
        return;
      }
      buffer.flip();
      if (from != inside) {
        inside.send(buffer, caller);
        return;
      }
      caller = source;
      if (holdsBack.test(buffer)) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        heldBack.add(copy);
      } else {
        outside.get(outside.size() - 1).send(buffer, door);
      }
    } catch (ClosedChannelException e) {
      // Moved away in between.
    } catch (IOException e) {
      // A network loses datagrams.
    }
  }

  @Override
  public synchronized void close() throws IOException {
    selector.close();
    inside.close();
    for (DatagramChannel each : outside) {
      each.close();
    }
  }
}
