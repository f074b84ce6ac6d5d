package dev.lanward.mdns.unicast;

import dev.lanward.core.Bytes;

/**
 * A message for the server.
 *
 * @param ticket by which answers and failures are told; all of one ticket are one question
 * @param transport how to send it; by TCP without the length that goes before it
 * @param message the bytes
 */
public record Request(long ticket, Transport transport, Bytes message) {

  /** How a message travels (RFC 1035 section 4.2). */
  public enum Transport {
    /** A datagram, from a port of its own, so that answers are hard to guess (RFC 5452). */
    UDP,
    /** A connection of its own. */
    TCP
  }
}
