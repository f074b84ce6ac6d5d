package dev.lanward.peer.io;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDatagramChannelConfig;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Netty's epoll, driven by the loop's own thread. What a socket sends in a turn to one target
 * leaves in one system call (UDP_SEGMENT), and what one sender sent in a burst may come in one
 * (UDP_GRO).
 */
final class EpollPoller implements Poller {
  /** The largest UDP datagram; the kernel glues no more than that together. */
  private static final int READ_BYTES = 65_536;

  /** Reads of one turn, so that a flood on one socket leaves the others their share. */
  private static final int READS_A_TURN = 16;

  /** What may wait for room in the kernel: as much as 256 packets. More would only add delay. */
  private static final WriteBufferWaterMark QUEUED_BYTES =
      new WriteBufferWaterMark(256 << 10, 320 << 10);

  private final ManualIoEventLoop loop;
  private final Consumer<Throwable> escaped;
  private final Set<EpollUdpSocket> sockets = new LinkedHashSet<>();
  private final Queue<EpollUdpSocket> gathering = new ArrayDeque<>();

  /**
   * @param thread the one that will poll
   * @param maySleep asked before a wait: whether there is nothing to do
   * @param escaped takes what handlers throw
   */
  EpollPoller(Thread thread, BooleanSupplier maySleep, Consumer<Throwable> escaped) {
    this.escaped = escaped;
    loop =
        new ManualIoEventLoop(thread, EpollIoHandler.newFactory()) {
          @Override
          protected boolean canBlock() {
            return maySleep.getAsBoolean();
          }
        };
  }

  @Override
  public void poll(long nanos) {
    flush();
    // To Netty 0 is a wait without end, and less than that none.
    loop.run(nanos == 0 ? -1 : nanos == Long.MAX_VALUE ? 0 : nanos, 0);
  }

  @Override
  public void wakeUp() {
    loop.wakeup();
  }

  @Override
  public UdpSocket bind(InetAddress address, int port, UdpCounters counters) throws IOException {
    if (loop.inEventLoop()) {
      return bindHere(address, port, counters);
    }
    Future<UdpSocket> bound = loop.submit(() -> bindHere(address, port, counters));
    bound.awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw asIoException(bound.cause());
    }
    return bound.getNow();
  }

  private UdpSocket bindHere(InetAddress address, int port, UdpCounters counters)
      throws IOException {
    EpollDatagramChannel channel = open(address);
    configure(channel.config());
    // On the loop's own thread both are done when they return.
    ChannelFuture done = loop.register(channel);
    if (done.isSuccess()) {
      done = channel.bind(new InetSocketAddress(address, port));
    }
    if (!done.isSuccess()) {
      channel.close();
      throw asBindException(done.cause());
    }
    EpollUdpSocket socket = new EpollUdpSocket(this, channel, counters);
    sockets.add(socket);
    return socket;
  }

  private static EpollDatagramChannel open(InetAddress address) throws IOException {
    try {
      return new EpollDatagramChannel(
          address instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET);
    } catch (ChannelException e) {
      throw new IOException("no socket: " + e.getMessage(), e);
    }
  }

  private static void configure(EpollDatagramChannelConfig config) {
    config.setReceiveBufferSize(Trials.RECEIVE_BUFFER_BYTES);
    config.setSendBufferSize(UdpSocket.WANTED_BUFFER_BYTES);
    config.setAutoRead(false);
    config.setUdpGro(Trials.GRO);
    config.setMaxDatagramPayloadSize(READ_BYTES);
    config.setRecvByteBufAllocator(
        new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(READS_A_TURN));
    config.setWriteBufferWaterMark(QUEUED_BYTES);
  }

  @Override
  public void close() {
    flush();
    // Before the loop refuses the tasks that a channel closes with.
    List.copyOf(sockets).forEach(EpollUdpSocket::close);
    loop.runNow();
    loop.shutdown();
    while (!loop.isTerminated()) {
      loop.runNow();
    }
  }

  /** {@code socket} has something to be flushed before the loop waits. */
  void gathers(EpollUdpSocket socket) {
    gathering.add(socket);
  }

  /** {@code socket} is closed. */
  void closed(EpollUdpSocket socket) {
    sockets.remove(socket);
  }

  /** A handler threw. */
  void escaped(Throwable exception) {
    escaped.accept(exception);
  }

  private void flush() {
    EpollUdpSocket socket;
    while ((socket = gathering.poll()) != null) {
      socket.flush();
    }
  }

  private static IOException asIoException(Throwable cause) {
    return cause instanceof IOException known ? known : asBindException(cause);
  }

  private static IOException asBindException(Throwable cause) {
    BindException exception = new BindException(cause.getMessage());
    exception.initCause(cause);
    return exception;
  }
}
