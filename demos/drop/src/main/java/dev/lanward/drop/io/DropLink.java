package dev.lanward.drop.io;

import dev.lanward.drop.DropEnd;
import dev.lanward.drop.DropMessage;
import dev.lanward.drop.DropWriter;
import dev.lanward.peer.BufferFullException;
import dev.lanward.peer.Channel;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A channel as the thread of a transfer sees it. What comes waits in a bounded queue; sending waits
 * until there is room. A peer that fills the queue says more than it was asked for: its channel is
 * closed.
 */
final class DropLink {
  /** More than a window of chunks, or all that a receiver may ask for; 256 chunks are 16 MiB. */
  private static final int MOST_WAITING = 256;

  /** Enough to keep the network busy, and little to hold. */
  private static final long ROOM_BYTES = 1 << 20;

  /** For how long the peer's own closing is waited for. */
  private static final long CLOSING_MILLIS = 3_000;

  /** Something to be done to the core, on the thread of the transfer. */
  interface Task {
    void run(DropEnd core);
  }

  private final Channel channel;
  private final BooleanSupplier isGivenUp;
  private final BlockingQueue<Task> inbox = new LinkedBlockingQueue<>();

  /** Guarded by this, which is notified of it. */
  private boolean isClosed;

  DropLink(Channel channel) {
    this(channel, () -> false);
  }

  /**
   * @param isGivenUp whether nobody waits for room any more; asked at least once a second
   */
  DropLink(Channel channel, BooleanSupplier isGivenUp) {
    this.channel = channel;
    this.isGivenUp = isGivenUp;
    channel.onBufferedAmountLow(ROOM_BYTES / 2, this::wake);
    channel.onText(text -> take(core -> core.handleText(text)));
    channel.onBinary(bytes -> take(core -> core.handleBinary(bytes)));
    channel.onClose(this::closed);
  }

  /** Has something done on the transfer's thread. Any thread. */
  void post(Task task) {
    inbox.add(task);
  }

  /**
   * Sends all that {@code core} has to say, and tells it what comes meanwhile.
   *
   * @param each runs after each message
   * @return false when the channel is closed
   */
  boolean flush(DropEnd core, Runnable each) throws InterruptedException {
    for (Optional<DropMessage> next = core.pollTransmit();
        next.isPresent();
        next = core.pollTransmit()) {
      if (!send(next.get())) {
        return false;
      }
      for (Task task = inbox.poll(); task != null; task = inbox.poll()) {
        task.run(core);
      }
      each.run();
    }
    return true;
  }

  /** Does the next thing to do; false when nothing came within {@code millis}. */
  boolean runNext(DropEnd core, long millis) throws InterruptedException {
    Task task = inbox.poll(millis, TimeUnit.MILLISECONDS);
    if (task == null) {
      return false;
    }
    task.run(core);
    return true;
  }

  /** Whether the channel is closed and all that came before was done. */
  synchronized boolean isOver() {
    return isClosed && inbox.isEmpty();
  }

  /** Closes it after what was sent before. Any thread. */
  void close() {
    channel.close();
  }

  /** Closes it and waits, a little, until what was sent before has arrived. */
  synchronized void closeAndWait() throws InterruptedException {
    channel.close();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSING_MILLIS);
    while (!isClosed && System.nanoTime() < deadline) {
      wait(100);
    }
  }

  private boolean send(DropMessage message) throws InterruptedException {
    while (awaitRoom()) {
      try {
        if (message instanceof DropMessage.Chunk chunk) {
          channel.send(DropWriter.binary(chunk));
        } else {
          channel.send(DropWriter.text(message));
        }
        return true;
      } catch (BufferFullException e) {
        pause(); // Another channel of the session fills it.
      } catch (IllegalStateException e) {
        return false;
      }
    }
    return false;
  }

  private synchronized boolean awaitRoom() throws InterruptedException {
    while (!isClosed && !isGivenUp.getAsBoolean() && channel.bufferedAmount() > ROOM_BYTES) {
      wait(1_000);
    }
    return !isClosed && !isGivenUp.getAsBoolean();
  }

  private synchronized void pause() throws InterruptedException {
    wait(100);
  }

  private void take(Task task) {
    if (inbox.size() >= MOST_WAITING) {
      channel.close();
    } else {
      inbox.add(task);
    }
  }

  private synchronized void wake() {
    notifyAll();
  }

  private synchronized void closed() {
    isClosed = true;
    notifyAll();
    inbox.add(core -> {}); // Whoever waits for a message looks again.
  }
}
