package dev.lanward.peer;

import java.net.InetAddress;

/**
 * The addresses between which the datagrams of a session go.
 *
 * @param own of this host
 * @param peers as its datagrams show it, not as it says
 */
record Route(InetAddress own, InetAddress peers) {
  /** Addresses of peers stay out of logs. */
  @Override
  public String toString() {
    return "Route[REDACTED]";
  }
}
