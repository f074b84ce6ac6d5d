package dev.lanward.peer.io;

/** What happened on a port. Belongs to the loop's thread. */
final class UdpCounters {
  long received;
  long sent;
  long unsent;
  long sendErrors;
  long receiveErrors;

  UdpPort.Statistics snapshot() {
    return new UdpPort.Statistics(received, sent, unsent, sendErrors, receiveErrors);
  }
}
