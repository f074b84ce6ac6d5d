package dev.lanward.peer.io;

import dev.lanward.core.Tick;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A socket of Netty's. Datagrams of one size to one target, of which the last may be shorter, are
 * gathered until the turn ends, and cross the kernel as one.
 */
final class EpollUdpSocket implements UdpSocket {
  /** UDP_MAX_SEGMENTS of the kernels that take the fewest. */
  private static final int MAX_SEGMENTS = Trials.GSO ? 64 : 1;

  /** What is gathered at most: an IPv6 packet less its headers, and a little less. */
  private static final int BATCH_BYTES = 65_000;

  private final EpollPoller poller;
  private final EpollDatagramChannel channel;
  private final UdpCounters counters;
  private final InetSocketAddress local;
  private final int receiveBufferBytes;

  // What is gathered: nothing while there is no target.
  private ByteBuf batch = Unpooled.EMPTY_BUFFER;
  private @Nullable InetSocketAddress target;
  private int segmentBytes;
  private int segments;

  private final SegmentationRefusals refusals = new SegmentationRefusals();

  EpollUdpSocket(EpollPoller poller, EpollDatagramChannel channel, UdpCounters counters) {
    this.poller = poller;
    this.channel = channel;
    this.counters = counters;
    local = channel.localAddress();
    receiveBufferBytes = channel.config().getReceiveBufferSize();
  }

  @Override
  public void listen(DatagramHandler handler) {
    channel.pipeline().addLast(new Reader(handler));
    channel.config().setAutoRead(true);
  }

  @Override
  public boolean send(ByteBuffer datagram, InetSocketAddress to) {
    if (!channel.isOpen() || !channel.isWritable()) {
      datagram.position(datagram.limit());
      counters.unsent++;
      return false;
    }
    int size = datagram.remaining();
    if (target != null && !fits(size, to)) {
      flush();
    }
    if (target == null && (size > BATCH_BYTES || isRefused(to))) {
      write(Unpooled.copiedBuffer(datagram), to);
      datagram.position(datagram.limit());
      return true;
    }
    if (target == null) {
      begin(size, to);
    }
    batch.writeBytes(datagram);
    segments++;
    if (size < segmentBytes || segments == MAX_SEGMENTS) {
      flush();
    }
    return true;
  }

  /** Netty's own, for tests of what the kernel does. */
  EpollDatagramChannel channel() {
    return channel;
  }

  /** Sends what was gathered. */
  void flush() {
    InetSocketAddress to = target;
    if (to == null) {
      return;
    }
    target = null;
    ByteBuf gathered = batch.retainedSlice();
    if (segments == 1) {
      write(gathered, to);
    } else {
      writeSegmented(gathered, to);
    }
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
    if (channel.eventLoop().inEventLoop()) {
      flush();
      // Where a handler closes its own socket Netty would read on, from a descriptor whose number
      // may be that of somebody else's socket by then; such a read may never return.
      channel.config().setAutoRead(false);
      channel.close();
      poller.closed(this);
      batch.release();
      batch = Unpooled.EMPTY_BUFFER;
      return;
    }
    try {
      channel.eventLoop().submit(this::close).awaitUninterruptibly();
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it its sockets.
    }
  }

  private boolean isRefused(InetSocketAddress to) {
    return refusals.size() > 0 && !refusals.mayBatch(new Tick(System.nanoTime()), to);
  }

  private boolean fits(int size, InetSocketAddress to) {
    return size <= segmentBytes && size <= batch.maxWritableBytes() && to.equals(target);
  }

  private void begin(int size, InetSocketAddress to) {
    if (batch.refCnt() == 1 && batch.capacity() > 0) {
      batch.clear();
    } else {
      // The kernel had no room, and Netty still holds the last one.
      batch.release();
      batch = channel.alloc().directBuffer(BATCH_BYTES, BATCH_BYTES);
    }
    target = to;
    segmentBytes = size;
    segments = 0;
    poller.gathers(this);
  }

  private void writeSegmented(ByteBuf gathered, InetSocketAddress to) {
    int count = segments;
    int size = segmentBytes;
    ChannelFuture written =
        channel.writeAndFlush(new SegmentedDatagramPacket(gathered.retain(), size, to));
    if (written.isDone() && !written.isSuccess()) {
      // Too long for this path, where the kernel fragments what comes singly; or no offload. What
      // is
      // refused singly as well was not refused for being a batch.
      boolean singly = false;
      for (int at = 0; at < gathered.readableBytes(); at += size) {
        int rest = gathered.readableBytes() - at;
        singly |= write(gathered.retainedSlice(at, Math.min(size, rest)), to);
      }
      if (singly) {
        refusals.refused(new Tick(System.nanoTime()), to);
      }
    } else {
      counters.sent += count;
      counters.batches++;
    }
    gathered.release();
  }

  /** Takes over {@code datagram}; says whether it was sent, or queued. */
  private boolean write(ByteBuf datagram, InetSocketAddress to) {
    ChannelFuture written = channel.writeAndFlush(new DatagramPacket(datagram, to));
    if (written.isDone() && !written.isSuccess()) {
      // No route, a firewall, a family that this socket cannot reach: as good as lost on the way.
      counters.sendErrors++;
      return false;
    }
    counters.sent++;
    return true;
  }

  /** Hands datagrams on. */
  private final class Reader extends ChannelInboundHandlerAdapter {
    private final DatagramHandler handler;

    Reader(DatagramHandler handler) {
      this.handler = handler;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      DatagramPacket packet = (DatagramPacket) message;
      counters.received++;
      try {
        handler.datagram(packet.content().nioBuffer(), packet.sender(), EpollUdpSocket.this);
      } catch (RuntimeException | Error e) {
        poller.escaped(e);
      } finally {
        packet.release();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (cause instanceof IOException) {
        counters.receiveErrors++;
      } else {
        poller.escaped(cause);
      }
    }
  }
}
