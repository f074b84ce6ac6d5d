package dev.lanward.interop;

import java.util.List;

/**
 * A data-channel stack with one connection. Every method, and every call of its listener, on one
 * thread. Channels are told apart by their labels, which the tests make unique.
 */
interface Stack {

  /** Hears what becomes of a connection. */
  interface Listener {
    /** The connection is up. */
    void connected();

    /** A channel can be used, whoever opened it. */
    void opened(ChannelPlan channel, int id);

    /** A whole message came. */
    void message(String label, boolean text, byte[] content);

    /** A channel is closed in both directions. */
    void closed(String label);

    /** There may be room to send; says whether anything was sent. */
    boolean pump();

    /** The connection is over, and not by {@link Stack#hangUp}. Comes once. */
    void over(String why);
  }

  /** Opens a channel: {@link Listener#opened} follows. */
  void open(ChannelPlan plan);

  /** Sends a message on an open channel. */
  void send(String label, boolean text, byte[] content);

  /** Bytes of all channels that wait to be sent. */
  long bufferedBytes();

  /** Closes a channel: {@link Listener#closed} follows. */
  void close(String label);

  /** Where it stands, for whoever has to find out why it does not go on. */
  String describe();

  /** The last packets, the oldest first; empty where they cannot be seen. */
  default List<String> packets() {
    return List.of();
  }

  /** Ends the connection. */
  void hangUp();
}
