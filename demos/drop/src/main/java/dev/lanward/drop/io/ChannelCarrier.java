package dev.lanward.drop.io;

import dev.lanward.drop.DropMessage;
import dev.lanward.drop.DropWriter;
import dev.lanward.peer.BufferFullException;
import dev.lanward.peer.Channel;
import java.util.function.BooleanSupplier;

/** A data channel. A peer that fills the inbox says more than it was asked for: it is closed. */
final class ChannelCarrier implements Carrier {
  /** Enough to keep the network busy, and little to hold. */
  private static final long ROOM_BYTES = 1 << 20;

  private final Channel channel;
  private final BooleanSupplier isGivenUp;

  /** Guarded by this, which is notified of it. */
  private boolean isClosed;

  ChannelCarrier(Channel channel) {
    this(channel, () -> false);
  }

  /**
   * @param isGivenUp whether nobody waits for room any more; asked at least once a second
   */
  ChannelCarrier(Channel channel, BooleanSupplier isGivenUp) {
    this.channel = channel;
    this.isGivenUp = isGivenUp;
  }

  @Override
  public void open(Inbox inbox, Runnable ended) {
    channel.onBufferedAmountLow(ROOM_BYTES / 2, this::wake);
    channel.onText(text -> take(inbox, core -> core.handleText(text)));
    channel.onBinary(bytes -> take(inbox, core -> core.handleBinary(bytes)));
    channel.onClose(
        () -> {
          closed();
          ended.run();
        });
  }

  @Override
  public boolean send(DropMessage message) throws InterruptedException {
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

  @Override
  public void flush() {
    // Nothing is kept back.
  }

  @Override
  public void close() {
    channel.close();
  }

  private void take(Inbox inbox, Inbox.Task task) {
    if (!inbox.offer(task)) {
      channel.close();
    }
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

  private synchronized void wake() {
    notifyAll();
  }

  private synchronized void closed() {
    isClosed = true;
    notifyAll();
  }
}
