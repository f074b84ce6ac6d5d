package dev.lanward.peer.io;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Java's selector. */
final class NioPoller implements Poller {
  /** The largest UDP datagram: none is ever cut short. */
  private static final int MAX_DATAGRAM_BYTES = 65_535;

  private static final long NANOS_A_MILLI = 1_000_000;

  private final Selector selector;
  private final Consumer<Throwable> escaped;

  private final BooleanSupplier maySleep;

  /** Whether the thread sleeps, or is about to, and nobody has woken it. */
  private final AtomicBoolean asleep = new AtomicBoolean();

  private final ByteBuffer scratch = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);

  private NioPoller(Selector selector, BooleanSupplier maySleep, Consumer<Throwable> escaped) {
    this.selector = selector;
    this.maySleep = maySleep;
    this.escaped = escaped;
  }

  /**
   * @param maySleep asked before a wait: whether there is nothing to do
   * @param escaped takes what handlers throw
   */
  static NioPoller open(BooleanSupplier maySleep, Consumer<Throwable> escaped) throws IOException {
    return new NioPoller(Selector.open(), maySleep, escaped);
  }

  @Override
  public void poll(long nanos) throws IOException {
    if (nanos == 0) {
      selector.selectNow(this::dispatch);
      return;
    }
    // Before the question: whoever gives a task after it finds a sleeper to wake.
    asleep.set(true);
    if (!maySleep.getAsBoolean()) {
      selector.selectNow(this::dispatch);
    } else if (nanos == Long.MAX_VALUE) {
      selector.select(this::dispatch);
    } else {
      // Rounded up: waking before the time would only make the loop ask again.
      selector.select(this::dispatch, Math.max(1, (nanos + NANOS_A_MILLI - 1) / NANOS_A_MILLI));
    }
    asleep.set(false);
  }

  @Override
  public void wakeUp() {
    if (asleep.compareAndSet(true, false)) {
      selector.wakeup();
    }
  }

  @Override
  public UdpSocket bind(InetAddress address, int port, UdpCounters counters) throws IOException {
    return NioUdpSocket.bind(this, address, port, counters);
  }

  @Override
  public void close() throws IOException {
    try {
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    } catch (ClosedSelectorException e) {
      // It failed before.
    }
    selector.close();
  }

  /** Calls {@code ready} whenever {@code channel} is ready for what the key is interested in. */
  SelectionKey register(DatagramChannel channel, IntConsumer ready) throws ClosedChannelException {
    return channel.register(selector, SelectionKey.OP_READ, ready);
  }

  /** The one buffer that datagrams are read into. */
  ByteBuffer scratch() {
    return scratch.clear();
  }

  private void dispatch(SelectionKey key) {
    if (key.isValid() && key.attachment() instanceof IntConsumer ready) {
      try {
        ready.accept(key.readyOps());
      } catch (RuntimeException | Error e) {
        escaped.accept(e);
      }
    }
  }
}
