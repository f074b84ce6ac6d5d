package dev.lanward.ice;

import java.net.InetSocketAddress;

/**
 * One way between two sides: one of our ports and the other side's address.
 *
 * @param localPortId the caller's number for the socket that received, or is to send
 * @param remote the other side's address, resolved
 */
public record Path(int localPortId, InetSocketAddress remote) {
  public Path {
    if (remote.isUnresolved()) {
      throw new IllegalArgumentException("a path's remote address must be resolved");
    }
  }

  /** Says only the socket: addresses of peers stay out of logs. */
  @Override
  public String toString() {
    return "Path[localPortId=" + localPortId + ", remote=REDACTED]";
  }
}
