package dev.lanward.peer;

import dev.lanward.core.Bytes;
import dev.lanward.datachannel.MessageKind;

/** This side's end of one data channel. On the loop's thread. */
interface StreamEnd {

  /** A message has come; it counts against the receive window until it is consumed. */
  void message(MessageKind kind, Bytes payload);

  /** Messages of {@code bytes} in all, given to the connection before, are on their way. */
  void drained(long bytes);

  /** The channel is closed. */
  void closed();
}
