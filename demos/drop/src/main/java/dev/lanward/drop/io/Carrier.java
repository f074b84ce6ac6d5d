package dev.lanward.drop.io;

import dev.lanward.drop.DropMessage;

/** What carries the messages of a transfer: a data channel, or a TLS connection beside it. */
interface Carrier {
  /**
   * From now on what comes is put into {@code inbox}. Once.
   *
   * @param ended runs when nothing comes any more
   */
  void open(Inbox inbox, Runnable ended);

  /**
   * Sends after what was sent before, perhaps not before {@link #flush}. Waits for room. On the
   * thread of the transfer.
   *
   * @return false when it is closed
   */
  boolean send(DropMessage message) throws InterruptedException;

  /** Sends what was kept back to be sent with more. On the thread of the transfer. */
  void flush();

  /** Ends it after what was sent before. Any thread; a second call does nothing. */
  void close();
}
