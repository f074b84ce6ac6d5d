package dev.lanward.drop.io;

import dev.lanward.drop.DropEnd;
import dev.lanward.drop.DropMessage;
import java.util.Optional;

/**
 * What a transfer goes over, as its thread sees it: its channel, and instead of that the TLS
 * connection that it goes over to. What comes waits in an {@link Inbox}; sending waits until there
 * is room.
 */
final class DropLink {
  /** For how long the peer's own closing is waited for. */
  private static final long CLOSING_MILLIS = 3_000;

  private final Inbox inbox = new Inbox();
  private final Carrier channel;

  /** The one that messages go over; written on the thread of the transfer, under this. */
  private volatile Carrier carrier;

  /** Guarded by this. */
  private boolean isChannelClosed;

  DropLink(Carrier channel) {
    this.channel = channel;
    this.carrier = channel;
    channel.open(inbox, this::channelClosed);
  }

  /** Has something done on the transfer's thread. Any thread. */
  void post(Inbox.Task task) {
    inbox.post(task);
  }

  /** From now on all goes over {@code tls}; the channel lives, and ends it when it ends. */
  void goOver(Carrier tls) {
    boolean isTooLate;
    synchronized (this) {
      carrier = tls;
      isTooLate = isChannelClosed;
    }
    tls.open(inbox, this::tlsEnded);
    if (isTooLate) {
      tls.close();
    }
  }

  /** Whether all goes over TLS. */
  boolean isOverTls() {
    return carrier != channel;
  }

  /**
   * Sends all that {@code core} has to say, and tells it what comes meanwhile.
   *
   * @param each runs after each message
   * @return false when the link is closed
   */
  boolean flush(DropEnd core, Runnable each) throws InterruptedException {
    for (Optional<DropMessage> next = core.pollTransmit();
        next.isPresent();
        next = core.pollTransmit()) {
      if (!carrier.send(next.get())) {
        return false;
      }
      for (Optional<Inbox.Task> task = inbox.poll(); task.isPresent(); task = inbox.poll()) {
        task.get().run(core);
      }
      each.run();
    }
    carrier.flush();
    return true;
  }

  /** Does the next thing to do; false when nothing came within {@code millis}. */
  boolean runNext(DropEnd core, long millis) throws InterruptedException {
    Optional<Inbox.Task> task = inbox.poll(millis);
    task.ifPresent(next -> next.run(core));
    return task.isPresent() || inbox.isEnded();
  }

  /** Whether it is closed and all that came before was done. */
  boolean isOver() {
    return inbox.isOver();
  }

  /** Closes it after what was sent before. Any thread. */
  void close() {
    inbox.shut();
    carrier.close(); // Of TLS, the end closes the channel.
  }

  /** Closes it and waits, a little, until what was sent before has arrived. */
  void closeAndWait() throws InterruptedException {
    close();
    inbox.awaitEnd(CLOSING_MILLIS);
  }

  private void channelClosed() {
    Carrier over;
    synchronized (this) {
      isChannelClosed = true;
      over = carrier;
    }
    if (over == channel) {
      inbox.end();
    } else {
      over.close(); // What the peer said there before is still read.
    }
  }

  private void tlsEnded() {
    inbox.end();
    channel.close();
  }
}
