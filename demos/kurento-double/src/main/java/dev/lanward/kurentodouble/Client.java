package dev.lanward.kurentodouble;

/** A connection to a client. */
interface Client {
  /** Does not wait; what cannot be sent any more is dropped. */
  void send(String text);

  void close();
}
